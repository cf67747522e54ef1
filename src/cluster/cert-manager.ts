import type { Cluster } from './cluster.ts';
import type { CertManagerCertificate, ClusterIssuer, Condition, Issuer, IssuerRef, Ref, Secret } from './objects.ts';
import { perCluster } from './per-cluster.ts';

/** What cert-manager has. All of it may be unknown, so a check lists these under `alsoReads`. */
export const certManagerKinds = ['Certificate', 'Issuer', 'ClusterIssuer'] as const;
export type CertManagerKind = (typeof certManagerKinds)[number];

/** The Certificate by which cert-manager keeps a Secret filled. */
export function renewerOf(
  cluster: Cluster<'Certificate'>,
  namespace: string,
  secretName: string,
): CertManagerCertificate | undefined {
  return renewers(cluster).get(`${namespace}/${secretName}`);
}

const renewers = perCluster(
  (cluster: Cluster<'Certificate'>): ReadonlyMap<string, CertManagerCertificate> =>
    new Map(
      cluster
        .all('Certificate')
        .toReversed()
        .flatMap((certificate) => {
          const { secretName } = certificate.spec;
          return secretName ? [[`${certificate.metadata.namespace}/${secretName}`, certificate]] : [];
        }),
    ),
);

/** The name of the Certificate that fills a Secret, as the Secret itself says when Certificates cannot be read. */
export function renewerNameOf(cluster: Cluster<'Certificate'>, { metadata }: Secret): Ref | undefined {
  const known = renewerOf(cluster, metadata.namespace, metadata.name);
  const name = known?.metadata.name ?? metadata.annotations?.['cert-manager.io/certificate-name'];
  return name ? { kind: 'Certificate', namespace: metadata.namespace, name } : undefined;
}

/** An issuer by its name, and the object when it is known. */
export interface NamedIssuer {
  readonly ref: Ref & { readonly kind: 'Issuer' | 'ClusterIssuer' };
  readonly issuer?: Issuer | ClusterIssuer;
}

/** Who issues a Certificate, or filled a Secret: its name, and the object when it is known. */
export function issuerOf(cluster: Cluster<CertManagerKind>, secret: Secret): NamedIssuer | undefined {
  const { namespace, name, annotations } = secret.metadata;
  const wanted = renewerOf(cluster, namespace, name)?.spec.issuerRef;
  const issuer = wanted?.name ?? annotations?.['cert-manager.io/issuer-name'];
  const kind = wanted?.name ? wanted.kind : annotations?.['cert-manager.io/issuer-kind'];
  const group = wanted?.name ? wanted.group : annotations?.['cert-manager.io/issuer-group'];
  return issuerNamed(cluster, namespace, { name: issuer, kind, group });
}

/** The issuer that an issuerRef in a namespace names; undefined for the issuers of other projects. */
export function issuerNamed(
  cluster: Cluster<'Issuer' | 'ClusterIssuer'>,
  namespace: string,
  { group, kind, name }: { readonly [field in keyof IssuerRef]?: string | undefined },
): NamedIssuer | undefined {
  if (!name || (group && group !== 'cert-manager.io')) return undefined;
  if (kind === 'ClusterIssuer') return named({ kind, namespace: '', name }, cluster.find(kind, '', name));
  if (kind && kind !== 'Issuer') return undefined;
  return named({ kind: 'Issuer', namespace, name }, cluster.find('Issuer', namespace, name));
}

function named(ref: NamedIssuer['ref'], issuer: Issuer | ClusterIssuer | undefined): NamedIssuer {
  return { ref, ...(issuer && { issuer }) };
}

/** A condition of a Certificate: `Ready`, or `Issuing` while a new one is fetched or after that failed. */
export function conditionOf({ status }: CertManagerCertificate, type: 'Ready' | 'Issuing'): Condition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}

/** Whether cert-manager says that what it put into the Secret is good. */
export function isIssued(certificate: CertManagerCertificate): boolean {
  return conditionOf(certificate, 'Ready')?.status === 'True';
}

/** The ACME server for tests that an issuer asks, whose certificates nobody trusts. */
export function stagingServerOf({ spec }: Issuer | ClusterIssuer): string | undefined {
  return spec.acme?.server && isStagingServer(spec.acme.server) ? spec.acme.server : undefined;
}

export function isStagingServer(server: string): boolean {
  return /staging|pebble/i.test(server);
}

/** An issuer, of this namespace or for all, that asks a real ACME server. */
export function productionIssuerFor(
  cluster: Cluster<'Issuer' | 'ClusterIssuer'>,
  namespace: string,
): Issuer | ClusterIssuer | undefined {
  return [...cluster.in('Issuer', namespace), ...cluster.all('ClusterIssuer')].find(
    (issuer) => issuer.spec.acme?.server && !stagingServerOf(issuer),
  );
}

/** Whether somebody wrote a Certificate; those that cert-manager makes of Ingresses are written over again. */
export function isWritten({ metadata }: CertManagerCertificate): boolean {
  return !metadata.ownerReferences?.some(({ kind }) => kind === 'Ingress' || kind === 'Gateway');
}
