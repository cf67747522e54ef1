import type { Cluster } from '../../cluster/cluster.ts';
import { type ContextName, contextNamesOf } from '../../cluster/context-uses.ts';
import { gatewayObjectsOf } from '../../cluster/gateway-objects.ts';
import { type Installation, installationsOf } from '../../cluster/installations.ts';
import { nearest } from '../../cluster/names.ts';
import type { Ref, TLSContext } from '../../cluster/objects.ts';
import { routingAlsoReads, routingFor, routingKinds } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const tlsContextMissing = defineCheck({
  code: 'TLS016',
  name: 'tls-context-missing',
  area: 'tls',
  title: 'An object names a TLSContext that does not exist, or has no certificate',
  severity: 'error',
  reads: ['TLSContext'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: '{object} names TLSContext {name}, and {problem}.',
  why: '{effect}',
  fix: '{advice}',
  silent: [
    'a Host without tlsSecret: it never looks for its TLSContext, and tls-host-settings-unused tells that',
    'the contexts that Hosts make for themselves, <name of the Host>-context',
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
      if (!cluster.knows('TLSContext', installation.singleNamespace ? installation.namespace : undefined)) continue;
      const names = [...gatewayObjectsOf(cluster, installation).contexts.byName.keys()];
      const { contexts, hosts, errors } = routingFor(cluster, installation);
      const made = new Set([...contexts.map(({ name }) => name), ...legacyNames(cluster, installation)]);
      const lost = new Set(
        hosts.filter(({ inactiveReason }) => inactiveReason === 'context-unknown').map(({ host }) => host),
      );

      const users = contextNamesOf(cluster, installation);
      for (const { by, path, name } of users) {
        const isMissing = by.kind === 'Host' ? lost.has(by) && !names.includes(name) : !made.has(name);
        if (!isMissing) continue;

        const candidate = nearest(name, names);
        const isHttps = saysHttps(by);
        report({
          on: by,
          severity: isHttps ? 'warning' : 'error',
          data: {
            object: by,
            name,
            problem: words(`there is none of that name${candidate ? `, the nearest is ${candidate}` : ''}`),
            effect: words(by.kind === 'Host' ? HOST_LOST : isHttps ? SETTINGS_LOST : IN_CLEAR),
            advice: words(
              candidate
                ? `Write ${candidate} in ${path}, or create the TLSContext.`
                : `Create TLSContext ${name}, or take ${path} out.`,
            ),
          },
          evidence: [{ at: by, path, value: name }],
          command:
            candidate &&
            patch(by, { spec: by.kind === 'Host' ? { tlsContext: { name: candidate } } : { tls: candidate } }),
        });
      }

      const empty = errors.filter(({ reason }) => reason === 'context-empty').map(({ on }) => on);
      for (const { from: context, name } of contexts) {
        if (context?.kind !== 'TLSContext' || !empty.some((on) => typeof on !== 'string' && isNamed(context, on)))
          continue;
        const own = users.filter(
          ({ by, name: used, path }) => used === name && path === 'spec.tls' && by.kind !== 'Host',
        );
        const [first] = own;
        if (!first) continue;
        const isHttps = own.every(({ by }) => saysHttps(by));
        report({
          on: context,
          severity: isHttps ? 'info' : 'error',
          data: {
            object: first.by,
            name,
            problem: words('it is not used, because it has no certificate'),
            effect: words(isHttps ? SETTINGS_LOST : IN_CLEAR),
            advice: words(
              'Name a Secret with a certificate and its key in spec.secret of the TLSContext. To encrypt alone, write https:// in front of the service, without tls.',
            ),
          },
          evidence: [
            { at: context, path: 'spec.secret' },
            { at: first.by, path: first.path, value: name },
          ],
          related: own.map(({ by }) => by),
        });
      }
    }
  },
});

const HOST_LOST = 'The gateway drops the whole Host: its hostname is not served any more, not even over http.';
const SETTINGS_LOST = 'Requests go to the upstream with TLS, but without what the TLSContext says.';
const IN_CLEAR = 'Requests go to the upstream in clear, and to port 80 if no other is named.';

function saysHttps({ kind, spec }: ContextName['by']): boolean {
  return kind === 'Mapping' && /^https:/i.test(spec.service ?? '');
}

function isNamed({ metadata }: TLSContext, { kind, namespace, name }: Ref): boolean {
  return kind === 'TLSContext' && metadata.namespace === namespace && metadata.name === name;
}

/** The contexts that a Module `tls` of old makes: one for each key. */
function legacyNames(cluster: Cluster<'Module'>, installation: Installation): readonly string[] {
  return cluster
    .all('Module')
    .filter((module) => module.metadata.name === 'tls' && installation.sees(module))
    .flatMap(({ spec }) => Object.keys(spec.config ?? {}));
}
