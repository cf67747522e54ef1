import { certificateName } from './certificate-names.ts';
import type { Cluster } from './cluster.ts';
import { contextNamesOf, contextUsersOf } from './context-uses.ts';
import { gatewayObjectsOf } from './gateway-objects.ts';
import { type Installation, installationsOf } from './installations.ts';
import { moduleOf } from './module.ts';
import type { AnyObject, Certificate, Host, Ingress, Kind, Ref, Secret, TCPMapping, TLSContext } from './objects.ts';
import { perCluster } from './per-cluster.ts';
import { perInstallation } from './per-installation.ts';
import { type RoutedContext, type RoutingKind, routingAlsoReads, routingFor, routingKinds } from './routing.ts';
import { referredSecrets, splitSecret } from './secret-references.ts';

/** What the facts below look at; a check lists those it cannot do without under `reads` as well. */
export const certificateKinds = [...routingKinds, ...routingAlsoReads] as const satisfies readonly Kind[];

/** A field that names a Secret for TLS, and the Secret the gateway looks for. */
export interface SecretReference {
  readonly installation: Installation;
  readonly by: Host | TLSContext | Ingress;
  readonly path: string;
  /** The name as it is written. */
  readonly written: string;
  readonly role: 'certificate' | 'authority' | 'revocations';
  readonly namespace: string;
  readonly name: string;
  /** Whether a name with dots in it is taken for name and namespace. */
  readonly isSplit: boolean;
  /**
   * Whether the Secret gets from the half of the gateway that reads the cluster to the one that uses it: the two can
   * disagree on what a name with dots means.
   */
  readonly isHandedOn: boolean;
  /** Whether something stands or falls with it; of a TLSContext that nothing uses it does not. */
  readonly isUsed: boolean;
}

/** The types of Secrets that gateways read for TLS (fetch/secret.py). */
export const TLS_SECRET_TYPES: readonly string[] = ['kubernetes.io/tls', 'Opaque', 'istio.io/key-and-cert'];

/** What a name with dots stands for when it is read the other way: as one name, or as name and namespace. */
export function otherReadingOf({ by, written, isSplit }: SecretReference): Ref | undefined {
  if (!written.includes('.')) return undefined;
  const home = by.metadata.namespace;
  const [namespace, name] = isSplit ? [home, written] : splitSecret(home, written);
  return { kind: 'Secret', namespace, name };
}

/** Every field that names a Secret for TLS, for each installation that sees its object. */
export const secretReferencesOf = perCluster((cluster: Cluster<RoutingKind>): readonly SecretReference[] =>
  installationsOf(cluster).flatMap((installation) => referencesOf(cluster, installation)),
);

const referencesOf = perInstallation(
  (cluster: Cluster<RoutingKind>, installation: Installation): readonly SecretReference[] => {
    const { hosts, contexts, modules, ingresses } = gatewayObjectsOf(cluster, installation);
    const module = moduleOf(cluster, installation);
    const referrers = {
      hosts: cluster.all('Host').filter((host) => installation.sees(host)),
      contexts: cluster.all('TLSContext').filter((context) => installation.sees(context)),
      modules: [...modules.byName.values()],
      ingresses,
    };
    const handedOn = referredSecrets(referrers, module, installation.namespace);
    const splits = module.tlsSecretNamespacing ?? true;
    const references: SecretReference[] = [];
    const add = (
      by: SecretReference['by'],
      path: string,
      role: SecretReference['role'],
      written: string | undefined,
      { isSplit, isUsed = true, home = by.metadata.namespace }: { isSplit: boolean; isUsed?: boolean; home?: string },
    ) => {
      if (!written) return;
      const [namespace, name] = isSplit ? splitSecret(home, written) : [home, written];
      const isHandedOn = handedOn.has(`${namespace}/${name}`);
      references.push({ installation, by, path, written, role, namespace, name, isSplit, isHandedOn, isUsed });
    };

    for (const host of hosts.byName.values()) {
      const { tlsSecret, tls } = host.spec;
      // What an Ingress says is looked at below, where it was written.
      if (host.madeFrom || !tlsSecret?.name) continue;
      const isSplit = splits || Boolean(tlsSecret.namespace);
      add(host, 'spec.tlsSecret.name', 'certificate', tlsSecret.name, {
        isSplit: false,
        home: tlsSecret.namespace || host.metadata.namespace,
      });
      add(host, 'spec.tls.ca_secret', 'authority', tls?.ca_secret, { isSplit });
      add(host, 'spec.tls.crl_secret', 'revocations', tls?.crl_secret, { isSplit });
    }
    for (const ingress of ingresses) {
      for (const [index, { secretName }] of (ingress.spec.tls ?? []).entries()) {
        add(ingress, `spec.tls[${index}].secretName`, 'certificate', secretName, { isSplit: false });
      }
    }
    const users = contextUsersOf(cluster, installation);
    for (const context of contexts.byName.values()) {
      const { secret, ca_secret, crl_secret, secret_namespacing, hosts: names } = context.spec;
      const terminates = installation.flavour === 'ambassador-1' && Boolean(names?.length);
      const facts = { isSplit: secret_namespacing ?? splits, isUsed: users.has(context) || terminates };
      add(context, 'spec.secret', 'certificate', secret, facts);
      add(context, 'spec.ca_secret', 'authority', ca_secret, facts);
      add(context, 'spec.crl_secret', 'revocations', crl_secret, facts);
    }
    return references;
  },
);

