import { describe, expect, it } from 'vitest';
import { type Move, movesBetween } from '../../src/cluster/moves.ts';
import { routingOf } from '../../src/cluster/routing.ts';
import { clusterOf, objectsIn } from './clusters.ts';

const GATEWAY = `
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: INSECURE, hostBinding: { namespace: { from: ALL } } }
---
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test, requestPolicy: { insecure: { action: Route } } }
`;
const mapping = (name: string, fields: string) => `---
kind: Mapping
metadata: { name: ${name}, namespace: shop }
spec: { hostname: shop.test, service: ${name}, ${fields} }
`;

function moves(before: string, after: string): readonly Move[] {
  const routing = (yaml: string) => {
    const [first] = routingOf(clusterOf(...objectsIn(GATEWAY + yaml)));
    if (!first) throw new Error('no gateway');
    return first;
  };
  return movesBetween(routing(before), routing(after));
}

const names = (shares: Move['before']) => shares.map(({ mapping: ref, share }) => `${ref?.name ?? 'nobody'} ${share}`);
const told = ({ route, before, after, reason }: Move) => ({
  route,
  before: names(before),
  after: names(after),
  reason,
});

describe('requests that a change moves', () => {
  const OLD = mapping('old', 'prefix: /api/');

  it('are none when nothing changes, or only the order of the documents does', () => {
    const other = mapping('other', 'prefix: /');
    expect(moves(OLD + other, other + OLD)).toEqual([]);
  });

  it('go to a higher precedence', () => {
    expect(moves(OLD, OLD + mapping('new', 'prefix: /api/, precedence: 10')).map(told)).toEqual([
      { route: '/api/', before: ['old 100'], after: ['new 100'], reason: { kind: 'precedence', now: 10, before: 0 } },
    ]);
  });

  it('go to a longer prefix', () => {
    expect(moves(OLD, OLD + mapping('new', 'prefix: /api/users/')).map(told)).toEqual([
      {
        route: '/api/users/',
        before: ['old 100'],
        after: ['new 100'],
        reason: { kind: 'longer-prefix', now: '/api/users/', before: '/api/' },
      },
    ]);
  });

  it('go to more conditions', () => {
    const [move] = moves(OLD, OLD + mapping('new', 'prefix: /api/, headers: { x-ring: "1" }')).map(told);
    expect(move).toMatchObject({ after: ['new 100'], reason: { kind: 'more-conditions' } });
  });

  it('are shared out otherwise', () => {
    expect(moves(OLD, OLD + mapping('new', 'prefix: /api/, weight: 20')).map(told)).toEqual([
      { route: '/api/', before: ['old 100'], after: ['new 20', 'old 80'], reason: { kind: 'shares' } },
    ]);
  });

  it('are served from now on, or no longer', () => {
    expect(moves('', OLD).map(told)).toMatchObject([
      { before: ['nobody 100'], after: ['old 100'], reason: { kind: 'new' } },
    ]);
    expect(moves(OLD, '').map(told)).toMatchObject([
      { before: ['old 100'], after: ['nobody 100'], reason: { kind: 'gone' } },
    ]);
  });

  it('arrive at another Service, or under another path', () => {
    expect(moves(OLD, OLD.replace('service: old', 'service: elsewhere'))).toHaveLength(1);
    expect(moves(OLD, OLD.replace('prefix: /api/', 'prefix: /api/, rewrite: /v2/'))).toHaveLength(1);
  });
});
