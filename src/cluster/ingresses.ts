import { DEFAULT_ID } from './ambassador-id.ts';
import type { Cluster } from './cluster.ts';
import type { Installation } from './installations.ts';
import type { Host, Ingress, IngressBackend, Mapping, MappingSpec } from './objects.ts';
import { refOf } from './objects.ts';

export type IngressKind = 'Ingress' | 'IngressClass' | 'Service';

/** The Hosts and Mappings that Emissary makes of Ingresses. */
export interface FromIngresses {
  readonly ingresses: readonly Ingress[];
  readonly hosts: readonly Host[];
  readonly mappings: readonly Mapping[];
}

const CONTROLLER = 'getambassador.io/ingress-controller';
const BINDING = 'a10r-k8s-ingress';

/** The Ingresses an installation takes, and what it makes of them (fetch/ingress.py). */
export function fromIngresses(cluster: Cluster<IngressKind>, installation: Installation): FromIngresses {
  // Only cluster-wide installations may read IngressClasses.
  const classes = new Set(
    (installation.singleNamespace ? [] : cluster.all('IngressClass'))
      .filter((item) => item.spec?.controller?.toLowerCase() === CONTROLLER && installation.sees(item))
      .map(({ metadata }) => metadata.name),
  );
  const ingresses = cluster.all('Ingress').filter((ingress) => {
    const { annotations } = ingress.metadata;
    const isOurs = annotations?.['kubernetes.io/ingress.class']?.toLowerCase() === 'ambassador';
    return (isOurs || classes.has(ingress.spec.ingressClassName ?? '')) && installation.sees(ingress);
  });
  return {
    ingresses,
    hosts: ingresses.flatMap((ingress) => hostsOf(ingress, installation.id)),
    mappings: ingresses.flatMap((ingress) => mappingsOf(ingress, installation.id, cluster)),
  };
}

function hostsOf(ingress: Ingress, id: string): readonly Host[] {
  const binding = bindingOf(ingress);
  return (ingress.spec.tls ?? []).flatMap(({ hosts, secretName }, section) => {
    if (!secretName || !binding) return [];
    const names = hosts && hosts.length > 0 ? hosts : ['*'];
    return names.map(
      (hostname, index): Host => ({
        kind: 'Host',
        metadata: { ...metaOf(ingress, `${section}-${index}`), labels: ingress.metadata.labels ?? {} },
        spec: {
          ...idOf(id),
          hostname,
          tlsSecret: { name: secretName },
          selector: { matchLabels: { [BINDING]: binding } },
          requestPolicy: { insecure: { action: 'Route' } },
        },
        madeFrom: refOf(ingress),
      }),
    );
  });
}

function mappingsOf(ingress: Ingress, id: string, cluster: Cluster<'Service'>): readonly Mapping[] {
  const binding = bindingOf(ingress);
  const { namespace } = ingress.metadata;
  const mapping = (suffix: string, spec: MappingSpec): Mapping => ({
    kind: 'Mapping',
    metadata: {
      ...metaOf(ingress, suffix),
      labels: { ...ingress.metadata.labels, ...(binding && { [BINDING]: binding }) },
    },
    spec: { ...idOf(id), ...spec },
    madeFrom: refOf(ingress),
  });

  const { defaultBackend } = ingress.spec;
  const standard = defaultBackend?.service?.name;
  const standardPort = portOf(defaultBackend);
  const made: Mapping[] = [];
  if (standard && standardPort !== undefined) {
    const service = `${standard}.${namespace}:${standardPort}`;
    made.push(mapping('default-backend', { hostname: '*', prefix: '/', service }));
  }
  (ingress.spec.rules ?? []).forEach(({ host, http }, rule) => {
    (http?.paths ?? []).forEach(({ path, pathType, backend }, index) => {
      const name = backend?.service?.name;
      const port = portNumber(cluster, namespace, name, portOf(backend));
      if (!name || !port) return;
      const isExact = pathType === 'Exact';
      made.push(
        mapping(`${rule}-${index}`, {
          prefix: path || '/',
          prefix_exact: isExact,
          // Exact paths are tried first.
          precedence: isExact ? 1 : 0,
          service: `${name}.${namespace}:${port}`,
          ...hostOf(host, binding !== undefined),
        }),
      );
    });
  });
  return made;
}

/** The label that ties an Ingress with a TLS section to the Hosts made of it. */
function bindingOf({ metadata, spec }: Ingress): string | undefined {
  return spec.tls && spec.tls.length > 0 ? `a10r-ingress-${metadata.name}-${metadata.namespace}` : undefined;
}

function hostOf(host: string | undefined, isBound: boolean): MappingSpec {
  if (!host) return isBound ? {} : { hostname: '*' };
  if (!host.startsWith('*.')) return { hostname: host };
  const label = '^[a-z0-9]([-a-z0-9]*[a-z0-9])?';
  return { host: `${host.replaceAll('.', '\\.').replace('*', label)}$`, host_regex: true };
}

function portOf(backend: IngressBackend | undefined): string | number | undefined {
  const { number, name } = backend?.service?.port ?? {};
  return number || name || undefined;
}

function portNumber(
  cluster: Cluster<'Service'>,
  namespace: string,
  service: string | undefined,
  port: string | number | undefined,
): string | number | undefined {
  if (typeof port !== 'string' || service === undefined) return port;
  const named = cluster.find('Service', namespace, service)?.spec.ports?.find(({ name }) => name === port);
  return named?.port ?? port;
}

function metaOf({ metadata }: Ingress, suffix: string): { readonly name: string; readonly namespace: string } {
  return { name: `${metadata.name}-${suffix}`, namespace: metadata.namespace };
}

function idOf(id: string): { readonly ambassador_id?: readonly string[] } {
  return id === DEFAULT_ID ? {} : { ambassador_id: [id] };
}
