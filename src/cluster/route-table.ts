import { askedAuth, authOf } from './asked-auth.ts';
import type { Cluster } from './cluster.ts';
import { refusalsOf } from './envoy-refusals.ts';
import { refOf } from './objects.ts';
import { byText } from './order.ts';
import { isProbe } from './probe-routes.ts';
import type {
  RouteTable,
  ServedBy,
  TableContext,
  TableDropped,
  TableGroup,
  TableHost,
  TableListener,
  TableMember,
  TableRefusal,
  TableTcpGroup,
} from './route-table-facts.ts';
import {
  type Dropped,
  type Group,
  type Member,
  type RoutedContext,
  type RoutedHost,
  type RoutedListener,
  type Routing,
  routingOf,
  type TcpGroup,
} from './routing.ts';
import type { TargetKind } from './targets.ts';
import { gatewayFacts } from './trace.ts';
import { certificateFacts } from './trace-hop.ts';
import { matchFacts } from './tried.ts';
import { unreachableIn } from './unreachable.ts';
import { stateBehind } from './upstream-state.ts';

export type * from './route-table-facts.ts';

/** The route table of every gateway. */
export function routeTables(cluster: Cluster<TargetKind>): readonly RouteTable[] {
  return routingOf(cluster).map((routing) => routeTable(cluster, routing));
}

/** All that one gateway makes of its objects, as plain data. */
export function routeTable(cluster: Cluster<TargetKind>, routing: Routing): RouteTable {
  const { installation, hosts, listeners, contexts, groups, tcpGroups, dropped, errors } = routing;
  const { version } = installation;
  const idsByHost = new Map<RoutedHost, string[]>(hosts.map((host) => [host, []]));
  for (const { hosts: attached, id } of groups) for (const host of attached) idsByHost.get(host)?.push(id);
  return {
    gateway: { ...gatewayFacts(routing), ...(version !== undefined && { version }) },
    hosts: hosts.map((host) => tableHost(host, idsByHost.get(host) ?? [])).toSorted(bySpecificity),
    listeners: listeners.map(tableListener),
    tlscontexts: contexts.map(tableContext),
    groups: groups.map((group) => tableGroup(cluster, routing, group)),
    tcpGroups: tcpGroups.map((group) => tableTcpGroup(cluster, group)),
    dropped: dropped.map(tableDropped),
    unreachable: unreachableIn(cluster, routing),
    auth: askedAuth(cluster, routing),
    errors,
    refusals: refusalsOf(routing).map(
      ({ what, listener, reason, on, detail }): TableRefusal => ({
        ...{ what, listener: `${listener.namespace}/${listener.name}`, port: listener.port, reason, on: refOf(on) },
        ...(detail !== undefined && { detail }),
      }),
    ),
  };
}

function tableHost(routed: RoutedHost, groups: readonly string[]): TableHost {
  const { host, name, namespace, hostname, active, inactiveReason, insecureAction, context, tlsValid } = routed;
  return {
    ...{ name, namespace, hostname, isMade: !host, isActive: active, insecureAction, groups },
    ...(inactiveReason && { inactiveReason }),
    ...(context && tlsValid && { certificate: certificateFacts(context), tlscontext: context.name }),
    servedBy: routed.servedBy.map(servedFacts),
  };
}

function servedFacts({ listener, tls }: { readonly listener: RoutedListener; readonly tls: boolean }): ServedBy {
  const { name, namespace, port } = listener;
  return { name, namespace, port, tls };
}

/** Names first, then the longest with a star, and `*` last. */
function bySpecificity({ hostname: a }: TableHost, { hostname: b }: TableHost): number {
  const [one, other] = [a.includes('*'), b.includes('*')];
  if (one !== other) return one ? 1 : -1;
  return (one ? b.length - a.length : 0) || byText(a, b);
}

function tableListener(routed: RoutedListener): TableListener {
  const { listener, name, namespace, port, stack, securityModel, l7Depth, emitted, fault } = routed;
  return {
    ...{ name, namespace, port, stack, securityModel, l7Depth, isMade: !listener, isEmitted: emitted },
    ...(fault && { fault }),
  };
}

function tableContext(context: RoutedContext): TableContext {
  const { name, namespace, from, hosts, isActive, isUsable, secret } = context;
  return {
    ...{ name, namespace, hosts, isActive, isUsable },
    ...(from && { from: refOf(from) }),
    ...(secret && { certificate: certificateFacts(context) }),
  };
}

function tableGroup(cluster: Cluster<TargetKind>, routing: Routing, group: Group): TableGroup {
  const { id, hosts, members, shadows, redirect, redirectTo = '', regexRewrite } = group;
  const member = (one: Member): TableMember => ({
    ...memberFacts(cluster, one),
    caseSensitive: one.mapping.spec.case_sensitive ?? group.caseSensitive,
    rewrite: one.mapping.spec.regex_rewrite ? '' : (one.mapping.spec.rewrite ?? '/'),
    auth: authOf(routing, group, one),
  });
  const { redirect_response_code: code = 301, path_redirect: path, prefix_redirect: prefix } = redirect?.spec ?? {};
  return {
    ...{ id, matches: matchFacts(group), hosts: hosts.map(({ namespace, name }) => `${namespace}/${name}`) },
    ...{ members: members.map(member), shadows: shadows.map(member), isInternal: isProbe(group) },
    ...(redirect && {
      redirect: { mapping: refOf(redirect), to: redirectTo, code, ...(path && { path }), ...(prefix && { prefix }) },
    }),
    ...(regexRewrite && { regexRewrite }),
    unserved: redirect ? 0 : Math.max(0, 100 - members.reduce((sum, { share }) => sum + share, 0)),
  };
}

function tableTcpGroup(cluster: Cluster<TargetKind>, { id, port, address, host, servedBy, members }: TcpGroup) {
  return {
    ...{ id, port, servedBy: servedBy.map(servedFacts), members: members.map((one) => memberFacts(cluster, one)) },
    ...(address !== undefined && { address }),
    ...(host !== undefined && { host }),
  } satisfies TableTcpGroup;
}

function memberFacts(cluster: Cluster<TargetKind>, member: Member | TcpGroup['members'][number]) {
  const { mapping, weight, cumulative, share, upstream } = member;
  const writtenIn = mapping.madeFrom ?? mapping.annotationOf;
  return {
    ...(writtenIn && { writtenIn }),
    ...{ mapping: refOf(mapping), cumulative, share, upstream: stateBehind(cluster, mapping, upstream) },
    ...(weight !== undefined && { weight }),
  };
}

function tableDropped({ mapping, reason, by, field, detail }: Dropped): TableDropped {
  return {
    ...{ mapping: refOf(mapping), reason },
    ...(by && { by: refOf(by) }),
    ...(field !== undefined && { field }),
    ...(detail !== undefined && { detail }),
  };
}
