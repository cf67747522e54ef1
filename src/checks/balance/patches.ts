import type { Mapping, TCPMapping } from '../../cluster/objects.ts';
import { patch } from '../../engine/kubectl.ts';

type AnyMapping = Mapping | TCPMapping;

/** Commands that change each Mapping; undefined when one of them is written in an annotation, or made of an Ingress. */
export function patchAll(
  mappings: readonly AnyMapping[],
  change: (mapping: AnyMapping) => Readonly<Record<string, unknown>>,
): string | undefined {
  const commands = mappings.flatMap((mapping) =>
    mapping.madeFrom ? [] : (patch(mapping, { spec: change(mapping) }) ?? []),
  );
  return commands.length === mappings.length && commands.length > 0 ? commands.join('\n') : undefined;
}

/** Commands that let Mappings ask DNS in place of endpoints. With a load balancer they would then be dropped. */
export function askDns(mappings: readonly AnyMapping[]): string | undefined {
  return patchAll(mappings, (mapping) => ({
    resolver: 'kubernetes-service',
    ...(hasBalancer(mapping) && { load_balancer: null }),
  }));
}

/** Whether a Mapping sets a load balancer of its own. */
export function hasBalancer({ spec }: AnyMapping): boolean {
  return 'load_balancer' in spec;
}
