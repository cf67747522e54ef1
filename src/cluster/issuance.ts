import { issuerNamed } from './cert-manager.ts';
import type { Cluster } from './cluster.ts';
import { nearest } from './names.ts';
import type {
  AnyObject,
  CertificateRequest,
  CertManagerCertificate,
  Challenge,
  ClusterIssuer,
  Condition,
  Issuer,
  Kind,
  Order,
  Ref,
} from './objects.ts';

/** The kinds through which cert-manager gets a certificate. All of them may be unknown. */
export const issuanceKinds = [
  'CertificateRequest',
  'Order',
  'Challenge',
  'Issuer',
  'ClusterIssuer',
] as const satisfies readonly Kind[];

type IssuanceKind = (typeof issuanceKinds)[number];

/** What stands in the way of a certificate: the object nearest to the cause, and what it says. */
export type Blocker =
  | { readonly kind: 'challenge'; readonly object: Challenge; readonly reason: string }
  | { readonly kind: 'order'; readonly object: Order; readonly reason: string }
  | { readonly kind: 'request'; readonly object: CertificateRequest; readonly reason: string }
  | { readonly kind: 'issuer-not-ready'; readonly object: Issuer | ClusterIssuer; readonly reason: string }
  | { readonly kind: 'issuer-missing'; readonly ref: Ref; readonly likely?: Ref };

/** What keeps cert-manager from getting this certificate just now, as far as its objects say. */
export function blockerOf(cluster: Cluster<IssuanceKind>, certificate: CertManagerCertificate): Blocker | undefined {
  const { namespace } = certificate.metadata;
  const request = lastOf(
    cluster.in('CertificateRequest', namespace).filter((one) => belongsTo(one, 'Certificate', certificate)),
  );
  const order = lastOf(cluster.in('Order', namespace).filter((one) => isOrderOf(one, request, certificate)));
  const challenges = order ? cluster.in('Challenge', namespace).filter((one) => belongsTo(one, 'Order', order)) : [];
  // One that waits gives a reason too; one that failed is nearer to the cause.
  const challenge =
    challenges.find(({ status }) => FAILED.has(status?.state ?? '')) ??
    challenges.find(({ status }) => status?.reason && status.state !== 'valid');
  if (challenge) {
    return { kind: 'challenge', object: challenge, reason: challenge.status?.reason ?? challenge.status?.state ?? '' };
  }
  if (order && FAILED.has(order.status?.state ?? '')) {
    return { kind: 'order', object: order, reason: order.status?.reason ?? `its state is ${order.status?.state}` };
  }
  const refusal = request && refusalOf(request);
  const issuer = order ? undefined : issuerFault(cluster, certificate);
  // A request that got further than its issuer shows that it is there.
  if (issuer && !(issuer.kind === 'issuer-missing' && refusal && !/not found/i.test(refusal))) return issuer;
  return request && refusal ? { kind: 'request', object: request, reason: refusal } : undefined;
}

/** Whether it will not go away by waiting. */
export function isFinal(blocker: Blocker): boolean {
  if (blocker.kind === 'challenge' || blocker.kind === 'order') return FAILED.has(blocker.object.status?.state ?? '');
  return blocker.kind === 'issuer-missing';
}

const FAILED: ReadonlySet<string> = new Set(['invalid', 'expired', 'errored']);

function issuerFault(cluster: Cluster<IssuanceKind>, { metadata, spec }: CertManagerCertificate): Blocker | undefined {
  const { ref, issuer } = issuerNamed(cluster, metadata.namespace, spec.issuerRef ?? {}) ?? {};
  if (!ref) return undefined;
  if (!issuer) {
    if (!cluster.lacks(ref.kind, ref.namespace, ref.name)) return undefined;
    const likely = likelyIssuer(cluster, metadata.namespace, ref);
    return { kind: 'issuer-missing', ref, ...(likely && { likely }) };
  }
  const ready = issuer.status?.conditions?.find(({ type }) => type === 'Ready');
  if (ready?.status !== 'False') return undefined;
  return { kind: 'issuer-not-ready', object: issuer, reason: textOf(ready) };
}

/** An issuer of the same name and the other kind, else one of a like name. */
function likelyIssuer(cluster: Cluster<IssuanceKind>, namespace: string, { kind, name }: Ref): Ref | undefined {
  const others = [...cluster.in('Issuer', namespace), ...cluster.all('ClusterIssuer')];
  const same = others.find((one) => one.metadata.name === name);
  const near = nearest(
    name,
    others.filter((one) => one.kind === kind).map(({ metadata }) => metadata.name),
  );
  const meant = same ?? others.find((one) => one.kind === kind && one.metadata.name === near);
  return meant && { kind: meant.kind, namespace: meant.metadata.namespace, name: meant.metadata.name };
}

function isOrderOf(
  order: Order,
  request: CertificateRequest | undefined,
  certificate: CertManagerCertificate,
): boolean {
  if (request) return belongsTo(order, 'CertificateRequest', request);
  return order.metadata.annotations?.['cert-manager.io/certificate-name'] === certificate.metadata.name;
}

function belongsTo({ metadata }: AnyObject, kind: Kind, owner: AnyObject): boolean {
  return metadata.ownerReferences?.some((one) => one.kind === kind && one.name === owner.metadata.name) ?? false;
}

/** The newest of several attempts. */
function lastOf<T extends AnyObject>(objects: readonly T[]): T | undefined {
  return objects.toSorted((a, b) => numberOf(b) - numberOf(a) || (timeOf(a) < timeOf(b) ? 1 : -1))[0];
}

function numberOf({ metadata }: AnyObject): number {
  return Number(metadata.annotations?.['cert-manager.io/certificate-revision'] ?? 0);
}

function timeOf({ metadata }: AnyObject): string {
  return metadata.creationTimestamp ?? '';
}

function refusalOf({ status }: CertificateRequest): string | undefined {
  const conditions = status?.conditions ?? [];
  const denied = conditions.find(
    ({ type, status: is }) => (type === 'Denied' || type === 'InvalidRequest') && is === 'True',
  );
  const ready = conditions.find(({ type }) => type === 'Ready');
  const notReady = ready?.status === 'False' && ready.message ? ready : undefined;
  const found = denied ?? notReady;
  return found && textOf(found);
}

function textOf({ message, reason }: Condition): string {
  return message || reason || 'it does not say why';
}
