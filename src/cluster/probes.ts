import type { Container } from './objects.ts';

/** An HTTP probe of a container. */
export interface HttpProbe {
  readonly path: string;
  /** As it is written: a number or a name. */
  readonly port: number | string;
  /** Undefined: the container declares no port of that name. */
  readonly number?: number;
}

export type ProbeName = 'livenessProbe' | 'readinessProbe' | 'startupProbe';

/** A probe by HTTP, where the source keeps probes and the container has one. */
export function httpProbeOf(container: Container, name: ProbeName): HttpProbe | undefined {
  const probe: unknown = Object.entries(container).find(([field]) => field === name)?.[1];
  const { httpGet } = fieldsOf(probe);
  const { path = '/', port } = fieldsOf(httpGet);
  if (typeof path !== 'string' || (typeof port !== 'number' && typeof port !== 'string')) return undefined;
  const declared = container.ports?.find((one) => one.name === port)?.containerPort;
  const number = typeof port === 'number' ? port : /^\d+$/.test(port) ? Number(port) : declared;
  return { path, port, ...(number !== undefined && { number }) };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
