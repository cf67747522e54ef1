import type { Kind } from './objects.ts';

/** The kinds that routing cannot do without: a check that asks for it lists them under `reads`. */
export const routingKinds = [
  'Mapping',
  'TCPMapping',
  'Host',
  'Listener',
  'TLSContext',
  'Module',
  'KubernetesServiceResolver',
  'KubernetesEndpointResolver',
  'ConsulResolver',
] as const satisfies readonly Kind[];

/** The kinds that make routing more exact: listed under `alsoReads`. Where one is unknown, all is taken to be well. */
export const routingAlsoReads = [
  'Deployment',
  'DaemonSet',
  'StatefulSet',
  'Pod',
  'Service',
  'Endpoints',
  'Namespace',
  'Secret',
  'Ingress',
  'IngressClass',
  'AuthService',
  'RateLimitService',
  'LogService',
  'TracingService',
] as const satisfies readonly Kind[];

export type RoutingKind = (typeof routingKinds)[number] | (typeof routingAlsoReads)[number];
