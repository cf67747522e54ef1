import { contextUsersOf } from '../../cluster/context-uses.ts';
import { installationsOf } from '../../cluster/installations.ts';
import type { Host, TLSContext, TLSSettings } from '../../cluster/objects.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { defineCheck, type Severity, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const tlsVersionInvalid = defineCheck({
  code: 'TLS024',
  name: 'tls-version-invalid',
  area: 'tls',
  title: 'TLS versions are set wrong, or old ones are allowed',
  severity: 'error',
  reads: ['Host', 'TLSContext'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['tls-plaintext-fallback', 'gateway-diag-errors', 'gateway-log-errors'],
  message: '{object} {problem}.',
  why: '{effect}',
  fix: 'Set min_tls_version: v1.2 and leave max_tls_version out.',
  inGeneral: {
    why: 'The gateway drops a Host with a version it does not know, and does not use such a TLSContext. Where no version is left, or only old ones, connections are refused. Where old ones are allowed, others can listen to old clients.',
  },
  silent: [
    'versions that are not set: the gateway then takes 1.2 and later',
    'old versions towards upstreams, and in a TLSContext that nothing uses',
    'spec.tls of a Host without tlsSecret: that is tls-host-settings-unused',
  ],
  example: {
    bad: `
kind: TLSContext
metadata: { name: legacy, namespace: shop }
spec: { hosts: [shop.example.com], secret: shop-tls, min_tls_version: v1.0 }
---
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls }, tlsContext: { name: legacy } }
---
kind: Secret
metadata: { name: shop-tls, namespace: shop }
type: kubernetes.io/tls
data:
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z" }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
`,
    good: `
kind: TLSContext
metadata: { name: legacy, namespace: shop }
spec: { hosts: [shop.example.com], secret: shop-tls, min_tls_version: v1.2 }
---
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls }, tlsContext: { name: legacy } }
---
kind: Secret
metadata: { name: shop-tls, namespace: shop }
type: kubernetes.io/tls
data:
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z" }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
`,
  },

  run({ cluster, report }) {
    for (const installation of installationsOf(cluster)) {
      const users = contextUsersOf(cluster, installation);
      const check = (object: Host | TLSContext, settings: TLSSettings, path: string, terminates: boolean) => {
        const { min_tls_version: min, max_tls_version: max } = settings;
        const problem = problemOf(min, max);
        if (!problem || (problem.severity !== 'error' && !terminates)) return;
        report({
          on: object,
          severity: problem.severity,
          data: { object, problem: words(problem.says), effect: words(problem.effect) },
          evidence: [
            { at: object, path: `${path}.min_tls_version`, value: min },
            { at: object, path: `${path}.max_tls_version`, value: max },
          ],
          command: patch(object, { spec: path === 'spec' ? SAFE : { tls: SAFE } }),
        });
      };

      for (const context of cluster.all('TLSContext')) {
        const usedBy = installation.sees(context) ? users.get(context) : undefined;
        if (usedBy)
          check(
            context,
            context.spec,
            'spec',
            usedBy.some(({ kind }) => kind === 'Host'),
          );
      }
      for (const host of cluster.all('Host')) {
        const { tls, tlsSecret } = host.spec;
        if (tls && tlsSecret?.name && installation.sees(host)) check(host, tls, 'spec.tls', true);
      }
    }
  },
});

const SAFE = { min_tls_version: 'v1.2', max_tls_version: null };
const VERSIONS = ['v1.0', 'v1.1', 'v1.2', 'v1.3'];
const isOld = (version: string | undefined) => version === 'v1.0' || version === 'v1.1';

interface Problem {
  readonly severity: Severity;
  readonly says: string;
  readonly effect: string;
}

function problemOf(min: string | undefined, max: string | undefined): Problem | undefined {
  const unknown = [min, max].find((version) => version !== undefined && !VERSIONS.includes(version));
  if (unknown !== undefined) {
    return {
      severity: 'error',
      says: `sets TLS version ${unknown}, and only ${VERSIONS.join(', ')} are known`,
      effect: 'The gateway drops a Host with such a version, and does not use such a TLSContext.',
    };
  }
  if (min && max && VERSIONS.indexOf(min) > VERSIONS.indexOf(max)) {
    return {
      severity: 'error',
      says: `asks for at least TLS ${min} and at most ${max}`,
      effect: 'No version is left: every connection is refused.',
    };
  }
  if (isOld(max)) {
    return {
      severity: 'error',
      says: `allows nothing newer than TLS ${max}`,
      effect: 'Browsers and clients of today refuse the connection.',
    };
  }
  if (!isOld(min)) return undefined;
  return {
    severity: 'warning',
    says: `allows TLS ${min}, which is not safe any more`,
    effect: 'Old clients can connect in a way that others can listen to, and audits find it.',
  };
}
