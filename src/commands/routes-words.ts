import type { RouteTable, TableGroup, TableHost, TableMember, TableTcpGroup } from '../cluster/route-table.ts';
import type { RouteMatch } from '../cluster/tried.ts';
import { healthOf } from '../cluster/upstream-state.ts';
import { count } from '../engine/text.ts';
import type { RoutesAnswer } from './answer.ts';
import { unreachableWords } from './reach-words.ts';
import { join, percent, plainly, type Sentence, say } from './sentence.ts';
import { crashWords, gapWords } from './trace-notes.ts';
import { shownValue } from './typed-request.ts';
import { authWords, mappingName, upstreamHealth, upstreamName } from './upstream-words.ts';

/** A route and where it leads. */
export interface RouteRow {
  readonly match: Sentence;
  readonly targets: readonly TargetRow[];
}

export interface TargetRow {
  readonly mapping: Sentence;
  /** `30 %`, and the weight where that says something else. */
  readonly share: Sentence;
  readonly to: Sentence;
  readonly health: Sentence;
  /** Whether nobody answers there. */
  readonly isDown: boolean;
}

/** A Host, or a TCP port, with its routes in the order in which they are tried. */
export interface RoutesBlock {
  readonly title: Sentence;
  readonly rows: readonly RouteRow[];
}

/** What a route table says, in the order in which people need it. */
export interface RoutesWords {
  readonly headline: Sentence;
  /** Whether something is wrong with it. */
  readonly isWell: boolean;
  readonly warnings: readonly Sentence[];
  readonly blocks: readonly RoutesBlock[];
  readonly unreachable: readonly Sentence[];
  readonly notes: readonly Sentence[];
}

/** Puts route tables into words. */
export function routesWords({ seen, request }: RoutesAnswer): RoutesWords {
  const { tables, unseen, gaps, clusterName } = seen;
  const groups = tables.flatMap((table) => table.groups);
  const hosts = tables.flatMap((table) => table.hosts);
  const reached = groups.filter((group) => group.hosts.length > 0);
  const down = reached.filter(isDown).length;
  const unreachable = [...tables.flatMap((table) => table.unreachable), ...unseen];
  const lost = new Set(
    unreachable.flatMap(({ mappings }) => mappings.map(({ namespace, name }) => `${namespace}/${name}`)),
  );
  const where = request.host === undefined ? clusterName : `${request.host} in ${clusterName}`;
  const counts = `${count(reached.length, 'route')} on ${count(hosts.length, 'Host')}`;
  const faults = [
    ...(down > 0 ? [`${down} ${down === 1 ? 'leads' : 'lead'} to nobody who answers`] : []),
    ...(lost.size > 0 ? [`${count(lost.size, 'Mapping')} that no request reaches`] : []),
  ];
  return {
    headline: say`${where}: ${plainly([counts, ...faults].join(', '))}.`,
    isWell: faults.length === 0,
    warnings: tables.flatMap(({ gateway }) => crashWords(gateway)),
    blocks: tables.flatMap((table) => blocksOf(table, tables.length > 1)),
    unreachable: unreachable.map(unreachableWords),
    notes: [...tables.flatMap(authNotes), ...gapWords(gaps)],
  };
}

function blocksOf(table: RouteTable, namesGateway: boolean): readonly RoutesBlock[] {
  const groups = new Map(table.groups.map((group) => [group.id, group]));
  const { namespace, name } = table.gateway;
  const by = namesGateway ? say` at gateway ${`${namespace}/${name}`}` : say``;
  const hosts = table.hosts.map((host) => ({
    title: say`${hostTitle(host)}${by}`,
    rows: host.groups.flatMap((id) => {
      const group = groups.get(id);
      return group ? [rowOf(group, host, table.auth.length > 0)] : [];
    }),
  }));
  return [...hosts, ...table.tcpGroups.map((group) => tcpBlock(group, by))];
}