/** Who shows a certificate to visitors, and under which name. */
export interface CertificateServer {
  readonly installation: Installation;
  readonly object: Host | Ingress | TCPMapping | TLSContext;
  /** Without port, in small letters: `shop.example.com`, `*.example.com`, `*`. */
  readonly hostname: string;
  /** Whether a Listener takes TLS for it. Without one nobody sees the certificate. */
  readonly isExposed: boolean;
  /** Whether something in front of the gateway terminates TLS, so that visitors see another certificate. */
  readonly isBehindTls: boolean;
}

/** A Secret whose certificate a gateway uses. */
export interface UsedSecret {
  readonly secret: Secret;
  /** The keys of the certificate and of its private key. */
  readonly certificateKey: string;
  readonly privateKeyKey: string;
  /** The certificate that is shown first, then what stands behind it. */
  readonly chain: readonly Certificate[];
  readonly servers: readonly CertificateServer[];
  /** What shows it to upstreams, as a client. */
  readonly clients: readonly AnyObject[];
  /** Whether an installation serves no other certificate. */
  readonly isOnly: boolean;
}

/** The Secrets whose certificates are used, by all installations together; without those that could not be read. */
export const usedSecretsOf = perCluster((cluster: Cluster<RoutingKind>): readonly UsedSecret[] => {
  const servers = new Map<Secret, CertificateServer[]>();
  const clients = new Map<Secret, Set<AnyObject>>();
  const onlyOnes = new Set<Secret>();
  for (const installation of installationsOf(cluster)) {
    const served = new Set<string>();
    let last: Secret | undefined;
    for (const { context, server } of serversOf(cluster, installation)) {
      const { secret, ref } = context.secret ?? {};
      if (ref) served.add(`${ref.namespace}/${ref.name}`);
      if (!secret) continue;
      last = secret;
      const known = servers.get(secret);
      if (known) known.push(server);
      else servers.set(secret, [server]);
    }
    if (last && served.size === 1) onlyOnes.add(last);

    const contexts = new Map(routingFor(cluster, installation).contexts.map((item) => [item.name, item]));
    for (const { by, path, name } of contextNamesOf(cluster, installation)) {
      const { isUsable, secret: loaded } = contexts.get(name) ?? {};
      if (path !== 'spec.tls' || !isUsable || !loaded?.secret) continue;
      clients.set(loaded.secret, (clients.get(loaded.secret) ?? new Set()).add(by));
    }
  }
  return [...new Set([...servers.keys(), ...clients.keys()])].map((secret) => {
    const certificateKey = hasValue(secret, 'tls.crt') ? 'tls.crt' : 'cert-chain.pem';
    return {
      secret,
      certificateKey,
      privateKeyKey: hasValue(secret, 'tls.key') ? 'tls.key' : 'key.pem',
      chain: secret.data[certificateKey]?.certificates ?? [],
      servers: servers.get(secret) ?? [],
      clients: [...(clients.get(secret) ?? [])],
      isOnly: onlyOnes.has(secret),
    };
  });
});

/** A Secret that nothing names, whose certificate was made for the hostname of a Host. */
export interface LeftoverSecret {
  readonly secret: Secret;
  readonly certificate: Certificate;
  readonly hostnames: readonly string[];
}

/** Secrets of type kubernetes.io/tls that once may have served a Host. */
export const leftoverSecretsOf = perCluster((cluster: Cluster<RoutingKind>): readonly LeftoverSecret[] => {
  if (!cluster.knows('TLSContext') || !cluster.knows('Ingress')) return [];
  const named = new Set(secretReferencesOf(cluster).map(({ namespace, name }) => `${namespace}/${name}`));
  const all = new Set(cluster.all('Host').map(({ spec }) => certificateName(spec.hostname ?? '*')));
  // A star stands for the first label.
  const byStar = Map.groupBy(all, (hostname) => `*${hostname.slice(hostname.indexOf('.'))}`);
  return cluster.all('Secret').flatMap((secret) => {
    const certificate = secret.type === 'kubernetes.io/tls' ? secret.data['tls.crt']?.certificates?.[0] : undefined;
    if (!certificate || named.has(`${secret.metadata.namespace}/${secret.metadata.name}`)) return [];
    const names = certificate.names.map(certificateName);
    const hostnames = new Set(names.flatMap((name) => byStar.get(name) ?? (all.has(name) ? [name] : [])));
    return hostnames.size > 0 ? [{ secret, certificate, hostnames: [...hostnames].sort() }] : [];
  });
});

/** A Host that gets another Secret than the one it names. */
export interface TakenSecret {
  readonly host: Host;
  /** The Secret it names, and the one it gets: their names, with namespaces, read the same. */
  readonly wanted: Secret;
  readonly got: Secret;
}

