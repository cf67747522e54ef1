import type { Cluster } from './cluster.ts';
import { KINDS } from './kinds.ts';
import type { Certificate, CustomResourceDefinition, Deployment, Kind, ObjectKind, Ref, Secret } from './objects.ts';

/** The kinds that every gateway from version 2 on watches. A DevPortal is for Edge Stack alone. */
export const watchedKindNames = [
  'AuthService',
  'ConsulResolver',
  'Host',
  'KubernetesEndpointResolver',
  'KubernetesServiceResolver',
  'Listener',
  'LogService',
  'Mapping',
  'Module',
  'RateLimitService',
  'TCPMapping',
  'TLSContext',
  'TracingService',
] as const satisfies readonly Kind[];

/** A kind of the gateway’s, with its definition if there is one. */
export interface WatchedKind {
  readonly kind: (typeof watchedKindNames)[number];
  readonly crd?: CustomResourceDefinition;
  /** Whether its objects can be read as v3alpha1; undefined when the definition does not say. */
  readonly servesV3?: boolean;
}

/**
 * The definitions of the kinds that gateways watch; empty when that is not known: no definition at all was seen, which is
 * what files leave out most often.
 */
export function watchedKinds(cluster: Cluster<'CustomResourceDefinition'>): readonly WatchedKind[] {
  if (cluster.all('CustomResourceDefinition').length === 0) return [];
  return watchedKindNames.map((kind) => {
    const crd = cluster.find('CustomResourceDefinition', '', definitionOf(kind));
    const versions = crd?.spec.versions ?? [];
    const servesV3 = versions.some(({ name, served }) => name === 'v3alpha1' && served !== false);
    return { kind, ...(crd && { crd }), ...(versions.length > 0 && { servesV3 }) };
  });
}

/** The name of a kind's definition. */
export function definitionOf(kind: ObjectKind): string {
  const { plural, group } = KINDS[kind];
  return `${plural}.${group}`;
}

/** The definitions of getambassador.io whose objects go through the conversion webhook of apiext. */
export function convertedKinds(cluster: Cluster<'CustomResourceDefinition'>): readonly CustomResourceDefinition[] {
  return cluster
    .all('CustomResourceDefinition')
    .filter(({ spec }) => spec.group === 'getambassador.io' && spec.conversion?.strategy === 'Webhook');
}

/** Definitions with those first that most of a gateway hangs on, so that a finding about many stands on one of these. */
export function mainFirst(definitions: readonly CustomResourceDefinition[]): readonly CustomResourceDefinition[] {
  const main = (['Mapping', 'Host', 'Listener'] as const).map(definitionOf);
  const rank = ({ metadata: { name } }: CustomResourceDefinition) =>
    main.includes(name) ? main.indexOf(name) : main.length;
  return definitions.toSorted((a, b) => rank(a) - rank(b));
}

/** Whether objects are stored in an older version than gateways read, so that each reading needs the webhook. */
export function isStoredOld({ spec }: CustomResourceDefinition): boolean {
  return spec.versions?.some(({ name, storage }) => storage === true && name !== 'v3alpha1') ?? true;
}

/** The authority that signs what the conversion webhook shows to the API server. */
export interface WebhookAuthority {
  readonly secret: Secret;
  readonly certificate: Certificate;
  /** The definitions whose webhook stands beside the Secret. */
  readonly definitions: readonly CustomResourceDefinition[];
}

/** The authorities that are in use: of apiext there is one, which keeps it in a Secret of its own namespace. */
export function webhookAuthoritiesOf(
  cluster: Cluster<'CustomResourceDefinition' | 'Secret'>,
): readonly WebhookAuthority[] {
  const converted = convertedKinds(cluster);
  if (converted.length === 0) return [];
  return cluster.all('Secret').flatMap((secret): readonly WebhookAuthority[] => {
    const { name, namespace } = secret.metadata;
    const certificate = secret.data['tls.crt']?.certificates?.[0];
    if (name !== 'emissary-ingress-webhook-ca' || !certificate) return [];
    const definitions = converted.filter(
      ({ spec }) => (spec.conversion?.webhook?.clientConfig?.service?.namespace ?? namespace) === namespace,
    );
    return definitions.length > 0 ? [{ secret, certificate, definitions }] : [];
  });
}

/** The Deployment of the conversion webhook in a namespace; only its usual name where it could not be read. */
export function apiextIn(cluster: Cluster<'Deployment'>, namespace: string): Deployment | Ref {
  return (
    cluster.in('Deployment', namespace).find(({ metadata }) => metadata.name.endsWith('apiext')) ?? {
      kind: 'Deployment',
      namespace,
      name: 'emissary-apiext',
    }
  );
}
