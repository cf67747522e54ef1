import { arrivalOf } from './arrival.ts';
import { isOwnIssuer, isStaged } from './certificate-chain.ts';
import { certifies } from './certificate-names.ts';
import type { Cluster } from './cluster.ts';
import { installationsOf } from './installations.ts';
import { domainFor, tablesOf } from './match-tables.ts';
import type { AnyObject, Certificate, Ref, Secret } from './objects.ts';
import type { ServedCertificate } from './observed.ts';
import { type RoutedContext, type RoutedListener, type Routing, type RoutingKind, routingFor } from './routing.ts';
import { isTlsTerminatedInFront } from './served-certificates.ts';
import { usesHosts } from './unattached.ts';

/** A name for which a gateway does not present the certificate that it should by the model. */
export interface WronglyPresented {
  readonly gateway: AnyObject | Ref;
  readonly served: ServedCertificate;
  /** What has that name, as somebody wrote it. */
  readonly on: AnyObject | Ref;
  readonly secret: Secret;
  readonly expected: Certificate;
  /** What is presented; absent: the handshake failed. */
  readonly actual?: Certificate;
  /** Another Secret that holds what is presented. */
  readonly owner?: Secret;
  /** Whether clients go no further: there is none, or one that no client accepts for this name. */
  readonly isRefused: boolean;
}

/** Authorities write the beginning of a certificate up to an hour back; so long a new one may not be everywhere yet. */
const NEW_MS = 75 * 60_000;
const SETTLING_MS = 10 * 60_000;

/** The names for which gateways present another certificate than the model says, or none. */
export function wronglyPresented(
  cluster: Cluster<RoutingKind | 'ServedCertificate'>,
  now: Date,
): readonly WronglyPresented[] {
  return cluster.all('ServedCertificate').flatMap((served): readonly WronglyPresented[] => {
    const place = placeOf(cluster, served);
    if (!place) return [];
    const { routing, listener, isPod } = place;
    const chain = domainFor(tablesOf(routing).get(listener)?.tls ?? new Map(), served.metadata.name.toLowerCase());
    const { context } = chain ?? {};
    const { secret, certificate: expected } = context?.secret ?? {};
    const host = [...(chain?.hosts.values() ?? [])].find((one) => one.context === context)?.host;
    const on = host?.madeFrom ?? host ?? context?.from;
    const gateway = routing.installation.workloads[0] ?? routing.installation.pods[0];
    if (!context || !secret || !expected || !on || !gateway || isYoung(expected, now)) return [];
    if ([secret, host, context.from].some((object) => object && isNew(object, now))) return [];

    const found = { gateway, served, on, secret, expected };
    const { certificate: actual } = served;
    if (!actual) return isPod && !mayRefuse(context, listener) ? [{ ...found, isRefused: true }] : [];
    if (!actual.fingerprint || !expected.fingerprint || actual.fingerprint === expected.fingerprint) return [];
    if (isYoung(actual, now)) return [];
    const owner = cluster.all('Secret').find((one) => leafOf(one)?.fingerprint === actual.fingerprint);
    const isRefused = isUseless(actual, expected, served.metadata.name, now);
    // Something in front may have a good certificate of its own.
    if (!isPod && !owner && !isRefused && !isEarlier(actual, expected)) return [];
    return [{ ...found, actual, isRefused, ...(owner && { owner }) }];
  });
}

interface Place {
  readonly routing: Routing;
  readonly listener: RoutedListener;
  /** Whether a Pod of the gateway itself was asked. */
  readonly isPod: boolean;
}

function placeOf(cluster: Cluster<RoutingKind>, { address, metadata }: ServedCertificate): Place | undefined {
  const [, ip, port = ''] = /^\[?([^\]]*?)\]?:(\d+)$/.exec(address) ?? [];
  const installations = installationsOf(cluster).filter((one) => usesHosts(one) && !one.isAssumed);
  const asked = installations.find(({ pods }) => ip && pods.some(({ status }) => status?.podIP === ip));
  const [only, ...others] = installations.filter((one) => homesOf(one.workloads, one.pods).has(metadata.namespace));
  const installation = asked ?? (others.length === 0 ? only : undefined);
  if (!installation || (!asked && isTlsTerminatedInFront(installation))) return undefined;
  const routing = routingFor(cluster, installation);
  const number = asked ? Number(port) : arrivalOf(routing, true, '')?.listenerPort;
  const listener = routing.listeners.find(
    ({ emitted, port, stack }) => emitted && stack.includes('TLS') && (number === undefined || port === number),
  );
  return listener && { routing, listener, isPod: asked !== undefined };
}

function homesOf(...objects: readonly (readonly AnyObject[])[]): ReadonlySet<string> {
  return new Set(objects.flat().map(({ metadata }) => metadata.namespace));
}

/** Whether a gateway that is well may still end a handshake: it wants the client's certificate, or another protocol first. */
function mayRefuse({ settings }: RoutedContext, { stack }: RoutedListener): boolean {
  const { cert_required, min_tls_version: least = '', max_tls_version: most = 'v1.3' } = settings;
  return cert_required === true || stack.includes('PROXY') || least > most;
}

/** Whether a certificate is what was there before a renewal. */
function isEarlier(actual: Certificate, expected: Certificate): boolean {
  return (
    actual.notBefore < expected.notBefore &&
    actual.names.length > 0 &&
    actual.names.every((name) => certifies(expected.names, name))
  );
}

/** Whether clients refuse a certificate for a name, and would not refuse the one that was expected for the same reason. */
function isUseless(actual: Certificate, expected: Certificate, name: string, now: Date): boolean {
  return (
    Date.parse(actual.notAfter) <= now.getTime() ||
    !certifies(actual.names, name) ||
    (isOwnIssuer(actual) && !isOwnIssuer(expected)) ||
    (isStaged(actual) && !isStaged(expected))
  );
}

function isYoung({ notBefore }: Certificate, now: Date): boolean {
  const age = now.getTime() - Date.parse(notBefore);
  return age < NEW_MS;
}

/** Whether the gateway may not have taken an object up yet. */
function isNew({ metadata }: AnyObject, now: Date): boolean {
  return now.getTime() - Date.parse(metadata.creationTimestamp ?? '') < SETTLING_MS;
}

function leafOf({ data }: Secret): Certificate | undefined {
  return (data['tls.crt'] ?? data['cert-chain.pem'])?.certificates?.[0];
}