/** The Hosts for which one Secret is taken for another, such as `cert.safe` for `cert` of namespace `safe`. */
export const takenSecretsOf = perCluster((cluster: Cluster<RoutingKind>): readonly TakenSecret[] =>
  installationsOf(cluster).flatMap((installation) =>
    routingFor(cluster, installation).hosts.flatMap(({ host, context }): readonly TakenSecret[] => {
      const { tlsSecret, tlsContext } = host?.spec ?? {};
      const got = context?.secret?.secret;
      if (!host || !got || !tlsSecret?.name || tlsContext?.name || context?.from !== host) return [];
      const wanted = cluster.find('Secret', tlsSecret.namespace || host.metadata.namespace, tlsSecret.name);
      return wanted && got !== wanted && !holdSame(wanted, got) ? [{ host, wanted, got }] : [];
    }),
  ),
);

function holdSame({ data: one }: Secret, { data: other }: Secret): boolean {
  const [a, b] = [one, other].map((data) => data['tls.crt']?.certificates?.[0]?.fingerprint);
  return a !== undefined && a === b;
}

/** Everything that shows the certificate of a Secret. */
export function usersOf({ servers, clients }: UsedSecret): readonly AnyObject[] {
  return [...new Set([...servers.map(({ object }) => object), ...clients])];
}

/** The hostnames that a Secret's certificate is shown for; of one that is shown for all, or to upstreams, its own names. */
export function hostnamesOf({ servers, chain }: UsedSecret): readonly string[] {
  const hostnames = new Set(servers.map(({ hostname }) => hostname).filter((hostname) => hostname !== '*'));
  if (hostnames.size > 0) return [...hostnames].sort();
  const [leaf] = chain;
  return leaf && leaf.names.length > 0 ? leaf.names : [leaf?.commonName ?? leaf?.subject ?? '*'];
}

/** How many notice when the certificate of a Secret is no good: everybody who comes by https, some, or nobody. */
export function reachOf({ servers, clients, isOnly }: UsedSecret): 'all' | 'some' | 'none' {
  const isSeen = servers.some(({ isExposed, isBehindTls }) => isExposed && !isBehindTls);
  if (isSeen) return isOnly ? 'all' : 'some';
  return clients.length > 0 ? 'some' : 'none';
}

/** Whether Envoy gets the certificate of a Secret. What it cannot load it refuses, with all that came with it. */
export function reachesEnvoy({ servers, clients }: UsedSecret): boolean {
  return clients.length > 0 || servers.some(({ isExposed }) => isExposed);
}

interface Served {
  readonly context: RoutedContext;
  readonly server: CertificateServer;
}

function serversOf(cluster: Cluster<RoutingKind>, installation: Installation): readonly Served[] {
  const { hosts, contexts, listeners, tcpGroups } = routingFor(cluster, installation);
  const isBehindTls = isTlsTerminatedInFront(installation);
  // A gateway without any Listener, or one whose Listeners are not known, says nothing about what is exposed.
  const hasListeners = cluster.knows('Listener') && listeners.some(({ listener }) => listener);
  const served: Served[] = [];
  const serve = (context: RoutedContext, object: CertificateServer['object'], hostname: string, isExposed = true) => {
    const server = { installation, object, hostname: certificateName(hostname), isExposed, isBehindTls };
    served.push({ context, server });
  };

  for (const { host, context, hostname, servedBy, tlsValid } of hosts) {
    if (!host || !context || !tlsValid) continue;
    const { madeFrom } = host;
    const ingress = madeFrom && cluster.find('Ingress', madeFrom.namespace, madeFrom.name);
    serve(context, ingress ?? host, hostname, !hasListeners || servedBy.some(({ tls }) => tls));
  }
  for (const { host, servedBy, members } of tcpGroups) {
    const [first] = members;
    const { context } = servedBy.find((place) => place.context) ?? {};
    if (host && first && context) serve(context, first.mapping, host);
  }
  // Before Listeners and Hosts there were TLSContexts alone.
  if (installation.flavour === 'ambassador-1') {
    for (const context of contexts) {
      if (context.from?.kind !== 'TLSContext' || !context.isUsable) continue;
      for (const hostname of context.hosts) serve(context, context.from, hostname);
    }
  }
  return served;
}

/**
 * Whether the annotations of a gateway's Service speak of certificates or TLS: a load balancer then terminates it. Each
 * cloud has its own words.
 */
export function isTlsTerminatedInFront({ services }: Installation): boolean {
  return services.some(({ metadata }) =>
    Object.entries(metadata.annotations ?? {}).some(
      ([key, value]) =>
        !/^(getambassador\.io|argocd\.argoproj\.io|external-dns\.alpha\.kubernetes\.io|kubectl\.kubernetes\.io|meta\.helm\.sh)\//.test(
          key,
        ) && /ssl|tls|cert/i.test(key + value),
    ),
  );
}

function hasValue({ data }: Secret, key: string): boolean {
  return (data[key]?.bytes ?? 0) > 0;
}
