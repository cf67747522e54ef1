import type { Cluster } from './cluster.ts';
import type { Installation } from './installations.ts';
import type { Certificate, Ref, Secret } from './objects.ts';

/** A Secret as Emissary holds it. */
export interface LoadedSecret {
  readonly ref: Ref;
  /** Absent when Secrets cannot be read: then it is taken to be as it should be. */
  readonly secret?: Secret;
  readonly hasCertificate: boolean;
  readonly hasPrivateKey: boolean;
  /** The certificate that is served: the first of its chain. */
  readonly certificate?: Certificate;
}

/** Finds Secrets by name and namespace. What it found before can change what it finds next, as in Emissary. */
export type FindSecret = (name: string, namespace: string) => LoadedSecret | undefined;

const TYPES = ['Opaque', 'kubernetes.io/tls', 'istio.io/key-and-cert'];

/**
 * The Secrets that Emissary's compiler gets to see: those in `wanted` (as `namespace/name`), of a known type, with
 * something public in them (fetch/secret.py, ir/ir.py).
 */
export function secretFinder(
  cluster: Cluster<'Secret'>,
  installation: Installation,
  wanted: ReadonlySet<string>,
): FindSecret {
  const found = new Map<string, LoadedSecret>();
  return (name, namespace) => {
    const known = found.get(`${name}.${namespace}`);
    if (known) return known;
    const loaded = wanted.has(`${namespace}/${name}`) ? load(cluster, installation, name, namespace) : undefined;
    // Under its name alone: so Secret `cert.safe` of any namespace is taken for Secret `cert` of namespace `safe` from
    // here on (ir/ir.py, resolve_secret).
    if (loaded) found.set(name, loaded);
    return loaded;
  };
}

/** The Secret that a gateway makes itself of the certificates that Istio mounts into its Pods (cmd/entrypoint/istiocert.go). */
export function isFromIstio({ env, namespace, isAssumed }: Installation, secret: Omit<Ref, 'kind'>): boolean {
  // Its value may be withheld for the word in its name; of an assumed gateway nothing is known.
  const isMounted = env.AMBASSADOR_ISTIO_SECRET_DIR !== undefined || isAssumed;
  return isMounted && secret.name === 'istio-certs' && secret.namespace === namespace;
}

function load(
  cluster: Cluster<'Secret'>,
  installation: Installation,
  name: string,
  namespace: string,
): LoadedSecret | undefined {
  const ref: Ref = { kind: 'Secret', namespace, name };
  if (installation.singleNamespace && namespace !== installation.namespace) return undefined;
  const secret = cluster.find('Secret', namespace, name);
  if (!secret) {
    const isAbsent = cluster.lacks('Secret', namespace, name) && !isFromIstio(installation, { namespace, name });
    return isAbsent ? undefined : { ref, hasCertificate: true, hasPrivateKey: true };
  }
  if (!installation.sees(secret) || !TYPES.includes(secret.type)) return undefined;

  const has = (key: string) => (secret.data[key]?.bytes ?? 0) > 0;
  const isInvalid = ['tls.crt', 'tls.key'].some((key) => secret.data[key]?.problem !== undefined);
  if (installation.forceSecretValidation && isInvalid) return undefined;
  const hasCertificate = has('tls.crt') || has('cert-chain.pem');
  if (!hasCertificate && !has('user.key') && !has('crl.pem')) return undefined;
  const certificate = (has('tls.crt') ? secret.data['tls.crt'] : secret.data['cert-chain.pem'])?.certificates?.[0];
  return {
    ref,
    secret,
    hasCertificate,
    hasPrivateKey: has('tls.key') || has('key.pem'),
    ...(certificate && { certificate }),
  };
}
