import type { Mapping, TCPMapping } from '../../cluster/objects.ts';
import { patch } from '../../engine/kubectl.ts';

type AnyMapping = Mapping | TCPMapping;

/** Commands that change each Mapping. */
export function patchAll(
  mappings: readonly AnyMapping[],
  change: (mapping: AnyMapping) => Readonly<Record<string, unknown>>,
): string {
  // Two that are written in one annotation are one thing to edit.
  return [...new Set(mappings.map((mapping) => patch(mapping, { spec: change(mapping) })))].join('\n');
}

/** Commands that let Mappings ask DNS in place of endpoints. With a load balancer they would then be dropped. */
export function askDns(mappings: readonly AnyMapping[]): string {
  return patchAll(mappings, (mapping) => ({
    resolver: 'kubernetes-service',
    ...(hasBalancer(mapping) && { load_balancer: null }),
  }));
}

/** Whether a Mapping sets a load balancer of its own. */
export function hasBalancer({ spec }: AnyMapping): boolean {
  return 'load_balancer' in spec;
}
