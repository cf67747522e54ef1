import { type GatewayPart, isWorkload } from '../../cluster/gateway-parts.ts';
import { bytesOf } from '../../cluster/quantities.ts';
import { kubectl, quote } from '../../engine/kubectl.ts';

export const MEBIBYTE = 1024 ** 2;

/** The limit that the chart gives a gateway, in Mi. */
const CHART_MEBIBYTES = 600;

/**
 * What gives the gateway's container as much memory as the chart does, or another one, or a larger one, twice what it
 * has; undefined without a limit, and for Pods that nothing makes.
 */
export function raiseMemory({ on, spec, container: own }: GatewayPart, container: string): string | undefined {
  const limit = spec.containers?.find(({ name }) => name === container)?.resources?.limits?.['memory'];
  const bytes = bytesOf(limit);
  if (bytes === undefined || !isWorkload(on)) return undefined;
  const isSmall = container === own.name && bytes < CHART_MEBIBYTES * MEBIBYTE;
  const mebibytes = isSmall ? CHART_MEBIBYTES : 2 * Math.ceil(bytes / MEBIBYTE);
  return kubectl('set resources', on, '-c', quote(container), `--limits=memory=${mebibytes}Mi`);
}
