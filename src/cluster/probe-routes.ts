import type { Cluster } from './cluster.ts';
import type { Installation } from './installations.ts';
import { compareOrder, matchOf, type RouteOrder } from './matchers.ts';
import type { GatewayModule } from './module.ts';
import { probeFault } from './module-faults.ts';
import type { Mapping } from './objects.ts';
import { resolversOf } from './resolvers.ts';
import type { Group } from './routing.ts';
import type { RoutingKind } from './routing-kinds.ts';
import { destinationOf } from './upstream.ts';

const PROBES = [
  { setting: 'liveness_probe', name: 'liveness', path: '/ambassador/v0/check_alive' },
  { setting: 'readiness_probe', name: 'readiness', path: '/ambassador/v0/check_ready' },
  { setting: 'diagnostics', name: 'diagnostics', path: '/ambassador/v0/' },
] as const;

/**
 * The routes to itself that Emissary adds to every Host: its probes and its diagnostics. The Mappings behind them stand in
 * no cluster (ir/irambassador.py, add_mappings).
 */
export function probeGroups(
  cluster: Cluster<RoutingKind>,
  installation: Installation,
  module: GatewayModule,
): readonly Omit<Group, 'hosts'>[] {
  if (probeFault(module, resolversOf(cluster, installation).has(module.resolver))) return [];
  return PROBES.flatMap(({ setting, name, path }) => {
    const written = module.config[setting] ?? { enabled: true };
    if (typeof written !== 'object' || written === null || !Reflect.get(written, 'enabled')) return [];
    const text = (field: string, standard: string): string => {
      const value: unknown = Reflect.get(written, field);
      return typeof value === 'string' && value !== '' ? value : standard;
    };
    const mapping: Mapping = {
      kind: 'Mapping',
      metadata: { name: `internal_${name}_probe_mapping`, namespace: installation.namespace },
      spec: {
        hostname: '*',
        prefix: text('prefix', path),
        rewrite: text('rewrite', path),
        service: text('service', '127.0.0.1:8877'),
      },
    };
    const upstream = destinationOf(cluster, installation, mapping);
    return [
      {
        id: mapping.metadata.name,
        kind: 'HTTP' as const,
        match: 'prefix' as const,
        prefix: mapping.spec.prefix ?? path,
        caseSensitive: true,
        host: '*',
        hostRegex: false,
        methodRegex: false,
        headers: [],
        query: [],
        precedence: 0,
        members: [{ mapping, upstream, cumulative: 100, share: 100 }],
        shadows: [],
      },
    ];
  });
}

/** Groups in the order in which requests try them, with the gateway's own among them. */
export function withProbes(groups: readonly Group[], probes: readonly Group[]): readonly Group[] {
  const ordered = [...groups];
  for (const probe of probes) ordered.splice(placeOf(ordered, orderOf(probe)), 0, probe);
  return ordered;
}

/** Whether a group is one of the gateway's own. */
export function isProbe({ id }: Group): boolean {
  return /^internal_\w+_probe_mapping$/.test(id);
}

function placeOf(groups: readonly Group[], order: RouteOrder): number {
  let [from, to] = [0, groups.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const group = groups[middle];
    if (group && compareOrder(orderOf(group), order) >= 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

function orderOf({ members, shadows, redirect }: Group): RouteOrder {
  const mappings = [...members, ...shadows].map(({ mapping }) => mapping);
  const orders = [...mappings, ...(redirect ? [redirect] : [])].map((mapping) => matchOf(mapping).order);
  return orders.reduce((most, order) => (compareOrder(order, most) > 0 ? order : most), []);
}
