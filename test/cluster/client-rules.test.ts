import { describe, expect, it } from 'vitest';
import { matchRequest } from '../../src/cluster/match.ts';
import { GATEWAY, mapping, routingIn } from './gateway.ts';

/** What becomes of a request from somewhere, with these settings of the Module. */
function outcome(config: string, from: string | undefined, { forwarded = '', l7Depth = 0 } = {}): string {
  const routing = routingIn(
    `${GATEWAY.replace('securityModel', `l7Depth: ${l7Depth}, securityModel`)}
---
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: ${config} }
${mapping('a', 'prefix: /, service: a')}`,
  );
  const headers: Record<string, string> = forwarded === '' ? {} : { 'X-Forwarded-For': forwarded };
  const client = from === undefined ? {} : { clientAddress: from };
  return matchRequest(routing, { tls: false, host: 'shop.test', method: 'GET', path: '/', headers, ...client }).kind;
}

describe('who is let in', () => {
  it.each([
    ['{}', '192.0.2.1', 'routed'],
    ['{ ip_allow: [{ peer: 10.0.0.0/8 }] }', '10.255.255.255', 'routed'],
    ['{ ip_allow: [{ peer: 10.0.0.0/8 }] }', '11.0.0.0', 'denied'],
    ['{ ip_deny: [{ peer: 10.0.0.0/8 }] }', '10.0.0.1', 'denied'],
    ['{ ip_deny: [{ peer: 10.0.0.0/8 }] }', '11.0.0.0', 'routed'],
    ['{ ip_allow: [{ peer: 127.0.0.1 }] }', '127.0.0.1', 'routed'],
    ['{ ip_allow: [{ peer: "::1" }] }', '127.0.0.1', 'denied'],
    ['{ ip_allow: [{ peer: "2001:db8::/32" }] }', '2001:db8::7', 'routed'],
    // Only the first counts, as the second is an error.
    ['{ ip_allow: [{ peer: 10.0.0.0/8 }], ip_deny: [{ peer: 10.0.0.0/8 }] }', '10.0.0.1', 'routed'],
    // Nothing that can be read is no rule.
    ['{ ip_allow: [{ peer: nonsense }, { pear: 10.0.0.0/8 }, { peer: 10.0.0.0/40 }] }', '192.0.2.1', 'routed'],
    ['{ ip_allow: [{ peer: nonsense }], ip_deny: [{ peer: 10.0.0.0/8 }] }', '10.0.0.1', 'denied'],
    ['{ ip_allow: [{ peer: 10.0.0.0/8 }] }', undefined, 'routed'],
  ])('%s from %s: %s', (config, from, kind) => {
    expect(outcome(config, from)).toBe(kind);
  });

  it('of a client behind proxies the address that the last trusted one saw counts', () => {
    const config = '{ ip_allow: [{ remote: 203.0.113.0/24 }] }';
    const forwarded = '198.51.100.1, 203.0.113.9';
    expect(outcome(config, '10.0.0.1', { forwarded })).toBe('denied');
    expect(outcome(config, '10.0.0.1', { forwarded, l7Depth: 1 })).toBe('routed');
    expect(outcome(config, '10.0.0.1', { forwarded, l7Depth: 2 })).toBe('denied');
    expect(outcome(config, '203.0.113.9')).toBe('routed');
  });
});

describe("the gateway's own routes", () => {
  const takes = (config: string, path: string, more = '') => {
    const routing = routingIn(`${GATEWAY}
---
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: ${config} }
${more}`);
    const found = matchRequest(routing, { tls: false, host: 'shop.test', method: 'GET', path });
    const [taker] = found.kind === 'routed' ? found.takers : [];
    return taker?.to === 'member' ? `${taker.member.mapping.metadata.name} ${taker.path}` : undefined;
  };

  it.each([
    ['{}', '/ambassador/v0/check_ready', 'internal_readiness_probe_mapping /ambassador/v0/check_ready'],
    ['{}', '/ambassador/v0/diag/', 'internal_diagnostics_probe_mapping /ambassador/v0/diag/'],
    ['{ diagnostics: { enabled: false } }', '/ambassador/v0/diag/', undefined],
    [
      '{ liveness_probe: { enabled: true, prefix: /alive } }',
      '/alive',
      'internal_liveness_probe_mapping /ambassador/v0/check_alive',
    ],
    ['{ resolver: nowhere }', '/ambassador/v0/check_ready', undefined],
  ])('%s %s', (config, path, taker) => {
    expect(takes(config, path)).toBe(taker);
  });

  it('stand among all others: a longer prefix or hostname goes before them', () => {
    const named = mapping('own', 'prefix: /ambassador/v0/, service: a');
    expect(takes('{}', '/ambassador/v0/diag/', named)).toBe('own /diag/');
    expect(takes('{}', '/ambassador/v0/check_ready', named)).toBe(
      'internal_readiness_probe_mapping /ambassador/v0/check_ready',
    );
    const shorter = mapping('own', 'prefix: /ambassador/, service: a');
    expect(takes('{}', '/ambassador/v0/diag/', shorter)).toBe(
      'internal_diagnostics_probe_mapping /ambassador/v0/diag/',
    );
  });
});
