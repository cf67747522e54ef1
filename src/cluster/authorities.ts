import type { CertManagerKind } from './cert-manager.ts';
import { isOwnIssuer } from './certificate-chain.ts';
import type { Cluster } from './cluster.ts';
import { contextUsersOf } from './context-uses.ts';
import { installationsOf } from './installations.ts';
import { isMissing, likelySecret, misreadOf, renamed } from './missing-secrets.ts';
import type { Host, Ingress, Ref, Secret, TLSContext, TLSSettings } from './objects.ts';
import type { RoutingKind } from './routing.ts';
import { secretReferencesOf } from './served-certificates.ts';

/** Something wrong with the authority that the certificates of clients, or of upstreams, are checked with. */
export interface AuthorityProblem {
  readonly object: Host | TLSContext | Ingress;
  /** The field that names the authority, or asks for one. */
  readonly path: string;
  readonly value: string;
  /**
   * Its Secret does not exist; all its certificates have ended; none of them is an authority; it stands alone, without
   * a certificate of the gateway's own; a certificate is asked for and there is no authority.
   */
  readonly kind: 'missing' | 'ended' | 'no-authority' | 'alone' | 'absent';
  /** The Secret that holds it, or should. */
  readonly ref?: Ref;
  readonly secret?: Secret;
  /** The Secret that was likely meant, and what to write into the spec to name it. */
  readonly likely?: Ref;
  readonly change?: object;
}

/** The problems with authorities of everything that is used. */
export function authorityProblemsOf(
  cluster: Cluster<RoutingKind | CertManagerKind>,
  now: Date,
): readonly AuthorityProblem[] {
  return [...ofSecrets(cluster, now), ...ofSettings(cluster)];
}

function ofSecrets(cluster: Cluster<RoutingKind | CertManagerKind>, now: Date): readonly AuthorityProblem[] {
  return secretReferencesOf(cluster).flatMap((reference): readonly AuthorityProblem[] => {
    const { by, path, role, written, namespace, name, isUsed } = reference;
    if (role !== 'authority' || !isUsed || misreadOf(cluster, reference)) return [];
    const problem = { object: by, path, value: written, ref: { kind: 'Secret', namespace, name } };
    if (isMissing(cluster, reference)) {
      const likely = likelySecret(cluster, reference);
      const change = likely && renamed(reference, likely);
      return [{ ...problem, kind: 'missing', ...(likely && { likely }), ...(change && { change }) }];
    }
    const secret = cluster.find('Secret', namespace, name);
    const kind = secret && unfitness(secret, now);
    return kind ? [{ ...problem, kind, secret }] : [];
  });
}

/** One good certificate among several is enough. One that signed itself is trusted, whatever it says of itself. */
function unfitness({ data }: Secret, now: Date): 'ended' | 'no-authority' | undefined {
  const certificates = data['tls.crt']?.certificates ?? [];
  if (certificates.length === 0) return undefined;
  const lasting = certificates.filter(({ notAfter }) => Date.parse(notAfter) > now.getTime());
  if (lasting.length === 0) return 'ended';
  return lasting.every((one) => one.isCA === false && !isOwnIssuer(one)) ? 'no-authority' : undefined;
}

function ofSettings(cluster: Cluster<RoutingKind>): readonly AuthorityProblem[] {
  return installationsOf(cluster).flatMap((installation) => {
    const contexts = [...contextUsersOf(cluster, installation).keys()].flatMap((context) =>
      contradiction(context, context.spec, 'spec', Boolean(context.spec.secret)),
    );
    const hosts = cluster.all('Host').flatMap((host) => {
      const { tls, tlsSecret } = host.spec;
      return tls && tlsSecret?.name && installation.sees(host) ? contradiction(host, tls, 'spec.tls', true) : [];
    });
    return [...contexts, ...hosts];
  });
}

function contradiction(
  object: Host | TLSContext,
  { ca_secret, cacert_chain_file, cert_required, cert_chain_file }: TLSSettings,
  at: string,
  hasCertificate: boolean,
): readonly AuthorityProblem[] {
  if (ca_secret && !hasCertificate && !cert_chain_file) {
    return [{ object, path: `${at}.ca_secret`, value: ca_secret, kind: 'alone' }];
  }
  if (!cert_required || ca_secret || cacert_chain_file) return [];
  return [{ object, path: `${at}.cert_required`, value: 'true', kind: 'absent' }];
}
