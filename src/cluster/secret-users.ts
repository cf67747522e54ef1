import type { Cluster } from './cluster.ts';
import type { Container, Filter, Kind, Pod, PodSpec, Secret } from './objects.ts';
import { perCluster } from './per-cluster.ts';
import { isOver, type Workload } from './workloads.ts';

/** All that `usersOf` looks at; a check lists them under `alsoReads`. */
export const secretUserKinds = [
  'Pod',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Filter',
] as const satisfies readonly Kind[];

export type SecretUserKind = (typeof secretUserKinds)[number];

/** A place where an object names a Secret. */
export interface SecretUse {
  readonly by: Workload | Pod | Filter;
  readonly path: string;
  /** The only key it takes; absent: all. */
  readonly key?: string;
  readonly isForPulling: boolean;
}

/**
 * What is seen to use a Secret, or one key of it: containers, volumes and image pulls of workloads and of Pods that none
 * of these make, and Edge Stack's Filters. None is no proof: programs read Secrets through the API too.
 */
export function usersOf(cluster: Cluster<SecretUserKind>, secret: Secret, key?: string): readonly SecretUse[] {
  const { namespace, name } = secret.metadata;
  const uses = usesBySecret(cluster).get(`${namespace}/${name}`) ?? [];
  return uses.filter((use) => key === undefined || use.key === undefined || use.key === key);
}

const usesBySecret = perCluster((cluster: Cluster<SecretUserKind>): ReadonlyMap<string, readonly SecretUse[]> => {
  const uses = new Map<string, SecretUse[]>();
  const add = (namespace: string, { name, ...use }: Named & Pick<SecretUse, 'by'>) => {
    const secret = `${namespace}/${name}`;
    uses.set(secret, [...(uses.get(secret) ?? []), use]);
  };
  const workloads: readonly Workload[] = [
    ...cluster.all('Deployment'),
    ...cluster.all('StatefulSet'),
    ...cluster.all('DaemonSet'),
  ];
  for (const by of workloads) {
    for (const use of namesIn(by.spec.template?.spec, 'spec.template.spec')) add(by.metadata.namespace, { ...use, by });
  }
  for (const by of cluster.all('Pod')) {
    const { namespace, ownerReferences } = by.metadata;
    const isMade = ownerReferences?.some(({ controller }) => controller) ?? false;
    for (const use of isOver(by) ? [] : namesIn(by.spec, 'spec')) {
      const known = uses.get(`${namespace}/${use.name}`) ?? [];
      if (!isMade || !known.some((other) => other.by.kind !== 'Pod')) add(namespace, { ...use, by });
    }
  }
  for (const by of cluster.all('Filter')) {
    for (const { namespace, ...use } of namesInFilter(by)) add(namespace, { ...use, by });
  }
  return uses;
});

interface Named extends Omit<SecretUse, 'by'> {
  readonly name: string;
}

/** What sources may keep of containers and volumes beyond the fields that `objects.ts` names. */
type WholeContainer = Container & {
  readonly envFrom?: readonly { readonly secretRef?: { readonly name?: string } }[];
};
type ProjectedSource = { readonly serviceAccountToken?: unknown; readonly secret?: { readonly name?: string } };

function namesIn(spec: PodSpec | undefined, path: string): readonly Named[] {
  const { containers = [], initContainers = [], volumes = [], imagePullSecrets = [] } = spec ?? {};
  return [
    ...containers.flatMap((one) => namesInContainer(one, `${path}.containers[${one.name}]`)),
    ...initContainers.flatMap((one) => namesInContainer(one, `${path}.initContainers[${one.name}]`)),
    ...volumes.flatMap(({ name: volume, secret, projected }) => {
      const sources: readonly ProjectedSource[] = projected?.sources ?? [];
      return [secret?.secretName, ...sources.map((source) => source.secret?.name)].flatMap((name) =>
        name ? { name, path: `${path}.volumes[${volume}]`, isForPulling: false } : [],
      );
    }),
    ...imagePullSecrets.flatMap(({ name }) =>
      name ? { name, path: `${path}.imagePullSecrets`, isForPulling: true } : [],
    ),
  ];
}

function namesInContainer(container: WholeContainer, path: string): readonly Named[] {
  const { env = [], envFrom = [] } = container;
  return [
    ...env.flatMap(({ name: variable, valueFrom }) => {
      const { name, key } = valueFrom?.secretKeyRef ?? {};
      return name ? { name, path: `${path}.env[${variable}]`, ...(key && { key }), isForPulling: false } : [];
    }),
    ...envFrom.flatMap(({ secretRef }) =>
      secretRef?.name ? { name: secretRef.name, path: `${path}.envFrom`, isForPulling: false } : [],
    ),
  ];
}

/** A Secret that a Filter names, with the namespace it is looked up in. */
export interface FilterSecret extends Named {
  readonly namespace: string;
}

/** The Secrets that a Filter names: of OAuth2 the client's, of APIKey those of the keys. */
export function namesInFilter({ metadata, spec }: Filter): readonly FilterSecret[] {
  const oauth = fieldsOf(spec['OAuth2']);
  const keys = fieldsOf(spec['APIKey'])['keys'];
  const named = [
    { at: oauth, path: 'spec.OAuth2.secretName', key: 'oauth2-client-secret' },
    ...(Array.isArray(keys) ? keys : []).map((item) => ({ at: fieldsOf(item), path: 'spec.APIKey.keys[].secretName' })),
  ];
  return named.flatMap(({ at: { secretName: name, secretNamespace }, ...use }) =>
    typeof name === 'string' && name !== ''
      ? {
          ...use,
          name,
          namespace: typeof secretNamespace === 'string' && secretNamespace ? secretNamespace : metadata.namespace,
          isForPulling: false,
        }
      : [],
  );
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