function hostTitle({ name, namespace, hostname, isMade, isActive, certificate, servedBy, insecureAction }: TableHost) {
  const object = isMade ? say`made up by Emissary` : say`${{ kind: 'Host', namespace, name }}`;
  if (!isActive) return say`${hostname}  ${object}, which Emissary leaves out`;
  if (servedBy.length === 0) return say`${hostname}  ${object}, on no Listener`;
  const [secure, clear] = [servedBy.filter(({ tls }) => tls), servedBy.filter(({ tls }) => !tls)];
  const ports = (some: typeof servedBy) => plainly([...new Set(some.map(({ port }) => port))].join(', '));
  const { secret, ends } = certificate ?? {};
  const until = ends === undefined ? say`` : say` until ${new Date(ends)}`;
  const tls = secret ? say`, TLS on ${ports(secure)} (${secret}${until})` : say`, TLS on ${ports(secure)}`;
  const insecure = { Route: 'is served', Redirect: 'is redirected to https', Reject: 'is rejected' }[insecureAction];
  const plain = say`, what is insecure on ${ports(clear)} ${plainly(insecure)}`;
  return say`${hostname}  ${object}${secure.length > 0 ? tls : say``}${clear.length > 0 ? plain : say``}`;
}

function rowOf(group: TableGroup, host: TableHost, hasAuth: boolean): RouteRow {
  const { redirect, members, shadows, unserved } = group;
  const match = matchWords(group.matches, host.hostname);
  if (redirect) {
    const { mapping, to, code, path, prefix } = redirect;
    const place = path ?? prefix ?? '';
    const target = say`redirect ${code} to ${`${to}${place}`}`;
    return { match, targets: [{ mapping: say`${mapping}`, share: say``, to: target, health: say``, isDown: false }] };
  }
  const isShared = members.length > 1 || unserved > 0;
  const rest: TargetRow = {
    ...{ mapping: say`nobody`, share: say`${percent(unserved)}`, health: say``, isDown: false },
    to: say`the next route that matches, or 404`,
  };
  return {
    match,
    targets: [
      ...members.map((member) => targetRow(member, isShared, hasAuth && member.auth === 'bypassed')),
      ...(unserved > 0 && members.length > 0 ? [rest] : []),
      ...shadows.map((shadow) => ({ ...targetRow(shadow, false, false), share: say`copies ${percent(shadow.share)}` })),
    ],
  };
}

function targetRow(
  member: Pick<TableMember, 'mapping' | 'writtenIn' | 'weight' | 'share' | 'upstream'>,
  isShared: boolean,
  isOpen: boolean,
): TargetRow {
  const { mapping, writtenIn, weight, share, upstream } = member;
  const written = weight === undefined || weight === share ? say`` : say` (weight ${weight})`;
  const open = isOpen ? say`, no auth` : say``;
  return {
    mapping: mappingName(mapping, writtenIn),
    share: isShared ? say`${percent(share)}${written}` : say``,
    to: upstreamName(upstream),
    health: say`${upstreamHealth(upstream)}${open}`,
    isDown: healthOf(upstream) === 'none',
  };
}

/** What a route asks for; its hostname only where that is not the Host's. */
export function matchWords(matches: RouteMatch, hostname: string): Sentence {
  const { match, path, caseSensitive, host, method, headers, query, precedence } = matches;
  const parts = [
    say`${path}`,
    ...(match === 'exact' ? [say`exactly`] : match === 'regex' ? [say`as regex`] : []),
    ...(caseSensitive ? [] : [say`in any letter case`]),
    ...(method === undefined ? [] : [say`${method}`]),
    ...headers.map(({ name, value, regex }) => say`${`${name}${regex ? ' ~ ' : ': '}${shownValue(name, value)}`}`),
    ...query.map(({ name, value, regex }) => say`${`?${name}${regex ? '~' : '='}${shownValue(name, value)}`}`),
    ...(host === undefined || host === '*' || host === hostname ? [] : [say`for ${host}`]),
    ...(precedence === 0 ? [] : [say`precedence ${precedence}`]),
  ];
  return join(parts);
}

function tcpBlock({ port, host, members }: TableTcpGroup, by: Sentence): RoutesBlock {
  const name = host === undefined ? say`` : say` for ${host}`;
  const targets = members.map((member) => targetRow(member, members.length > 1, false));
  return { title: say`TCP port ${port}${name}${by}`, rows: [{ match: say`all connections`, targets }] };
}

function authNotes({ auth }: RouteTable): readonly Sentence[] {
  return auth.length > 0
    ? [say`Asked before every route, unless it says otherwise: ${join(auth.map(authWords), ', ')}`]
    : [];
}

function isDown({ members }: TableGroup): boolean {
  return members.some(({ share, upstream }) => share > 0 && healthOf(upstream) === 'none');
}
