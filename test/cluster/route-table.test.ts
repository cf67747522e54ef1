import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RouteTable, routeTables, type TableGroup, type TableMember } from '../../src/cluster/route-table.ts';
import { routingOf } from '../../src/cluster/routing.ts';
import { traceRequest } from '../../src/cluster/trace.ts';
import { unseen } from '../../src/cluster/unreachable.ts';
import { clusterOf, objectsIn } from './clusters.ts';
import { GATEWAY, mapping } from './gateway.ts';
import { shop } from './shop.ts';

function tableOf(yaml: string): RouteTable {
  const [table] = routeTables(clusterOf(...objectsIn(`${GATEWAY}\n---\n${yaml}`)));
  if (!table) throw new Error('no gateway');
  return table;
}

describe('the route table', () => {
  const shopTable = () => routeTables(clusterOf(...shop()))[0];

  it('has the routes of a Host in the order in which they are tried', () => {
    const table = shopTable();
    const [host] = table?.hosts ?? [];
    expect(host).toMatchObject({
      hostname: 'shop.example.com',
      certificate: { secret: { name: 'shop-tls' } },
      servedBy: [
        { port: 8080, tls: false },
        { port: 8443, tls: true },
        { port: 8443, tls: false },
      ],
    });
    const paths = host?.groups.map((id) => table?.groups.find((group) => group.id === id)?.matches.path);
    expect(paths).toEqual(['/api/v2/users', '/checkout/', '/api/v2/', '/api/v1/', '/cart/', '/old/']);
  });

  it('says the real share beside the written weight, and who answers', () => {
    const table = shopTable();
    const canary = table?.groups.find(({ members }) => members.length > 1);
    expect(canary?.members).toMatchObject([
      { mapping: { name: 'users-canary' }, weight: 30, share: 30, rewrite: '/v2/', upstream: { ready: 0, total: 1 } },
      { mapping: { name: 'users' }, cumulative: 100, share: 70, auth: 'asked', upstream: { ready: 2, total: 2 } },
    ]);
    expect(table?.groups.find(({ redirect }) => redirect)?.redirect).toMatchObject({
      to: 'www.example.org',
      code: 301,
    });
  });

  it('is plain data', () => {
    const table = shopTable();
    expect(structuredClone(table)).toEqual(table);
    expect(JSON.parse(JSON.stringify(table))).toEqual(table);
  });

  it('names what no request reaches, each with its reason', () => {
    const { unreachable } = tableOf(
      [
        mapping('wide', 'prefix: /a, service: a, precedence: 1'),
        mapping('shadowed', 'prefix: /a/b, service: a'),
        mapping('dropped', 'prefix: /c/, service: a, outlier_detection: {}'),
        mapping('query', 'prefix: "/a/b?c=", service: a'),
        mapping('all', 'prefix: /d/, service: a, weight: 100'),
        mapping('none', 'prefix: /d/, service: b, weight: 0'),
        '---\nkind: Mapping\nmetadata: { name: unattached, namespace: shop }\nspec: { prefix: /e/, service: a }\n',
        '---\nkind: Host\nmetadata: { name: far, namespace: far }\nspec: { hostname: far.test }\n',
      ].join(''),
    );
    const reasons = unreachable.map(({ mappings, because }) => [mappings[0]?.name, because]);
    expect(Object.fromEntries(reasons)).toMatchObject({
      dropped: { kind: 'dropped', reason: 'outlier-detection' },
      shadowed: { kind: 'shadowed', by: [{ name: 'wide' }] },
      query: { kind: 'never-matches', field: 'prefix', right: '/a/b' },
      none: { kind: 'no-share' },
      unattached: { kind: 'no-host', cause: 'no-hostname' },
    });
    expect(reasons).toHaveLength(5);
  });

  it('knows routes whose Host is on no Listener', () => {
    const { unreachable, listeners } = tableOf(
      mapping('a', 'prefix: /a/, service: a').replaceAll('shop.test', 'far.test') +
        '---\nkind: Host\nmetadata: { name: far, namespace: shop }\nspec: { hostname: far.test }\n' +
        '---\nkind: Listener\nmetadata: { name: web, namespace: emissary }\nspec: { port: 8080, protocol: HTTP, securityModel: INSECURE, hostBinding: { namespace: { from: SELF } } }\n',
    );
    expect(unreachable).toMatchObject([{ because: { kind: 'no-listener', hosts: [{ name: 'far' }] } }]);
    expect(listeners).toHaveLength(1);
  });

  it('knows Mappings that no gateway reads', () => {
    const other = mapping('other', 'prefix: /a/, service: a, ambassador_id: [elsewhere]');
    expect(unseen(clusterOf(...objectsIn(`${GATEWAY}${other}`)))).toMatchObject([
      { mappings: [{ name: 'other' }], because: { kind: 'not-seen' } },
    ]);
  });
});

