import { sharesService } from '../../cluster/fallthrough.ts';
import { bleedsOf } from '../../cluster/prefix-bleed.ts';
import { takersOfPath } from '../../cluster/prefixes.ts';
import { matchesWhole } from '../../cluster/regex.ts';
import {
  type Group,
  type RoutedHost,
  type Routing,
  routingAlsoReads,
  routingKinds,
  routingOf,
} from '../../cluster/routing.ts';
import { writtenAs } from '../../cluster/unattached.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { apply, nameFor } from '../../engine/kubectl.ts';

export const routeTrailingSlash = defineCheck({
  code: 'RTE019',
  name: 'route-trailing-slash',
  area: 'routing',
  title: 'Paths without the slash at their end are not served',
  severity: 'info',
  reads: ['Mapping', 'Host'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: 'On {hosts} these paths work only with a slash behind them: {paths}.',
  why: 'Emissary takes a prefix as text and adds no slash: {path} {answer}, while {path}/ is served.',
  fix: 'Nothing, if nobody writes the address without its slash. Else add a Mapping for {path} with prefix_exact and a redirect to {path}/.',
  silent: [
    'prefixes without a slash at their end, exact paths, regexes, and /',
    'paths that lead to the same Service, or are redirected, without their slash',
    'gRPC, whose clients always send the whole path',
    'paths that a prefix takes which ends in the middle of their last name: that is route-prefix-bleed',
  ],
  example: {
    bad: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: cart }
`,
    good: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: cart }
---
kind: Mapping
metadata: { name: cart-bare, namespace: shop }
spec: { hostname: shop.test, prefix: /cart, prefix_exact: true, service: shop.test, host_redirect: true, path_redirect: /cart/ }
`,
  },

  run({ cluster, report }) {
    for (const routing of routingOf(cluster)) {
      // One finding for all Hosts of a gateway: it is a habit of those who write Mappings, and often meant.
      const found = [...barePaths(routing)].flatMap(([{ host, hostname }, bare]) =>
        host && !host.madeFrom ? [{ host, hostname, bare }] : [],
      );
      const [first] = found;
      const [example] = first?.bare ?? [];
      if (!first || !example) continue;
      const all = found.flatMap(({ host, hostname, bare }) => bare.map((one) => ({ ...one, host, hostname })));
      report({
        on: first.host,
        data: {
          hosts: found.map(({ host }) => host),
          paths: [...new Set(all.map(({ path, hostname }) => (found.length > 1 ? hostname + path : path)))],
          path: example.path,
          answer: words(example.isServed ? 'goes to another Service' : 'is answered with 404'),
        },
        evidence: all.slice(0, 5).map(({ group, host }) => {
          const [at = host] = group.members.map(({ mapping }) => writtenAs(mapping));
          return { at, path: 'spec.prefix', value: group.prefix };
        }),
        related: [
          ...found.slice(1).map(({ host }) => host),
          ...new Set(all.flatMap(({ group }) => group.members.map(({ mapping }) => writtenAs(mapping)))),
        ],
        command: addSlash(example, first.hostname, routing.installation.id),
      });
    }
  },
});

/** A Mapping that leads clients from a path to the same with a slash. */
function addSlash({ group, path }: Bare, hostname: string, id: string): string {
  const namespace = group.members[0]?.mapping.metadata.namespace ?? 'default';
  const name = `${nameFor(path)}-slash`;
  const host = hostname.includes('*') ? 'HOSTNAME' : hostname;
  return apply({
    kind: 'Mapping',
    metadata: { name, namespace },
    spec: {
      ...(id !== 'default' && { ambassador_id: [id] }),
      hostname: host,
      prefix: path,
      prefix_exact: true,
      host_redirect: true,
      service: host,
      path_redirect: `${path}/`,
    },
  });
}

interface Bare {
  readonly group: Group;
  readonly path: string;
  /** By something else. */
  readonly isServed: boolean;
}

/** The paths that lack their slash, each on the first Host that has them. */
function barePaths(routing: Routing): ReadonlyMap<RoutedHost, readonly Bare[]> {
  const regexes = routing.groups.filter(({ match }) => match === 'regex');
  const bleeding = new Set(bleedsOf(routing).flatMap(({ into }) => into.map(({ group }) => group)));
  const found = new Map<RoutedHost, Bare[]>();
  for (const group of routing.groups) {
    const { match, prefix, members, hosts } = group;
    const [host] = hosts;
    if (match !== 'prefix' || !prefix.endsWith('/') || prefix === '/' || !host || members.length === 0) continue;
    if (members.some(({ mapping }) => mapping.spec.grpc)) continue;

    const path = prefix.slice(0, -1);
    const takers = [
      ...takersOfPath(routing, host, path, group),
      ...regexes.slice(0, MOST).filter((other) => other.hosts.includes(host) && matchesWhole(other.prefix, path)),
    ];
    if (bleeding.has(group) || takers.some((taker) => taker.redirect || sharesService(taker, group))) continue;
    const bare = found.get(host) ?? [];
    found.set(host, bare);
    bare.push({ group, path, isServed: takers.length > 0 });
  }
  return found;
}

// More regexes than that are not worth the time for a hint.
const MOST = 20;
