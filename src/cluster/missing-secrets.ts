import { type CertManagerKind, isIssued, renewerOf } from './cert-manager.ts';
import type { Cluster } from './cluster.ts';
import type { Installation } from './installations.ts';
import { nearestNamed } from './nearest-object.ts';
import type { Ref, Secret } from './objects.ts';
import { isFromIstio } from './secret-store.ts';
import { otherReadingOf, type SecretReference } from './served-certificates.ts';

/** Whether a Secret that something names is surely not there, and nobody is about to make it. */
export function isMissing(cluster: Cluster<'Secret' | CertManagerKind>, reference: SecretReference): boolean {
  const { namespace, name, by, installation } = reference;
  if (!cluster.lacks('Secret', namespace, name) || isFromIstio(installation, { namespace, name })) return false;
  return !isAwaited(cluster, installation, by, { namespace, name });
}

/** Whether cert-manager is about to fill a Secret, or Edge Stack, which gets certificates for its Hosts itself. */
export function isAwaited(
  cluster: Cluster<CertManagerKind>,
  { flavour, isAssumed }: Installation,
  object: SecretReference['by'],
  { namespace, name }: { readonly namespace: string; readonly name: string },
): boolean {
  const renewer = renewerOf(cluster, namespace, name);
  if (renewer && !isIssued(renewer)) return true;
  if (object.kind !== 'Host' || !object.spec.acmeProvider || object.status?.state === 'Error') return false;
  // Which gateway reads the Host is not known of an assumed one.
  const mayDoAcme = flavour === 'edge-stack' || isAssumed;
  return mayDoAcme && object.spec.acmeProvider.authority?.toLowerCase() !== 'none';
}

/**
 * The Secret that a name with dots would stand for if it were read the other way, when there is none as it is read. The
 * `tlsSecret` of a Host and an Ingress have no other way.
 */
export function misreadOf(cluster: Cluster<'Secret'>, reference: SecretReference): Ref | undefined {
  const { by, path, namespace, name } = reference;
  if (by.kind === 'Ingress' || path === 'spec.tlsSecret.name') return undefined;
  const other = otherReadingOf(reference);
  if (!other || !cluster.lacks('Secret', namespace, name)) return undefined;
  return cluster.find('Secret', other.namespace, other.name) && other;
}

/** The Secret that was likely meant: of a like name, what a name with dots says, or of the same name elsewhere. */
export function likelySecret(cluster: Cluster<'Secret'>, reference: SecretReference): Ref | undefined {
  const { namespace, name } = reference;
  const near = nearestCertificate(cluster, namespace, name);
  if (near) return { kind: 'Secret', namespace, name: near };

  const other = otherReadingOf(reference);
  if (other && cluster.find('Secret', other.namespace, other.name)) return other;
  const same = cluster.all('Secret').find((secret) => secret.metadata.name === name && holdsCertificate(secret));
  return same && { kind: 'Secret', namespace: same.metadata.namespace, name };
}

/** What to write into the `spec` of the object so that it names another Secret; undefined where it cannot. */
export function renamed({ by, path, isSplit }: SecretReference, { namespace, name }: Ref): object | undefined {
  const home = by.metadata.namespace;
  const field = path.slice(path.lastIndexOf('.') + 1);
  if (by.kind === 'Host' && path === 'spec.tlsSecret.name') {
    return { tlsSecret: namespace === home && !by.spec.tlsSecret?.namespace ? { name } : { name, namespace } };
  }
  const isPlain = namespace === home && !(isSplit && name.includes('.'));
  const text = isPlain ? name : `${name}.${namespace}`;
  if (by.kind === 'TLSContext') return { [field]: text, ...(!isPlain && { secret_namespacing: true }) };
  return by.kind === 'Host' && isPlain ? { tls: { [field]: text } } : undefined;
}

const nearestCertificate = nearestNamed('Secret', holdsCertificate);

function holdsCertificate({ type, data }: Secret): boolean {
  return type === 'kubernetes.io/tls' || 'tls.crt' in data || 'cert-chain.pem' in data;
}