const PATHS = ['/', '/a', '/a/', '/a/b', '/A/', '/b/', '/b'];
const conditions = fc.record(
  {
    prefix: fc.constantFrom(...PATHS),
    hostname: fc.constantFrom('shop.test', '*', '*.test', 'shop.*'),
    precedence: fc.integer({ min: -1, max: 2 }),
    method: fc.constantFrom('GET', 'POST'),
    headers: fc.constantFrom({ 'x-v': '1' }, { 'x-v': '2' }),
    query_parameters: fc.constant({ q: '1' }),
    case_sensitive: fc.boolean(),
    prefix_exact: fc.boolean(),
    weight: fc.constantFrom(30, 100),
  },
  { requiredKeys: ['prefix', 'hostname'] },
);
const request = fc.record({
  method: fc.constantFrom('GET', 'POST'),
  path: fc.constantFrom(...PATHS, '/a/b/c', '/c', '/a/../b/'),
  query: fc.constantFrom('', 'q=1', 'q=2'),
  version: fc.constantFrom('', '1', '2'),
});

describe('for random Mappings and requests', () => {
  it('who takes a request is in the first route of the table that matches', () => {
    fc.assert(
      fc.property(fc.array(conditions, { maxLength: 12 }), fc.array(request, { maxLength: 8 }), (specs, requests) => {
        const mappings = specs.map((spec, index) => ({
          kind: 'Mapping' as const,
          metadata: { name: `m${index}`, namespace: 'shop' },
          spec: { ...spec, service: 'a' },
        }));
        const cluster = clusterOf(...objectsIn(GATEWAY), ...mappings);
        const [routing] = routingOf(cluster);
        const [table] = routeTables(cluster);
        if (!routing || !table) throw new Error('no gateway');
        for (const { method, path, query, version } of requests) {
          const headers: Record<string, string> = version === '' ? {} : { 'x-v': version };
          const asked = { tls: false, host: 'shop.test', method, path, query, headers };
          const [hop] = traceRequest(cluster, routing, asked, cluster.takenAt).hops;
          const cleaned = path === '/a/../b/' ? '/b/' : path;
          const first = table.groups
            .flatMap((group) => group.members.map((member) => ({ group, member })))
            .find(({ group, member }) => member.cumulative > 0 && matches(group, member, { ...asked, path: cleaned }));
          expect(hop?.takers[0]?.mapping.name).toBe(first?.member.mapping.name);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('shares of a route never add up to more than 100', () => {
    fc.assert(
      fc.property(fc.array(conditions, { maxLength: 12 }), (specs) => {
        const mappings = specs.map((spec, index) => ({
          kind: 'Mapping' as const,
          metadata: { name: `m${index}`, namespace: 'shop' },
          spec: { ...spec, service: 'a' },
        }));
        const [table] = routeTables(clusterOf(...objectsIn(GATEWAY), ...mappings));
        for (const { members, unserved } of table?.groups ?? []) {
          const sum = members.reduce((total, { share }) => total + share, 0);
          expect(sum).toBeLessThanOrEqual(100);
          expect(sum + unserved).toBe(100);
        }
      }),
      { numRuns: 100 },
    );
  });
});

interface Sent {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Whether a route of the table matches, worked out anew from what the table says. */
function matches({ matches: wanted, hosts }: TableGroup, { caseSensitive }: TableMember, sent: Sent): boolean {
  const { host, match, path, method, headers, query } = wanted;
  const fits = (glob: string) => new RegExp(`^${glob.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(sent.host);
  if (hosts.length === 0 || (host !== undefined && !fits(host))) return false;
  if (method !== undefined && method !== sent.method) return false;
  if (!headers.every(({ name, value }) => sent.headers[name] === value)) return false;
  if (!query.every(({ name, value }) => sent.query === `${name}=${value}`)) return false;
  const [one, other] = caseSensitive ? [sent.path, path] : [sent.path.toLowerCase(), path.toLowerCase()];
  return match === 'exact' ? one === other : one.startsWith(other);
}
