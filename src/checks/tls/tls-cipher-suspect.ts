import type { Cluster } from '../../cluster/cluster.ts';
import { contextNamesOf } from '../../cluster/context-uses.ts';
import type { AnyObject } from '../../cluster/objects.ts';
import {
  type RoutedContext,
  type Routing,
  type RoutingKind,
  routingAlsoReads,
  routingKinds,
  routingOf,
} from '../../cluster/routing.ts';
import { type RefusedValues, refusedValuesOf, spacedProtocolsOf } from '../../cluster/tls-parameters.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const tlsCipherSuspect = defineCheck({
  code: 'TLS025',
  name: 'tls-cipher-suspect',
  area: 'tls',
  title: 'A cipher suite, a curve or a protocol is one that Envoy does not know',
  severity: 'critical',
  reads: ['Host', 'TLSContext'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-config-frozen'],
  freezes: true,
  message: '{object} has {values} in {field}, {problem}.',
  why: '{effect}',
  fix: '{advice}',
  inGeneral: {
    why: 'Envoy refuses a configuration with a cipher suite or curve that it does not know: a running gateway keeps the old one and takes up no change any more, and a new Pod serves nothing. A protocol with a space in it is never agreed on; clients then go on with HTTP/1.1.',
    fix: 'Write the names that Envoy knows, or leave the field out: the standard choice is good. Write alpn_protocols without spaces, as in h2,http/1.1.',
  },
  silent: [
    'the suites of TLS 1.3 beside others: Envoy passes them over',
    'what some versions of Envoy know and others do not',
    'settings that nothing uses',
  ],
  example: {
    bad: `
kind: TLSContext
metadata: { name: strict, namespace: shop }
spec: { secret: shop-tls, cipher_suites: [ECDHE-RSA-AES128-GCM-SHA256, AES256-SHA256] }
---
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls }, tlsContext: { name: strict } }
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
metadata: { name: strict, namespace: shop }
spec: { secret: shop-tls, cipher_suites: [ECDHE-RSA-AES128-GCM-SHA256, ECDHE-RSA-AES256-GCM-SHA384] }
---
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls }, tlsContext: { name: strict } }
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
    for (const routing of routingOf(cluster)) {
      for (const context of routing.contexts) {
        const { from: object, settings } = context;
        const { users, areUpstream, reachesEnvoy } = useOf(cluster, routing, context);
        if (!object || users.length === 0) continue;
        const at = object.kind === 'Host' ? 'spec.tls' : 'spec';
        const change = (tls: TLSSettingsChange) => patch(object, { spec: object.kind === 'Host' ? { tls } : tls });

        for (const refused of refusedValuesOf(settings)) {
          const { field, values } = refused;
          report({
            on: object,
            key: field,
            severity: reachesEnvoy ? 'critical' : 'warning',
            data: {
              ...{ object, values, field },
              problem: words(refused.reason === 'unknown' ? UNKNOWN : NONE_LEFT),
              effect: words(reachesEnvoy ? REFUSED : TO_BE_REFUSED),
              advice: words(adviceFor(refused)),
            },
            evidence: [{ at: object, path: `${at}.${field}`, value: settings[field] }],
            related: users,
            command: change({ [field]: correct(refused, settings[field] ?? []) }),
          });
        }

        const spaced = spacedProtocolsOf(settings);
        if (spaced.length === 0) continue;
        const protocols = settings.alpn_protocols ?? '';
        const losesHttp2 = spaced.some((protocol) => /\bh2\b/.test(protocol));
        report({
          on: object,
          key: 'alpn_protocols',
          // Who asks for HTTP/1.1 gets it without agreeing on it; an upstream may insist.
          severity: losesHttp2 || areUpstream ? 'warning' : 'info',
          data: {
            ...{ object, values: protocols, field: 'alpn_protocols' },
            problem: words('where a space becomes a part of the name'),
            effect: words(areUpstream ? NOT_OFFERED : losesHttp2 ? NO_HTTP2 : HARMLESS),
            advice: words(`Write ${withoutSpaces(protocols)}, without spaces.`),
          },
          evidence: [{ at: object, path: `${at}.alpn_protocols`, value: protocols }],
          related: users,
          command: change({ alpn_protocols: withoutSpaces(protocols) }),
        });
      }
    }
  },
});

interface Use {
  readonly users: readonly AnyObject[];
  /** Whether it is used towards upstreams. */
  readonly areUpstream: boolean;
  readonly reachesEnvoy: boolean;
}

function useOf(
  cluster: Cluster<RoutingKind>,
  { installation, hosts, tcpGroups }: Routing,
  context: RoutedContext,
): Use {
  const terminating = hosts.filter((routed) => routed.context === context);
  const chains = tcpGroups.filter(({ servedBy }) => servedBy.some((place) => place.context === context));
  const upstream = contextNamesOf(cluster, installation).filter(
    ({ path, name }) => path === 'spec.tls' && name === context.name && context.isUsable,
  );
  const isServed = terminating.some(({ tlsValid, servedBy }) => tlsValid && servedBy.some(({ tls }) => tls));
  const users = [
    // What was made of an Ingress nobody wrote.
    ...terminating.flatMap(({ host }) => (host && !host.madeFrom ? host : [])),
    ...chains.flatMap(({ members }) => members.map(({ mapping }) => mapping)),
    ...upstream.map(({ by }) => by),
  ];
  return {
    users: [...new Set(users)],
    areUpstream: upstream.length > 0,
    reachesEnvoy: isServed || chains.length > 0 || upstream.length > 0,
  };
}

type TLSSettingsChange = Readonly<Record<string, unknown>>;

/** The list with the name that was meant; null leaves it out. */
function correct({ values: [first], likely }: RefusedValues, list: readonly string[]): readonly string[] | null {
  return likely ? list.map((name) => (name === first ? likely : name)) : null;
}

function withoutSpaces(protocols: string): string {
  return protocols
    .trim()
    .split(/[\s,]+/)
    .join(',');
}

function adviceFor({ field, values: [first = ''], reason, likely }: RefusedValues): string {
  const without = `leave ${field} out: the standard choice is good`;
  if (reason === 'none-left') return `Name suites of TLS 1.2 as well, or ${without}. Those of TLS 1.3 are always on.`;
  if (likely) return `Write ${likely} instead of ${first}, or ${without}.`;
  return /[\s,;]/.test(first)
    ? `Write each name as an item of its own, or ${without}.`
    : `Take them out, or ${without}.`;
}

const UNKNOWN = 'which Envoy does not know';
const NONE_LEFT = 'which cannot be chosen, so that none is left for TLS 1.2';
const REFUSED =
  'Envoy refuses the configuration: a running gateway keeps the old one and takes up no change any more, and a new Pod serves nothing.';
const TO_BE_REFUSED =
  'As soon as a Listener takes TLS for it, Envoy refuses the configuration, with all that is in it.';
const NOT_OFFERED = 'Upstreams are not offered that protocol, and some refuse the connection for it.';
const NO_HTTP2 = 'Clients cannot agree on HTTP/2: browsers go on with HTTP/1.1, and gRPC clients fail.';
const HARMLESS = 'Clients that ask for HTTP/1.1 get it without agreeing on it, which hardly anybody notices.';
