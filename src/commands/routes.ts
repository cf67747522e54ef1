import { domainFor } from '../cluster/match-tables.ts';
import { nearest } from '../cluster/names.ts';
import type { RouteTable, TableGroup, TableHost, Unreachable } from '../cluster/route-table.ts';
import type { Refused, RoutesAnswer, RoutesRequest } from './answer.ts';
import type { Asked } from './check.ts';
import type { Tools } from './tools.ts';

/** Reads the cluster and gives the routes that are asked for. */
export async function routes(
  request: RoutesRequest,
  { onProgress }: Pick<Asked, 'onProgress'>,
  tools: Tools,
): Promise<RoutesAnswer | Refused> {
  const started = tools.now();
  const seen = await tools.routes({ now: started, ...(onProgress && { onProgress }) });
  const took = tools.now().getTime() - started.getTime();
  if (seen.blind !== undefined) return { kind: 'refused', reason: seen.blind };

  const tables = seen.tables.map((table) => limitTable(table, request));
  const { host } = request;
  if (host !== undefined && tables.every(({ hosts, tcpGroups }) => hosts.length + tcpGroups.length === 0)) {
    const names = seen.tables.flatMap((table) => table.hosts.map(({ hostname }) => hostname));
    const near = nearest(host.toLowerCase(), names);
    const hint = near === undefined ? knownNames(names) : ` Did you mean ${near}?`;
    return { kind: 'refused', reason: `No Host serves ${host}.${hint}` };
  }
  const unseen = limitUnreachable(seen.unseen, request);
  return { kind: 'routes', request, seen: { ...seen, tables, unseen }, took };
}

/** The part of a table that is about a host, or a namespace. */
function limitTable(table: RouteTable, request: RoutesRequest): RouteTable {
  const { host, namespace } = request;
  if (host === undefined && namespace === undefined) return table;
  const isWanted = ({ members, redirect }: TableGroup) =>
    namespace === undefined ||
    redirect?.mapping.namespace === namespace ||
    members.some(({ mapping }) => mapping.namespace === namespace);
  const groups = new Map(table.groups.filter(isWanted).map((group) => [group.id, group]));
  const hosts = (host === undefined ? table.hosts : hostsNamed(table.hosts, host))
    .map((one) => ({ ...one, groups: one.groups.filter((id) => groups.has(id)) }))
    .filter((one) => namespace === undefined || one.groups.length > 0);
  const used = new Set(hosts.flatMap((one) => one.groups));
  return {
    ...table,
    hosts,
    groups: table.groups.filter(({ id }) => used.has(id)),
    tcpGroups: table.tcpGroups.filter(
      (group) =>
        (host === undefined || group.host === host) &&
        (namespace === undefined || group.members.some(({ mapping }) => mapping.namespace === namespace)),
    ),
    unreachable: limitUnreachable(table.unreachable, request),
  };
}

/** The Host that takes requests for a name; when there is none, those with the text in their names. */
function hostsNamed(hosts: readonly TableHost[], wanted: string): readonly TableHost[] {
  const name = wanted.toLowerCase();
  const exact = hosts.filter(
    (host) => host.hostname.toLowerCase() === name || `${host.namespace}/${host.name}` === wanted,
  );
  if (exact.length > 0) return exact;
  const parts = hosts.filter(({ hostname }) => hostname.toLowerCase().includes(name));
  if (parts.length > 0) return parts;
  const served = hosts.filter(({ isActive, servedBy }) => isActive && servedBy.length > 0);
  // A word without a dot is no hostname that anybody would ask `*` for.
  const taker = name.includes('.')
    ? domainFor(new Map(served.map((host) => [host.hostname.toLowerCase(), host])), name)
    : undefined;
  return taker ? [taker] : [];
}

function limitUnreachable(
  unreachable: readonly Unreachable[],
  { host, namespace }: RoutesRequest,
): readonly Unreachable[] {
  const name = host?.toLowerCase();
  return unreachable.filter(
    ({ hostname, mappings }) =>
      (name === undefined || hostname === undefined || hostname.toLowerCase().includes(name) || hostname === '*') &&
      (namespace === undefined || mappings.some((mapping) => mapping.namespace === namespace)),
  );
}

function knownNames(names: readonly string[]): string {
  const [first, ...more] = names.filter((name) => name !== '*');
  if (first === undefined) return '';
  return ` There is ${more.length > 0 ? `${[first, ...more.slice(0, 2)].join(', ')}${more.length > 2 ? ` and ${more.length - 2} more` : ''}` : first}.`;
}
