import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

const CLI = join(import.meta.dirname, '../src/cli.ts');
const ENDS_SOON = `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls } }
---
kind: Secret
metadata: { name: shop-tls, namespace: shop }
type: kubernetes.io/tls
data:
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-01-21T00:00:00Z", notAfter: "2026-01-21T00:00:00Z" }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
`;

/** Runs `attache …` as people do: as a process of its own, with the cluster on standard input. */
async function attache(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [CLI, ...words], { env });
  child.stdin.end(ENDS_SOON);
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once('exit', resolve)),
  ]);
  return { code, out, err };
}

const CHECK = ['check', 'tls-cert-expiring', '--from', '-', '--at', '2026-01-01', '-o', 'json'];
const codesOf = (out: string) => JSON.parse(out).findings.map(({ code }: { readonly code: string }) => code);

describe('ATTACHE_CHECKS', () => {
  it('sets thresholds, and what is typed goes over it', { timeout: 60_000 }, async () => {
    const env = { ATTACHE_CHECKS: '{ tls-cert-expiring: { warnDays: 14 } }' };
    expect(codesOf((await attache(CHECK)).out)).toEqual(['TLS009']);
    expect(codesOf((await attache(CHECK, env)).out)).toEqual([]);
    expect(codesOf((await attache([...CHECK, '--set', 'TLS009.warnDays=21'], env)).out)).toEqual(['TLS009']);
    const off = await attache(['check', 'tls', '--from', '-', '-o', 'json', '--off', 'TLS009', '--off', 'TLS014']);
    expect(JSON.parse(off.out)).toMatchObject({ off: ['TLS009', 'TLS014'] });
  });

  it('with mistakes stops every command, and all of them are said', { timeout: 60_000 }, async () => {
    const wrong = await attache([...CHECK, '--set', 'TLS009.days=1'], { ATTACHE_CHECKS: '{ MAP0001: off }' });
    expect(wrong).toMatchObject({ code: 2, out: '' });
    expect(wrong.err.trim().split('\n')).toEqual([
      'ATTACHE_CHECKS: there is no check "MAP0001". Did you mean map001?',
      expect.stringContaining('tls-cert-expiring has no option "days": it has warnDays, errorDays'),
    ]);
    expect((await attache(['explain', 'MAP001'], { ATTACHE_CHECKS: 'x' })).code).toBe(2);
  });
});
