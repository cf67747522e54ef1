import type { Cluster } from './cluster.ts';
import { gatewayPartsOf } from './gateway-parts.ts';
import type { Installation, InstallationKind } from './installations.ts';
import type { PodSpec, Service } from './objects.ts';
import { type BackendKind, backendsOf } from './workloads.ts';

type Strings = Readonly<Record<string, string>>;

/** Pods as they are, or as they will be: what says that a proxy stands beside them. */
interface Template {
  readonly namespace: string;
  readonly labels?: Strings | undefined;
  readonly annotations?: Strings | undefined;
  readonly spec?: PodSpec | undefined;
}

/** Whether the Pods of a gateway belong to a service mesh, whose proxies balance what they send. */
export function isGatewayMeshed(cluster: Cluster<InstallationKind | 'Namespace'>, installation: Installation): boolean {
  return gatewayPartsOf(cluster)
    .filter((part) => part.installation === installation)
    .flatMap((part) => [part, ...part.pods.map(({ metadata, spec }) => ({ ...metadata, spec }))])
    .some((template) => isMeshed(cluster, template));
}

/** Whether the Pods behind a Service belong to a service mesh. */
export function isBackendMeshed(cluster: Cluster<BackendKind | 'Namespace'>, service: Service): boolean {
  const { pods, workloads } = backendsOf(cluster, service);
  const { namespace } = service.metadata;
  const known: readonly Template[] = [
    ...pods.map(({ metadata, spec }) => ({ ...metadata, spec })),
    ...workloads.map(({ spec: { template } }) => ({ ...template?.metadata, spec: template?.spec, namespace })),
  ];
  // Of Pods that are not known their namespace may speak.
  return (known.length > 0 ? known : [{ namespace }]).some((template) => isMeshed(cluster, template));
}

/** Whether a container's name is that of a mesh's proxy. */
export function isSidecar(container: string): boolean {
  return PROXIES.includes(container);
}

const PROXIES = ['istio-proxy', 'linkerd-proxy', 'kuma-sidecar', 'consul-dataplane'];
const SWITCHES = [
  'sidecar.istio.io/inject',
  'istio-injection',
  'istio.io/rev',
  'istio.io/dataplane-mode',
  'linkerd.io/inject',
  'kuma.io/sidecar-injection',
  'consul.hashicorp.com/connect-inject',
];

function isMeshed(cluster: Cluster<'Namespace'>, { namespace, labels, annotations, spec }: Template): boolean {
  const containers = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  if (containers.some(({ name }) => isSidecar(name))) return true;
  const home = cluster.find('Namespace', '', namespace)?.metadata;
  return (
    isSwitchedOn({ ...labels, ...annotations }) ?? isSwitchedOn({ ...home?.labels, ...home?.annotations }) ?? false
  );
}

/** What labels and annotations say of the injection of a proxy; undefined: nothing. */
function isSwitchedOn(words: Strings): boolean | undefined {
  const said = SWITCHES.flatMap((key) => words[key] ?? []);
  return said.length > 0 ? said.some((value) => !['false', 'disabled', 'none'].includes(value)) : undefined;
}
