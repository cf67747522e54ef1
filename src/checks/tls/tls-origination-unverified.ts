import { askedServicesOf } from '../../cluster/asked-services.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { contextsByName } from '../../cluster/hosts.ts';
import type { Installation } from '../../cluster/installations.ts';
import { isGatewayMeshed } from '../../cluster/mesh.ts';
import type {
  AuthService,
  LogService,
  Mapping,
  RateLimitService,
  TCPMapping,
  TracingService,
} from '../../cluster/objects.ts';
import type { RoutedContext } from '../../cluster/routing.ts';
import { isFromIstio } from '../../cluster/secret-store.ts';
import { directedMappings, type TargetKind, targetAlsoReads } from '../../cluster/targets.ts';
import { wrongSchemesOf } from '../../cluster/wrong-schemes.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { apply, nameFor, patch } from '../../engine/kubectl.ts';

export const tlsOriginationUnverified = defineCheck({
  code: 'TLS028',
  name: 'tls-origination-unverified',
  area: 'tls',
  title: 'The gateway speaks TLS to an upstream and takes any certificate',
  severity: 'info',
  reads: ['Mapping'],
  alsoReads: [...targetAlsoReads, 'Namespace'],
  message: '{object} sends requests with TLS to {upstream}, whose certificate nobody checks{more}.',
  why: 'The way is encrypted, but whoever gets in between, or takes over the name, can answer in its place.',
  fix: 'Where that matters, {advice}.',
  inGeneral: {
    fix: 'Where that matters, make a TLSContext with the authority of the upstream in ca_secret, and a certificate of the gateway in secret, and name it in tls.',
  },
  silent: [
    'upstreams with a TLSContext that names an authority (ca_secret, cacert_chain_file)',
    'gateways in a service mesh, whose proxies check certificates',
    'a port that takes no TLS at all: that is tls-upstream-scheme',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: pay, namespace: shop }
spec: { hostname: "*", prefix: /pay/, service: "https://pay.example.com" }
`,
    good: `
kind: Mapping
metadata: { name: pay, namespace: shop }
spec: { hostname: "*", prefix: /pay/, service: "https://pay.example.com", tls: pay }
---
kind: TLSContext
metadata: { name: pay, namespace: shop }
spec: { secret: gateway-tls, ca_secret: pay-ca }
---
kind: Secret
metadata: { name: gateway-tls, namespace: shop }
type: kubernetes.io/tls
data:
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z" }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
---
kind: Secret
metadata: { name: pay-ca, namespace: shop }
type: kubernetes.io/tls
data:
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=ca, issuer: CN=ca, names: [], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z", isCA: true }] }
`,
  },

  run({ cluster, report }) {
    // One for an upstream: whoever gives it a TLSContext does so for all that goes there.
    for (const [upstream, [first, ...others]] of Map.groupBy(unverified(cluster), ({ address }) => address)) {
      if (!first) continue;
      const { object, path, written, context } = first;
      report({
        on: object,
        key: upstream,
        data: {
          object,
          upstream,
          more: words(others.length > 0 ? `; so ${others.length === 1 ? 'does 1' : `do ${others.length}`} more` : ''),
          advice: words(
            context?.from
              ? `name the authority of the upstream in ca_secret of TLSContext ${context.name}`
              : 'make a TLSContext with the authority of the upstream in ca_secret, and a certificate of the gateway in secret, and name it in tls',
          ),
        },
        evidence: [
          { at: object, path, value: written },
          ...(context?.from ? [{ at: context.from, path: 'spec.ca_secret' }] : []),
        ],
        related: [...new Set(others.map((other) => other.object))].filter((other) => other !== object),
        command: commandFor(first),
      });
    }
  },
});

interface Unverified {
  readonly object: Mapping | TCPMapping | AuthService | RateLimitService | LogService | TracingService;
  readonly path: string;
  /** The service as its object writes it. */
  readonly written: string;
  /** The name that is looked up, and its port. */
  readonly address: string;
  /** The context it is reached with, if it has one. */
  readonly context?: RoutedContext;
}

function commandFor({ object, context }: Unverified): string {
  if (context?.from) {
    const change = { ca_secret: 'CA_SECRET' };
    return patch(context.from, { spec: context.from.kind === 'Host' ? { tls: change } : change });
  }
  const { name, namespace } = object.metadata;
  const own = nameFor(`${name}-upstream`);
  const { ambassador_id } = object.spec;
  const spec = { ...(ambassador_id && { ambassador_id }), secret: 'SECRET', ca_secret: 'CA_SECRET' };
  const made = apply({ kind: 'TLSContext', metadata: { name: own, namespace }, spec });
  return `${made}\n${patch(object, { spec: { tls: own } })}`;
}

function unverified(cluster: Cluster<TargetKind | 'Namespace'>): readonly Unverified[] {
  const wrong = new Set<unknown>(wrongSchemesOf(cluster).map(({ mapping }) => mapping));
  const mapped = directedMappings(cluster).flatMap(({ installation, mapping: object, upstream, isRedirect }) =>
    isRedirect ? [] : { installation, object, path: 'spec.service', upstream },
  );
  return [...mapped, ...askedServicesOf(cluster)].flatMap(({ installation, object, path, upstream }) => {
    const { tls: named } = object.spec;
    const context = typeof named === 'string' ? contextsByName(cluster, installation).get(named) : undefined;
    const { tls, kind, qualified, port, resolver, unknownContext } = upstream;
    const { written } = upstream.address;
    if (!tls || kind === 'local' || resolver === 'consul' || unknownContext || wrong.has(object)) return [];
    if ((context && isVerifying(installation, context)) || isGatewayMeshed(cluster, installation)) return [];
    return [{ object, path, written, address: `${qualified}:${port}`, ...(context && { context }) }];
  });
}

function isVerifying(installation: Installation, { settings, caSecret, secret }: RoutedContext): boolean {
  const hasRoot = secret !== undefined && isFromIstio(installation, secret.ref);
  return Boolean(caSecret || settings.ca_secret || settings.cacert_chain_file) || hasRoot;
}
