import type { Cluster } from './cluster.ts';
import type { GatewayPart } from './gateway-parts.ts';
import { nearest } from './names.ts';
import type { Container, PodSpec, Service, ServicePort } from './objects.ts';
import { isIPv4, isIPv6 } from './url.ts';

/** The port that Envoy sends statsd metrics to, over UDP; nothing changes it (envoy/v3/v3bootstrap.py). */
export const STATSD_PORT = 8125;

/** A variable of a container. `isHidden`: it has a value, or may have one, that cannot be read. */
export interface Variable {
  readonly value?: string;
  readonly isHidden: boolean;
}

/** Where Envoy sends statsd metrics. */
export type StatsdTarget =
  | { readonly kind: 'own-pod'; readonly host: string }
  | { readonly kind: 'service'; readonly host: string; readonly namespace: string; readonly name: string }
  /** Something outside the cluster, or an address. */
  | { readonly kind: 'elsewhere'; readonly host: string }
  /** A text that is no host: it holds a port, a scheme or a path. */
  | { readonly kind: 'malformed'; readonly host: string }
  | { readonly kind: 'unknown' };

/** What the environment of a gateway says about statsd. */
export interface Statsd {
  readonly enabled: Variable;
  readonly host: Variable;
  readonly port: Variable;
  readonly dogstatsd: Variable;
  /** Whether metrics are sent; undefined: it cannot be read. */
  readonly isOn: boolean | undefined;
  readonly target: StatsdTarget;
}

/** The statsd settings of gateway Pods (config/config.py: only `true`, in any letter case, switches it on). */
export function statsdOf(cluster: Cluster<'Service'>, part: GatewayPart): Statsd {
  const { container } = part;
  const enabled = variableOf(container, 'STATSD_ENABLED');
  const host = variableOf(container, 'STATSD_HOST');
  return {
    enabled,
    host,
    port: variableOf(container, 'STATSD_PORT'),
    dogstatsd: variableOf(container, 'DOGSTATSD'),
    isOn: enabled.isHidden ? undefined : enabled.value?.toLowerCase() === 'true',
    target: targetOf(cluster, part, host),
  };
}

/** Whether STATSD_ENABLED holds a word by which somebody decided against it. */
export function isSwitchedOff({ enabled: { value } }: Statsd): boolean {
  return value !== undefined && /^(false|f|no|n|off|0|)$/i.test(value.trim());
}

/** A variable of a container; of two with one name the later counts. */
export function variableOf(container: Container, name: string): Variable {
  const entry = container.env?.findLast((one) => one.name === name);
  // `envFrom` brings in variables whose names stand in a ConfigMap or Secret.
  if (!entry) return { isHidden: 'envFrom' in container };
  const value = entry.value ?? '';
  return entry.valueFrom || value.includes('$(') ? { isHidden: true } : { value, isHidden: false };
}

/** The Service that statsd metrics are sent to, if it is one of the cluster's and exists. */
export function sinkOf(cluster: Cluster<'Service'>, { target }: Statsd): Service | undefined {
  return target.kind === 'service' ? cluster.find('Service', target.namespace, target.name) : undefined;
}

/** Whether a Service hands traffic on by its own address, so that its ports and that address count. */
export function hasOwnAddress({ spec }: Service): boolean {
  return spec.type !== 'ExternalName' && spec.clusterIP !== 'None' && Object.keys(spec.selector ?? {}).length > 0;
}

/** The port of a sink's Service that takes what Envoy sends. */
export function statsdPortOf({ spec }: Service): ServicePort | undefined {
  return spec.ports?.find(({ port, protocol }) => port === STATSD_PORT && protocol === 'UDP');
}

/** The statsd-exporter among the containers of a Pod. */
export function exporterIn({ containers = [], initContainers = [] }: PodSpec): Container | undefined {
  return [...containers, ...initContainers].find(
    (container) => /statsd[-_]exporter/.test(container.image ?? '') || /(^|\s)--?statsd\./.test(commandOf(container)),
  );
}

/** Whether a container beside the gateway may take statsd metrics: anything may that is not known to do something else. */
export function isReceiver(container: Container): boolean {
  const { name, image = '' } = container;
  return exporterIn({ containers: [container] }) !== undefined || !BYSTANDERS.test(`${name} ${image}`);
}

