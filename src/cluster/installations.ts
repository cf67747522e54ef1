import { ambassadorIds, DEFAULT_ID, isFor } from './ambassador-id.ts';
import type { Cluster } from './cluster.ts';
import { type Flavour, type FoundGateway, foundGateways } from './gateway-pods.ts';
import { isEmissary, isNamespaced } from './kinds.ts';
import { hasLabels, parseSelector } from './labels.ts';
import type { AnyObject, DaemonSet, Deployment, Kind, Pod, Service, StatefulSet } from './objects.ts';
import { perCluster } from './per-cluster.ts';
import { isAtLeast } from './versions.ts';

export type { Flavour } from './gateway-pods.ts';

/** All that `installationsOf` looks at. It can do without any of them, so a check lists them under `alsoReads`. */
export const installationKinds = [
  'Deployment',
  'DaemonSet',
  'StatefulSet',
  'Pod',
  'Service',
  'Mapping',
  'TCPMapping',
  'Host',
  'Listener',
  'TLSContext',
  'Module',
  'AuthService',
] as const satisfies readonly Kind[];

export type InstallationKind = (typeof installationKinds)[number];

/** One gateway: the workloads that share an ambassador_id and a namespace, and what they make of the cluster. */
export interface Installation {
  /** AMBASSADOR_ID. */
  readonly id: string;
  /** AMBASSADOR_NAMESPACE: where bare names of Services and Secrets are looked up. */
  readonly namespace: string;
  /** The name of its first workload; of an assumed one `ambassador`. */
  readonly name: string;
  /** From the image's tag: `4.0.0`. */
  readonly version?: string;
  readonly flavour: Flavour;
  /** The main workload first, canaries last. Empty when only bare Pods were found, and when it is assumed. */
  readonly workloads: readonly (Deployment | DaemonSet | StatefulSet)[];
  readonly pods: readonly Pod[];
  /** The Services that select its Pods: for traffic and for administration. */
  readonly services: readonly Service[];
  /** Whether it reads its own namespace only. */
  readonly singleNamespace: boolean;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Whether all labels of a mappingSelector have to match, as they do unless it is switched off. */
  readonly strictLabelSelectors: boolean;
  readonly endpointsEnabled: boolean;
  readonly forceSecretValidation: boolean;
  readonly fastReconfigure: boolean;
  /** The environment of the gateway's container, as far as its values can be known. */
  readonly env: Readonly<Record<string, string>>;
  /** No gateway was found, only objects that are meant for one. */
  readonly isAssumed: boolean;
  /** Whether it reads an object: its scope and selectors, and for Emissary's own kinds and Ingresses its ID. */
  sees(object: AnyObject): boolean;
}

/**
 * The gateways of a cluster, in the order of namespace and ID. When none can be found but there are objects for one, a
 * single assumed installation stands in.
 */
export const installationsOf = perCluster((cluster: Cluster<InstallationKind>): readonly Installation[] => {
  const found = foundGateways(cluster).map((gateway) => installation(gateway, cluster));
  if (found.length > 0) return found;

  const objects = getambassadorObjects(cluster);
  return objects.length > 0 ? [assumed(objects, cluster)] : [];
});

/** Whether the ID of an installation comes from a place that cannot be read. */
export function hidesId({ env, workloads }: Installation): boolean {
  if (env.AMBASSADOR_ID !== undefined) return false;
  const containers = workloads.flatMap(({ spec }) => spec.template?.spec?.containers ?? []);
  return containers.some(({ env: variables = [] }) => variables.some(({ name }) => name === 'AMBASSADOR_ID'));
}

function installation(gateway: FoundGateway, cluster: Cluster<InstallationKind>): Installation {
  const id = gateway.env.AMBASSADOR_ID || (gateway.hidesId && commonId(getambassadorObjects(cluster))) || DEFAULT_ID;
  return {
    ...settings(id, gateway.namespace, gateway.env, gateway.version),
    name: gateway.name,
    ...(gateway.version !== undefined && { version: gateway.version }),
    flavour: gateway.flavour,
    workloads: gateway.workloads,
    pods: gateway.pods,
    services: gateway.services,
    isAssumed: false,
  };
}

