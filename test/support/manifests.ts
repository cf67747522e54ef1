import { parseAllDocuments } from 'yaml';
import { isNamespaced, KINDS } from '../../src/cluster/kinds.ts';
import type { ObjectKind } from '../../src/cluster/objects.ts';

type Fields = Readonly<Record<string, unknown>>;

/** An object as people write it. */
export interface Manifest {
  readonly kind: ObjectKind;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly ownerReferences?: readonly Fields[];
  };
  readonly [field: string]: unknown;
}

/** The objects in YAML that an API server keeps, in namespaces that come first. */
export function manifestsOf(yaml: string): readonly Manifest[] {
  const written = parseAllDocuments(yaml).map((document) => document.toJS() as Manifest | null);
  const kept = written.filter((one): one is Manifest => one !== null && Object.hasOwn(KINDS, one.kind));
  const objects = kept.filter(({ kind }) => !isForeign(kind)).map(complete);
  const named = new Set(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name));
  const homes = new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []));
  return [...namespaces([...homes].filter((name) => !named.has(name))), ...objects];
}

// Definitions are those that the server has; of these kinds it has none.
function isForeign(kind: ObjectKind): boolean {
  return kind === 'CustomResourceDefinition' || ['gateway.networking.k8s.io', 'keda.sh'].includes(KINDS[kind].group);
}

function namespaces(names: readonly string[]): readonly Manifest[] {
  return names.map((name) => ({ kind: 'Namespace', apiVersion: 'v1', metadata: { name } }));
}

/** Where an object of this version is kept. */
export function pathOf({ kind, apiVersion, metadata }: Manifest): string {
  const { version } = KINDS[kind];
  const written = String(apiVersion).replace(/^.*\//, '');
  return pathTo(kind, metadata.namespace).replace(`/${version}/`, `/${written}/`);
}

/** `/apis/getambassador.io/v3alpha1/namespaces/shop/mappings`: where a kind, or kubectl's word for it, is kept. */
export function pathTo(resource: string, namespace = ''): string {
  const [, info] = Object.entries(KINDS).find(
    ([kind, { plural, version, group }]) =>
      kind.toLowerCase() === resource.toLowerCase() || `${plural}.${version}.${group}` === resource,
  ) ?? ['', undefined];
  if (!info) throw new Error(`no kind ${resource}`);
  const { group, version, plural } = info;
  return `${group ? `/apis/${group}` : '/api'}/${version}${namespace ? `/namespaces/${namespace}` : ''}/${plural}`;
}

// Examples leave out what has nothing to do with their point, and an API server asks for.
function complete(object: Manifest): Manifest {
  const { kind, metadata } = object;
  const { group, version } = KINDS[kind];
  const home = isNamespaced(kind) ? { namespace: metadata.namespace ?? 'default' } : {};
  const { status: _, ...rest } = object;
  const { ownerReferences } = metadata;
  return {
    apiVersion: group ? `${group}/${version}` : version,
    ...rest,
    metadata: { ...metadata, ...home, ...(ownerReferences && { ownerReferences: ownerReferences.map(owner) }) },
    ...COMPLETE[kind]?.(object),
  };
}

const COMPLETE: Readonly<Partial<Record<ObjectKind, (object: Manifest) => Fields>>> = {
  Deployment: workload,
  StatefulSet: workload,
  DaemonSet: workload,
  Pod: ({ spec }) => ({ spec: podSpec(spec as Fields) }),
  Service: ({ spec = {} }) => ({ spec: serviceSpec(spec as Fields) }),
  // What a snapshot keeps of values is facts.
  Secret: ({ type, data = {} }) => {
    const keys = new Set([
      ...Object.keys(data as Fields),
      ...(type === 'kubernetes.io/tls' ? ['tls.crt', 'tls.key'] : []),
    ]);
    return { data: Object.fromEntries([...keys].map((key) => [key, Buffer.from('{}').toString('base64')])) };
  },
  EndpointSlice: ({ addressType = 'IPv4', endpoints = [] }) => ({ addressType, endpoints }),
  Ingress: ({ spec = {} }) => ({ spec: ingressSpec(spec as Fields) }),
};

function workload({ metadata, spec = {} }: Manifest): Fields {
  const {
    template = {},
    selector,
    ...rest
  } = spec as { template?: { metadata?: Fields; spec?: Fields }; selector?: unknown };
  const labels = (template.metadata?.['labels'] as Fields | undefined) ?? { app: metadata.name };
  return {
    spec: {
      ...rest,
      selector: selector ?? { matchLabels: labels },
      template: { ...template, metadata: { ...template.metadata, labels }, spec: podSpec(template.spec) },
    },
  };
}

function podSpec(spec: Fields = {}): Fields {
  const containers = (spec['containers'] as readonly Fields[] | undefined) ?? [{}];
  return {
    ...spec,
    containers: containers.map((one, index) => ({ name: `c${index}`, image: 'some/image:1', ...one })),
  };
}

function serviceSpec({ clusterIP, ...spec }: Fields): Fields {
  const ports =
    (spec['ports'] as readonly Fields[] | undefined) ?? (spec['type'] === 'ExternalName' ? [] : [{ port: 80 }]);
  return {
    ...spec,
    // Addresses are of the range that this server has.
    ...(clusterIP === 'None' && { clusterIP }),
    ports: ports.map((port, index) => ({ ...(ports.length > 1 && { name: `p${index}` }), ...port })),
  };
}

function ingressSpec(spec: Fields): Fields {
  const rules = (spec['rules'] as readonly { http?: { paths?: readonly Fields[] } }[] | undefined) ?? [];
  const pathType = 'ImplementationSpecific';
  return {
    ...spec,
    ...(rules.length > 0 && {
      rules: rules.map(({ http, ...rule }) => ({
        ...rule,
        ...(http && { http: { paths: http.paths?.map((path) => ({ pathType, ...path })) } }),
      })),
    }),
  };
}

function owner(reference: Fields): Fields {
  return { apiVersion: 'apps/v1', uid: '00000000-0000-0000-0000-000000000000', ...reference };
}
