import type { CertManagerKind } from './cert-manager.ts';
import { certificateName } from './certificate-names.ts';
import type { Cluster } from './cluster.ts';
import { gatewayObjectsOf } from './gateway-objects.ts';
import { covers } from './hostnames.ts';
import type { Installation } from './installations.ts';
import { isMissing, misreadOf } from './missing-secrets.ts';
import type { Host, Ref, TLSContext } from './objects.ts';
import { type RoutedHost, type RoutingKind, routingFor } from './routing.ts';
import { secretReferencesOf } from './served-certificates.ts';

/** A Host that does not agree with its TLSContext, or with itself, about TLS. */
export interface Disagreement {
  readonly host: Host;
  /** The name of the TLSContext, and the TLSContext if it is one. */
  readonly name: string;
  readonly context?: TLSContext;
  /**
   * They name different Secrets; the TLSContext serves a Secret of the same name from elsewhere; it is for other
   * hostnames; the Host has both a TLSContext and settings of its own; or a Secret and files.
   */
  readonly about: 'secret' | 'served' | 'hosts' | 'both' | 'files';
  /** The Secret that is served instead. */
  readonly served?: Ref;
}

/** The Hosts of an installation that do not agree with their TLSContext, without those whose cause is elsewhere. */
export function disagreementsOf(
  cluster: Cluster<RoutingKind | CertManagerKind>,
  installation: Installation,
): readonly Disagreement[] {
  const { contexts, hosts } = gatewayObjectsOf(cluster, installation);
  const routed = new Map(routingFor(cluster, installation).hosts.map((item) => [item.host, item]));
  return [...hosts.byName].flatMap(([storedName, host]): readonly Disagreement[] => {
    const compiled = routed.get(host);
    if (!compiled || host.madeFrom || !host.spec.tlsSecret?.name) return [];
    const name = host.spec.tlsContext?.name ?? `${storedName}-context`;
    const context = contexts.byName.get(name);
    // Another of the same name was taken.
    const { namespace } = host.metadata;
    if (context?.metadata.namespace !== namespace && cluster.find('TLSContext', namespace, name)) return [];
    if (context && hasNoSecret(cluster, context)) return [];

    const found = compare(compiled, host, context);
    return found ? [{ host, name, ...(context && { context }), ...found }] : [];
  });
}

function compare(
  { inactiveReason, active, hostname, context: loaded }: RoutedHost,
  { spec: { tlsSecret }, metadata }: Host,
  context: TLSContext | undefined,
): Pick<Disagreement, 'about' | 'served'> | undefined {
  if (inactiveReason === 'secret-mismatch') return { about: 'secret' };
  if (inactiveReason === 'context-and-tls') return { about: 'both' };
  if (inactiveReason === 'tls-invalid') return { about: 'files' };
  if (!active || !context || loaded?.from !== context) return undefined;

  const served = loaded.secret?.ref;
  const namespace = tlsSecret?.namespace || metadata.namespace;
  if (served && (served.name !== tlsSecret?.name || served.namespace !== namespace)) return { about: 'served', served };

  const { hosts = [] } = context.spec;
  const isFor = (glob: string) =>
    glob === metadata.name || covers(glob, hostname) || certificateName(glob) === certificateName(hostname);
  return hosts.length === 0 || hosts.some(isFor) ? undefined : { about: 'hosts' };
}

function hasNoSecret(cluster: Cluster<RoutingKind | CertManagerKind>, context: TLSContext): boolean {
  const reference = secretReferencesOf(cluster).find(({ by, path }) => by === context && path === 'spec.secret');
  return reference !== undefined && (isMissing(cluster, reference) || misreadOf(cluster, reference) !== undefined);
}