function assumed(objects: readonly AnyObject[], cluster: Cluster<InstallationKind>): Installation {
  const services = cluster.all('Service').filter(({ metadata }) => hasLabels(metadata.labels, GATEWAY_SERVICE));
  const namespace = services[0]?.metadata.namespace ?? knownNamespace(cluster, objects) ?? 'default';
  return {
    ...settings(commonId(objects) ?? DEFAULT_ID, namespace, {}, undefined),
    name: 'ambassador',
    flavour: 'emissary',
    workloads: [],
    pods: [],
    services: services.filter(({ metadata }) => metadata.namespace === namespace),
    isAssumed: true,
  };
}

const GATEWAY_SERVICE = { 'app.kubernetes.io/component': 'ambassador-service' };

type Settings = Omit<Installation, 'name' | 'version' | 'flavour' | 'workloads' | 'pods' | 'services' | 'isAssumed'>;

function settings(
  id: string,
  namespace: string,
  env: Readonly<Record<string, string>>,
  version: string | undefined,
): Settings {
  // Any text switches it on, `false` included (cmd/entrypoint/helpers.go, envbool).
  const singleNamespace = Boolean(env.AMBASSADOR_SINGLE_NAMESPACE);
  const { AMBASSADOR_LABEL_SELECTOR: labelSelector, AMBASSADOR_FIELD_SELECTOR: fieldSelector } = env;
  const hasWantedLabels = labelSelector ? parseSelector(labelSelector) : undefined;
  const hasWantedFields = fieldSelector ? parseSelector(fieldSelector) : undefined;
  return {
    id,
    namespace,
    singleNamespace,
    ...(labelSelector && { labelSelector }),
    ...(fieldSelector && { fieldSelector }),
    strictLabelSelectors: areSelectorsStrict(version) && !isYes(env.DISABLE_STRICT_LABEL_SELECTORS),
    endpointsEnabled: !isYes(env.AMBASSADOR_DISABLE_ENDPOINTS),
    forceSecretValidation: ['1', 't', 'true'].includes(env.AMBASSADOR_FORCE_SECRET_VALIDATION?.toLowerCase() ?? ''),
    fastReconfigure: isYes(env.AMBASSADOR_FAST_RECONFIGURE ?? 'true'),
    env,
    sees(object) {
      const { metadata, kind } = object;
      if (singleNamespace && metadata.namespace !== namespace) return false;
      if ((isEmissary(kind) || kind === 'Ingress' || kind === 'IngressClass') && !isFor(object, id)) return false;
      // Selectors hold for everything that is watched, Services and Secrets too (cmd/entrypoint/interesting_types.go).
      if (!isNamespaced(kind)) return true;
      if (hasWantedLabels && !hasWantedLabels(metadata.labels ?? {})) return false;
      return (
        !hasWantedFields ||
        hasWantedFields({ 'metadata.name': metadata.name, 'metadata.namespace': metadata.namespace })
      );
    },
  };
}

/** Until 2.5, and in 3.0 and 3.1, one label of a selector was enough. */
function areSelectorsStrict(version: string | undefined): boolean {
  return version?.startsWith('3.') ? isAtLeast(version, '3.2') !== false : isAtLeast(version, '2.5') !== false;
}

/** What Emissary's parse_bool takes for yes. */
function isYes(text: string | undefined): boolean {
  return ['y', 'yes', 't', 'true', 'on', '1'].includes(text?.toLowerCase() ?? '');
}

function getambassadorObjects(cluster: Cluster<InstallationKind>): readonly AnyObject[] {
  return installationKinds.flatMap((kind): readonly AnyObject[] => (isEmissary(kind) ? cluster.all(kind) : []));
}

/** The one ID that all objects carry, or undefined when they differ. */
function commonId(objects: readonly AnyObject[]): string | undefined {
  let common: ReadonlySet<string> | undefined;
  for (const object of objects) {
    const ids = new Set(ambassadorIds(object).filter((id) => id !== '_automatic_'));
    if (ids.size === 0) continue;
    common = common ? common.intersection(ids) : ids;
  }
  return common?.has(DEFAULT_ID) ? DEFAULT_ID : common?.values().next().value;
}

function knownNamespace(cluster: Cluster<InstallationKind>, objects: readonly AnyObject[]): string | undefined {
  const used = new Set(objects.map(({ metadata }) => metadata.namespace));
  return ['emissary', 'ambassador', 'edge-stack'].find((name) => used.has(name) || cluster.hasNamespace(name));
}
