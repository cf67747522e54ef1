import { type ContextName, emptyContextsOf, unknownContextsOf } from '../../cluster/context-uses.ts';
import { gatewayObjectsOf } from '../../cluster/gateway-objects.ts';
import { installationsOf } from '../../cluster/installations.ts';
import { nearestAmong } from '../../cluster/name-index.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { apply, patch } from '../../engine/kubectl.ts';
import { HOST_DROPPED } from './sentence-parts.ts';

export const tlsContextMissing = defineCheck({
  code: 'TLS016',
  name: 'tls-context-missing',
  area: 'tls',
  title: 'An object names a TLSContext that does not exist, or has no certificate',
  severity: 'error',
  reads: ['TLSContext'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['tls-plaintext-fallback', 'gateway-diag-errors', 'gateway-log-errors'],
  message: '{object} names TLSContext {name}, and {problem}.',
  why: '{effect}',
  fix: '{advice}',
  inGeneral: {
    why: 'The gateway drops a Host that names it: its hostname is not served any more, not even over http. Requests of a Mapping go to the upstream in clear, or, if its service says https://, with TLS but without what the TLSContext says.',
    fix: 'Correct the name, or create the TLSContext. If it is there, name a Secret with a certificate and its key in its spec.secret. To encrypt alone, write https:// in front of the service, without tls.',
  },
  silent: [
    'a Host without tlsSecret: it never looks for its TLSContext, and tls-host-settings-unused tells that',
    'the contexts that Hosts make for themselves, <name of the Host>-context',
    'LogServices and TracingServices, which have no field for a TLSContext',
    'names while TLSContexts of some namespace cannot be read: they are looked up in all of them',
  ],
  example: {
    bad: `
kind: TLSContext
metadata: { name: modern, namespace: shop }
spec: { secret: shop-tls, min_tls_version: v1.2 }
---
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls }, tlsContext: { name: modren } }
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
metadata: { name: modern, namespace: shop }
spec: { secret: shop-tls, min_tls_version: v1.2 }
---
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls }, tlsContext: { name: modern } }
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
      const known = gatewayObjectsOf(cluster, installation).contexts.byName;
      const nearestContext = nearestAmong(known.keys());
      for (const { by, path, name } of unknownContextsOf(cluster, installation)) {
        const candidate = nearestContext(name);
        const isHost = by.kind === 'Host';
        report({
          on: by,
          severity: saysHttps(by) ? 'warning' : 'error',
          data: {
            object: by,
            name,
            problem: words(`there is none of that name${candidate ? `, the nearest is ${candidate}` : ''}`),
            effect: words(isHost ? HOST_DROPPED : saysHttps(by) ? SETTINGS_LOST : IN_CLEAR),
            advice: words(
              candidate
                ? `Write ${candidate} in ${path}, or create the TLSContext.`
                : `Create TLSContext ${name}, or take ${path} out.`,
            ),
          },
          evidence: [{ at: by, path, value: name }],
          command: candidate
            ? patch(by, { spec: isHost ? { tlsContext: { name: candidate } } : { tls: candidate } })
            : apply({
                kind: 'TLSContext',
                metadata: { name, namespace: by.metadata.namespace },
                spec: {
                  ...(by.spec.ambassador_id && { ambassador_id: by.spec.ambassador_id }),
                  secret: secretOf(by) ?? 'SECRET',
                },
              }),
        });
      }

      for (const { context, names } of emptyContextsOf(cluster, installation)) {
        const users = names.map(({ by }) => by);
        const isHttps = users.every(saysHttps);
        report({
          on: context,
          severity: isHttps ? 'info' : 'error',
          data: {
            object: users,
            name: context.metadata.name,
            problem: words('it is not used, because it has no certificate'),
            effect: words(isHttps ? SETTINGS_LOST : IN_CLEAR),
            advice: words(
              'Name a Secret with a certificate and its key in spec.secret of the TLSContext. To encrypt alone, write https:// in front of the service, without tls.',
            ),
          },
          evidence: [
            { at: context, path: 'spec.secret' },
            ...names.slice(0, 3).map(({ by, path, name }) => ({ at: by, path, value: name })),
          ],
          related: users,
          command: patch(context, { spec: { secret: 'SECRET' } }),
        });
      }
    }
  },
});

const SETTINGS_LOST = 'Requests go to the upstream with TLS, but without what the TLSContext says.';
const IN_CLEAR = 'Requests go to the upstream in clear, and to port 80 if no other is named.';

function saysHttps(by: ContextName['by']): boolean {
  if (by.kind === 'Host') return false;
  const service = by.kind === 'AuthService' ? by.spec.auth_service : by.spec.service;
  return /^https:/i.test(service ?? '');
}

/** A Host and its TLSContext have to name the same Secret. */
function secretOf(by: ContextName['by']): string | undefined {
  return by.kind === 'Host' ? by.spec.tlsSecret?.name : undefined;
}