/** The UDP port that a statsd-exporter listens on; 0: none. Undefined: it cannot be told. */
export function listenPortOf(exporter: Container): number | undefined {
  const text = commandOf(exporter);
  const address = /--?statsd\.listen-(?:udp|address)(?:=|\s+)(["']?)([^\s"']*)\1/.exec(text)?.[2];
  if (address === undefined) return isStock(exporter) ? DEFAULT_LISTEN_PORT : undefined;
  if (address === '') return 0;
  const port = Number(/:(\d+)$/.exec(address)?.[1]);
  return Number.isNaN(port) ? undefined : port;
}

/** The port that a statsd-exporter gives metrics on. */
export function exporterPortOf(exporter: Container): number {
  const port = /--?web\.listen-address(?:=|\s+)["']?[^\s"']*:(\d+)/.exec(commandOf(exporter))?.[1];
  return Number(port) || 9102;
}

/** The number behind a targetPort, which may be the name of a container's port. Undefined: no container has that name. */
export function portNumberOf(spec: PodSpec, targetPort: number | string): number | undefined {
  if (typeof targetPort === 'number') return targetPort;
  if (/^\d+$/.test(targetPort)) return Number(targetPort);
  return [...(spec.containers ?? []), ...(spec.initContainers ?? [])]
    .flatMap(({ ports = [] }) => ports)
    .find(({ name }) => name === targetPort)?.containerPort;
}

const BYSTANDERS =
  /istio|proxyv2|linkerd|consul|kuma|oauth2|vault|cloud-?sql|fluent|filebeat|promtail|kubectl|busybox|wait-for|redis/;
const DEFAULT_HOST = 'statsd-sink';
const DEFAULT_LISTEN_PORT = 9125;

function targetOf(cluster: Cluster<'Service'>, part: GatewayPart, { value, isHidden }: Variable): StatsdTarget {
  if (isHidden || value === '') return { kind: 'unknown' };
  const host = value ?? DEFAULT_HOST;
  if (/^(localhost|127(\.\d+){3})$/i.test(host)) return { kind: 'own-pod', host };
  if (isIPv4(host) || isIPv6(host)) return { kind: 'elsewhere', host };
  if (/[:/\s]/.test(host)) return { kind: 'malformed', host };
  if (!looksUpServices(part.spec)) return { kind: 'unknown' };

  const [name = '', namespace, third] = host.replace(/\.$/, '').split('.');
  if (namespace === undefined) return { kind: 'service', host, namespace: part.namespace, name };
  if (third === 'svc' || (third === undefined && isNamespace(cluster, namespace, name))) {
    return { kind: 'service', host, namespace, name };
  }
  return { kind: 'elsewhere', host };
}

/** Whether the second part of `name.second` is meant for a namespace: it is one, or nearly, and the Service is there. */
function isNamespace(cluster: Cluster<'Service'>, namespace: string, name: string): boolean {
  const exists = cluster.hasNamespace(namespace);
  const services = cluster.all('Service');
  if (exists || services.some(({ metadata }) => metadata.namespace === namespace)) return true;
  if (exists === undefined) return false;
  const homes = services.filter(({ metadata }) => metadata.name === name).map(({ metadata }) => metadata.namespace);
  return nearest(namespace, homes) !== undefined;
}

// Pods on the node's network, or with a resolver of their own, may know names that the cluster does not.
function looksUpServices(spec: PodSpec): boolean {
  if ('hostAliases' in spec || ('dnsConfig' in spec && /searches|nameservers/.test(JSON.stringify(spec.dnsConfig)))) {
    return false;
  }
  const policy = 'dnsPolicy' in spec ? spec.dnsPolicy : undefined;
  if (policy === 'ClusterFirstWithHostNet') return true;
  return (policy === undefined || policy === 'ClusterFirst') && spec.hostNetwork !== true;
}

// An image of somebody's own may have its flags built in.
function isStock(exporter: Container): boolean {
  const text = commandOf(exporter);
  return (
    /(^|\/)(prom|prometheus|bitnami)\/statsd-exporter([:@]|$)/.test(exporter.image ?? '') && !/(^|\s)@|\$/.test(text)
  );
}

function commandOf({ command = [], args = [] }: Container): string {
  return [...command, ...args].join(' ');
}
