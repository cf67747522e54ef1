import type { Kind, ObjectKind } from './objects.ts';
import { OBSERVED, type ObservedKind } from './observed.ts';

/** Where the API server keeps a kind. */
export interface KindInfo {
  /** `''` for the core group. */
  readonly group: string;
  /** The version that is read. */
  readonly version: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

const EMISSARY = 'getambassador.io';
const GATEWAY_API = 'gateway.networking.k8s.io';
const RBAC = 'rbac.authorization.k8s.io';

/** Every kind that the API server keeps; RBAC and the live source are made from this table. */
export const KINDS: Readonly<Record<ObjectKind, KindInfo>> = {
  Mapping: emissary('mappings'),
  TCPMapping: emissary('tcpmappings'),
  Host: emissary('hosts'),
  Listener: emissary('listeners'),
  TLSContext: emissary('tlscontexts'),
  AuthService: emissary('authservices'),
  RateLimitService: emissary('ratelimitservices'),
  LogService: emissary('logservices'),
  TracingService: emissary('tracingservices'),
  Module: emissary('modules'),
  KubernetesServiceResolver: emissary('kubernetesserviceresolvers'),
  KubernetesEndpointResolver: emissary('kubernetesendpointresolvers'),
  ConsulResolver: emissary('consulresolvers'),
  DevPortal: emissary('devportals'),
  Filter: emissary('filters'),
  FilterPolicy: emissary('filterpolicies'),
  Namespace: { group: '', version: 'v1', plural: 'namespaces', namespaced: false },
  Service: namespaced('', 'v1', 'services'),
  Endpoints: namespaced('', 'v1', 'endpoints'),
  EndpointSlice: namespaced('discovery.k8s.io', 'v1', 'endpointslices'),
  Secret: namespaced('', 'v1', 'secrets'),
  ConfigMap: namespaced('', 'v1', 'configmaps'),
  Pod: namespaced('', 'v1', 'pods'),
  Deployment: namespaced('apps', 'v1', 'deployments'),
  StatefulSet: namespaced('apps', 'v1', 'statefulsets'),
  DaemonSet: namespaced('apps', 'v1', 'daemonsets'),
  HorizontalPodAutoscaler: namespaced('autoscaling', 'v2', 'horizontalpodautoscalers'),
  ScaledObject: namespaced('keda.sh', 'v1alpha1', 'scaledobjects'),
  Ingress: namespaced('networking.k8s.io', 'v1', 'ingresses'),
  IngressClass: { group: 'networking.k8s.io', version: 'v1', plural: 'ingressclasses', namespaced: false },
  HTTPRoute: namespaced(GATEWAY_API, 'v1', 'httproutes'),
  Gateway: namespaced(GATEWAY_API, 'v1', 'gateways'),
  GatewayClass: { group: GATEWAY_API, version: 'v1', plural: 'gatewayclasses', namespaced: false },
  CustomResourceDefinition: {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    plural: 'customresourcedefinitions',
    namespaced: false,
  },
  ServiceMonitor: namespaced('monitoring.coreos.com', 'v1', 'servicemonitors'),
  PodMonitor: namespaced('monitoring.coreos.com', 'v1', 'podmonitors'),
  Prometheus: namespaced('monitoring.coreos.com', 'v1', 'prometheuses'),
  Certificate: namespaced('cert-manager.io', 'v1', 'certificates'),
  Issuer: namespaced('cert-manager.io', 'v1', 'issuers'),
  ClusterIssuer: { group: 'cert-manager.io', version: 'v1', plural: 'clusterissuers', namespaced: false },
  CertificateRequest: namespaced('cert-manager.io', 'v1', 'certificaterequests'),
  Order: namespaced('acme.cert-manager.io', 'v1', 'orders'),
  Challenge: namespaced('acme.cert-manager.io', 'v1', 'challenges'),
  NetworkPolicy: namespaced('networking.k8s.io', 'v1', 'networkpolicies'),
  RoleBinding: namespaced(RBAC, 'v1', 'rolebindings'),
  ClusterRoleBinding: { group: RBAC, version: 'v1', plural: 'clusterrolebindings', namespaced: false },
  Role: namespaced(RBAC, 'v1', 'roles'),
  ClusterRole: { group: RBAC, version: 'v1', plural: 'clusterroles', namespaced: false },
};

/** Whether the API server always has this kind; of the others an absent definition means an empty list. */
export function isBuiltIn(kind: ObjectKind): boolean {
  const { group } = KINDS[kind];
  return (
    group === '' || group === 'apps' || group === 'autoscaling' || (group.endsWith('.k8s.io') && group !== GATEWAY_API)
  );
}

/** Whether a kind is not kept by the API server, but observed at the gateway. */
export function isObserved(kind: Kind): kind is ObservedKind {
  return Object.hasOwn(OBSERVED, kind);
}

/** Whether objects of a kind live in namespaces. */
export function isNamespaced(kind: Kind): boolean {
  return isObserved(kind) || KINDS[kind].namespaced;
}

/** Whether Emissary or Edge Stack defines this kind. */
export function isEmissary(kind: Kind): boolean {
  return !isObserved(kind) && KINDS[kind].group === EMISSARY;
}

function emissary(plural: string): KindInfo {
  return { group: EMISSARY, version: 'v3alpha1', plural, namespaced: true };
}

function namespaced(group: string, version: string, plural: string): KindInfo {
  return { group, version, plural, namespaced: true };
}
