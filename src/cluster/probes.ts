import type { Container } from './objects.ts';

/** An HTTP probe of a container. */
export interface HttpProbe {
  readonly path: string;
  /** As it is written: a number or a name. */
  readonly port: number | string;
  /** Undefined: the container declares no port of that name. */
  readonly number?: number;
  readonly isHttps: boolean;
}

/** A probe by HTTP, if the container has one. */
export function httpProbeOf(container: Container, name: 'livenessProbe' | 'readinessProbe'): HttpProbe | undefined {
  const { path = '/', port, scheme } = container[name]?.httpGet ?? {};
  if (port === undefined) return undefined;
  const declared = container.ports?.find((one) => one.name === port)?.containerPort;
  const number = typeof port === 'number' ? port : /^\d+$/.test(port) ? Number(port) : declared;
  return { path, port, ...(number !== undefined && { number }), isHttps: scheme === 'HTTPS' };
}
