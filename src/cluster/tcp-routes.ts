import type { RouteTools } from './http-routes.ts';
import { tcpFaultOf } from './mapping-faults.ts';
import type { TCPMapping } from './objects.ts';
import type { Crash } from './remote-services.ts';
import type { Member, TcpGroup } from './routing.ts';
import type { Named } from './stored-names.ts';
import { groupTcp, type TcpCandidate, type TcpGroupDraft } from './tcp-groups.ts';
import { destinationOf, type Upstream } from './upstream.ts';
import { postMalformed, postUpstream } from './upstream-errors.ts';
import { cumulate, tcpShares } from './weights.ts';

/** The groups of an installation's TCPMappings. */
export interface TcpRoutes {
  readonly groups: readonly (Omit<TcpGroup, 'servedBy'> & { readonly draft: TcpGroupDraft })[];
  readonly drafts: readonly TcpGroupDraft[];
  readonly upstreams: readonly Upstream[];
  readonly crash?: Crash;
}

/** Makes groups of TCPMappings, each with its members' shares (ir/irtcpmapping.py). */
export function tcpRoutes(mappings: Named<TCPMapping>, tools: RouteTools): TcpRoutes {
  const { cluster, installation, module, post, drop } = tools;
  for (const { object, by } of [...mappings.replaced, ...mappings.lost])
    drop({ mapping: object, reason: 'replaced', by });

  const upstreams = new Map<TCPMapping, Upstream>();
  const candidates: TcpCandidate[] = [];
  let crash: Crash | undefined;
  for (const mapping of mappings.byName.values()) {
    const upstream = destinationOf(cluster, installation, mapping);
    upstreams.set(mapping, upstream);
    postMalformed(upstream, mapping, post);
    if (!mapping.spec.service) crash ??= { reason: 'mapping-without-service', on: mapping };
    if (mapping.spec.port === undefined) crash ??= { reason: 'tcpmapping-without-port', on: mapping };

    const breakers = mapping.spec.circuit_breakers ?? module.config['circuit_breakers'];
    const fault = tcpFaultOf(upstream, breakers);
    if (!fault) {
      candidates.push({ mapping, breakers });
      continue;
    }
    post(mapping, fault.reason, fault.detail === undefined ? {} : { detail: fault.detail });
    drop({ mapping, ...fault });
  }

  const drafts = groupTcp(candidates, post, drop);
  const used: Upstream[] = [];
  const groups = drafts.map((draft) => {
    const { first, members, id } = draft;
    const weighted = cumulate(members, first, post);
    const percent = tcpShares(weighted.map(({ cumulative }) => cumulative));
    const routed = weighted.flatMap(({ member: { mapping }, cumulative }, index): readonly Member<TCPMapping>[] => {
      const upstream = upstreams.get(mapping);
      if (!upstream) return [];
      used.push(upstream);
      postUpstream(upstream, mapping, post);
      if (upstream.isFatal) crash ??= { reason: 'service-unparsable', on: mapping };
      const { weight } = mapping.spec;
      const share = percent[index] ?? 0;
      return [{ mapping, upstream, cumulative, share, ...(weight !== undefined && { weight }) }];
    });
    const { address, port = 0, host } = first.spec;
    return {
      draft,
      id,
      kind: 'TCP' as const,
      port,
      ...(address && { address }),
      ...(host && { host }),
      members: routed,
    };
  });
  return { groups, drafts, upstreams: used, ...(crash && { crash }) };
}
