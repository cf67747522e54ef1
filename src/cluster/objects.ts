import type { ObservedKinds } from './observed.ts';

/**
 * The Kubernetes objects that checks read, in the shape sources hand them over: getambassador.io objects of every
 * version as v3alpha1, Secrets as facts about their values. Every field a user can leave out is optional, and times are
 * ISO 8601 strings as Kubernetes writes them.
 */

/** The name of an object, without the object. `namespace` is `''` for kinds that have none. */
export interface Ref {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export interface Meta {
  readonly name: string;
  /** `''` for kinds without a namespace. */
  readonly namespace: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly uid?: string;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly generation?: number;
  readonly ownerReferences?: readonly { readonly kind: string; readonly name: string; readonly controller?: boolean }[];
}

export interface Base<K extends string> {
  readonly kind: K;
  readonly apiVersion?: string;
  readonly metadata: Meta;
}

/**
 * An object of getambassador.io. `annotationOf` names the Service or Ingress whose annotation it was written in;
 * `madeFrom` the Ingress that Emissary made it of, in which case nobody wrote it.
 */
interface Ambassador<K extends string, Spec> extends Base<K> {
  readonly spec: Spec & { readonly ambassador_id?: readonly string[] };
  readonly status?: { readonly state?: string; readonly reason?: string; readonly errorReason?: string };
  readonly annotationOf?: Ref;
  /** Which document of that annotation it is, from 1. */
  readonly annotationIndex?: number;
  readonly madeFrom?: Ref;
}

/** What Emissary does not take of a `getambassador.io/config` annotation (pkg/snapshot/v1/annotations.go). */
export interface AnnotationFault {
  /** `unreadable` and `kind-missing` lose the whole annotation, the others the document that has them. */
  readonly reason:
    | 'unreadable'
    | 'kind-missing'
    | 'name-missing'
    | 'kind-unknown'
    | 'version-missing'
    | 'version-unknown';
  /** Which document of the annotation, from 1; absent: it is not known. */
  readonly document?: number;
  /** What the YAML parser says, the kind or the version that is wrong. */
  readonly detail?: string;
  /** What the document calls itself, as Emissary's diagnostics name it. */
  readonly object?: Ref;
}

/** A kind whose annotation can hold objects of getambassador.io. */
interface Carrier {
  /** Absent: Emissary takes all of its annotation, or there is none. */
  readonly annotationFaults?: readonly AnnotationFault[];
}

type Strings = Readonly<Record<string, string>>;

export interface LabelSelector {
  readonly matchLabels?: Strings;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

export interface CircuitBreaker {
  readonly priority?: string;
  readonly max_connections?: number;
  readonly max_pending_requests?: number;
  readonly max_requests?: number;
  readonly max_retries?: number;
}

export interface LoadBalancer {
  readonly policy?: string;
  readonly cookie?: { readonly name?: string; readonly path?: string; readonly ttl?: string };
  readonly header?: string;
  readonly source_ip?: boolean;
}

export interface MappingSpec {
  readonly hostname?: string;
  readonly host?: string;
  readonly host_regex?: boolean;
  readonly prefix?: string;
  readonly prefix_regex?: boolean;
  readonly prefix_exact?: boolean;
  readonly case_sensitive?: boolean;
  readonly service?: string;
  readonly rewrite?: string;
  readonly regex_rewrite?: { readonly pattern?: string; readonly substitution?: string };
  readonly host_rewrite?: string;
  readonly auto_host_rewrite?: boolean;
  readonly method?: string;
  readonly method_regex?: boolean;
  readonly headers?: Strings;
  readonly regex_headers?: Strings;
  readonly query_parameters?: Strings;
  readonly regex_query_parameters?: Strings;
  readonly precedence?: number;
  /** Percent of the group's requests; for a shadow the percentage that is mirrored. */
  readonly weight?: number;
  readonly shadow?: boolean;
  readonly host_redirect?: boolean;
  readonly path_redirect?: string;
  readonly prefix_redirect?: string;
  readonly regex_redirect?: { readonly pattern?: string; readonly substitution?: string };
  readonly redirect_response_code?: number;
  readonly tls?: string;
  readonly resolver?: string;
  readonly load_balancer?: LoadBalancer;
  readonly circuit_breakers?: readonly CircuitBreaker[];
  readonly timeout_ms?: number;
  readonly connect_timeout_ms?: number;
  readonly idle_timeout_ms?: number;
  readonly cluster_timeout_ms?: number;
  readonly cluster_idle_timeout_ms?: number;
  readonly cluster_max_connection_lifetime_ms?: number;
  readonly retry_policy?: {
    readonly retry_on?: string;
    readonly num_retries?: number;
    readonly per_try_timeout?: string;
  };
  readonly allow_upgrade?: readonly string[];
  readonly bypass_auth?: boolean;
  readonly grpc?: boolean;
  readonly keepalive?: Readonly<Record<string, unknown>>;
  readonly labels?: Readonly<Record<string, unknown>>;
  readonly health_checks?: readonly unknown[];
  readonly outlier_detection?: unknown;
  readonly error_response_overrides?: readonly unknown[];
  readonly [field: string]: unknown;
}

export interface TCPMappingSpec {
  readonly port?: number;
  readonly host?: string;
  readonly address?: string;
  readonly service?: string;
  readonly tls?: string;
  readonly weight?: number;
  readonly resolver?: string;
  readonly circuit_breakers?: readonly CircuitBreaker[];
  readonly [field: string]: unknown;
}

export interface TLSSettings {
  readonly cert_chain_file?: string;
  readonly private_key_file?: string;
  readonly ca_secret?: string;
  readonly cacert_chain_file?: string;
  readonly crl_secret?: string;
  readonly alpn_protocols?: string;
  readonly cert_required?: boolean;
  readonly min_tls_version?: string;
  readonly max_tls_version?: string;
  readonly cipher_suites?: readonly string[];
  readonly ecdh_curves?: readonly string[];
  readonly redirect_cleartext_from?: number;
  readonly sni?: string;
}

export interface HostSpec {
  readonly hostname?: string;
  readonly mappingSelector?: LabelSelector;
  /** The old name of `mappingSelector`. */
  readonly selector?: LabelSelector;
  readonly tlsSecret?: { readonly name?: string; readonly namespace?: string };
  readonly tlsContext?: { readonly name?: string };
  readonly tls?: TLSSettings;
  readonly acmeProvider?: {
    readonly authority?: string;
    readonly email?: string;
    readonly privateKeySecret?: { readonly name?: string };
  };
  readonly requestPolicy?: { readonly insecure?: { readonly action?: string; readonly additionalPort?: number } };
}

export interface ListenerSpec {
  readonly port?: number;
  readonly protocol?: string;
  readonly protocolStack?: readonly string[];
  readonly securityModel?: string;
  readonly statsPrefix?: string;
  readonly l7Depth?: number;
  readonly hostBinding?: {
    readonly namespace?: { readonly from?: string };
    readonly selector?: LabelSelector;
  };
}

export interface TLSContextSpec extends TLSSettings {
  readonly hosts?: readonly string[];
  readonly secret?: string;
  readonly secret_namespacing?: boolean;
}

export interface AuthServiceSpec {
  readonly auth_service?: string;
  readonly proto?: string;
  readonly protocol_version?: string;
  readonly path_prefix?: string;
  /** Milliseconds. */
  readonly timeout_ms?: number;
  readonly tls?: string | boolean;
  readonly allow_request_body?: boolean;
  readonly include_body?: { readonly max_bytes?: number; readonly allow_partial?: boolean };
  readonly status_on_error?: { readonly code?: number };
  readonly failure_mode_allow?: boolean;
  readonly [field: string]: unknown;
}

/** RateLimitService, LogService and TracingService share most fields that matter here. */
export interface RemoteServiceSpec {
  readonly service?: string;
  readonly domain?: string;
  readonly driver?: string;
  readonly driver_config?: Readonly<Record<string, unknown>>;
  readonly protocol_version?: string;
  readonly failure_mode_deny?: boolean;
  readonly tls?: string | boolean;
  readonly [field: string]: unknown;
}

export interface ModuleSpec {
  readonly config?: Readonly<Record<string, unknown>>;
}

export interface ResolverSpec {
  readonly address?: string;
  readonly datacenter?: string;
}

export type Mapping = Ambassador<'Mapping', MappingSpec>;
export type TCPMapping = Ambassador<'TCPMapping', TCPMappingSpec>;
export type Host = Ambassador<'Host', HostSpec>;
export type Listener = Ambassador<'Listener', ListenerSpec>;
export type TLSContext = Ambassador<'TLSContext', TLSContextSpec>;
export type AuthService = Ambassador<'AuthService', AuthServiceSpec>;
export type RateLimitService = Ambassador<'RateLimitService', RemoteServiceSpec>;
export type LogService = Ambassador<'LogService', RemoteServiceSpec>;
export type TracingService = Ambassador<'TracingService', RemoteServiceSpec>;
export type Module = Ambassador<'Module', ModuleSpec>;
export type KubernetesServiceResolver = Ambassador<'KubernetesServiceResolver', ResolverSpec>;
export type KubernetesEndpointResolver = Ambassador<'KubernetesEndpointResolver', ResolverSpec>;
export type ConsulResolver = Ambassador<'ConsulResolver', ResolverSpec>;
export type DevPortal = Ambassador<'DevPortal', Readonly<Record<string, unknown>>>;
/** Edge Stack's Filter, whose spec holds one object per type of filter. */
export type Filter = Ambassador<'Filter', Readonly<Record<string, unknown>>>;
export type FilterPolicy = Ambassador<
  'FilterPolicy',
  {
    readonly rules?: readonly {
      readonly host?: string;
      readonly path?: string;
      readonly precedence?: number | null;
      readonly filters?: readonly FilterReference[] | null;
    }[];
  }
>;

/** A Filter that a rule names; it stands in the policy's namespace unless it says otherwise. */
export interface FilterReference {
  readonly name?: string;
  readonly namespace?: string;
  readonly ifRequestHeader?: HeaderCondition | null;
}

/** What a header has to say; of neither `value` nor `valueRegex`: anything. */
export interface HeaderCondition {
  readonly name?: string;
  readonly value?: string;
  readonly valueRegex?: string;
  readonly negate?: boolean;
}

export interface Namespace extends Base<'Namespace'> {}

export interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly targetPort?: number | string;
  readonly protocol?: string;
  readonly nodePort?: number;
  readonly appProtocol?: string;
}

export interface Service extends Base<'Service'>, Carrier {
  readonly spec: {
    readonly type?: string;
    readonly clusterIP?: string;
    readonly externalName?: string;
    readonly externalIPs?: readonly string[];
    readonly selector?: Strings;
    readonly ports?: readonly ServicePort[];
    readonly sessionAffinity?: string;
    readonly externalTrafficPolicy?: string;
    readonly publishNotReadyAddresses?: boolean;
    readonly loadBalancerIP?: string;
    readonly loadBalancerClass?: string;
  };
  readonly status?: LoadBalancerStatus;
}

interface LoadBalancerStatus {
  readonly loadBalancer?: {
    readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[];
  };
}

interface Address {
  readonly ip: string;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly targetRef?: { readonly kind?: string; readonly name?: string; readonly namespace?: string };
}

interface EndpointPort {
  readonly name?: string;
  readonly port?: number;
  readonly protocol?: string;
}

export interface Endpoints extends Base<'Endpoints'> {
  readonly subsets?: readonly {
    readonly addresses?: readonly Address[];
    readonly notReadyAddresses?: readonly Address[];
    readonly ports?: readonly EndpointPort[];
  }[];
}

export interface EndpointSlice extends Base<'EndpointSlice'> {
  readonly addressType?: string;
  readonly ports?: readonly EndpointPort[];
  readonly endpoints?: readonly {
    readonly addresses?: readonly string[];
    readonly conditions?: { readonly ready?: boolean; readonly serving?: boolean; readonly terminating?: boolean };
    readonly targetRef?: { readonly kind?: string; readonly name?: string; readonly namespace?: string };
    readonly nodeName?: string;
  }[];
}

/** What one X.509 certificate says. Dates are ISO 8601. */
export interface Certificate {
  readonly subject: string;
  readonly commonName?: string;
  readonly issuer: string;
  /** DNS names and IP addresses of subjectAltName, in lower case. */
  readonly names: readonly string[];
  readonly notBefore: string;
  readonly notAfter: string;
  readonly serial?: string;
  /** SHA-256 of the certificate, hexadecimal. */
  readonly fingerprint?: string;
  /** SHA-256 of its public key (SubjectPublicKeyInfo), hexadecimal: equal to a private key's when they belong together. */
  readonly publicKey?: string;
  /** `rsa`, `ec`, `ed25519` … */
  readonly keyType?: string;
  /** Bits of an RSA key. */
  readonly keyBits?: number;
  readonly curve?: string;
  readonly signatureAlgorithm?: string;
  readonly isCA?: boolean;
  readonly isSelfSigned?: boolean;
}

/** What a private key says; never the key. */
export interface PrivateKey {
  readonly type?: string;
  readonly bits?: number;
  /** SHA-256 of the public half (SubjectPublicKeyInfo), hexadecimal. */
  readonly publicKey?: string;
}

/** What a JSON Web Token says of itself; never the token. Times are ISO 8601. */
export interface Token {
  readonly issuer?: string;
  /** A short hash of the subject, to tell tokens apart. */
  readonly subjectHash?: string;
  readonly audience?: readonly string[];
  readonly issuedAt?: string;
  readonly notBefore?: string;
  readonly expires?: string;
  /** `exp` (or `iat`, `nbf`) was written in milliseconds instead of seconds. */
  readonly inMilliseconds?: boolean;
}

/** A login of a `dockerconfigjson` value: which registry, and what can be known of its end. */
export interface RegistryLogin {
  readonly registry: string;
  readonly expires?: string;
}

/** What is known of one value of a Secret. The value itself never leaves the source. */
export interface SecretValue {
  readonly bytes: number;
  /** In the order of the PEM blocks. */
  readonly certificates?: readonly Certificate[];
  readonly privateKey?: PrivateKey;
  readonly tokens?: readonly Token[];
  readonly registries?: readonly RegistryLogin[];
  /** Why a value that should be a certificate or a key is none, in words: `not PEM`, `base64 twice` … */
  readonly problem?: string;
}

export interface Secret extends Base<'Secret'> {
  readonly type: string;
  readonly data: Readonly<Record<string, SecretValue>>;
}

export interface ConfigMap extends Base<'ConfigMap'> {
  /** Names of the keys; values stay in the cluster, except scrape configurations. */
  readonly data?: Strings;
}

export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly fieldRef?: { readonly fieldPath?: string };
    readonly secretKeyRef?: { readonly name?: string; readonly key?: string };
    readonly configMapKeyRef?: { readonly name?: string; readonly key?: string };
  };
}

/** Only HTTP probes are looked at. */
export interface Probe {
  readonly httpGet?: { readonly path?: string; readonly port?: number | string; readonly scheme?: string };
}

export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly EnvVar[];
  readonly envFrom?: readonly {
    readonly secretRef?: { readonly name?: string };
    readonly configMapRef?: { readonly name?: string };
  }[];
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly ports?: readonly {
    readonly name?: string;
    readonly containerPort: number;
    readonly hostPort?: number;
    readonly protocol?: string;
  }[];
  readonly resources?: { readonly limits?: Strings; readonly requests?: Strings };
  /** Only what is mounted at `/tmp`, where the gateway looks for the labels of its Pod, and below. */
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

export interface PodSpec {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly hostNetwork?: boolean;
  readonly dnsPolicy?: string;
  readonly dnsConfig?: Readonly<Record<string, unknown>>;
  readonly hostAliases?: readonly unknown[];
  readonly nodeName?: string;
  readonly serviceAccountName?: string;
  /** The old name of `serviceAccountName`, which an API server fills in as well. */
  readonly serviceAccount?: string;
  readonly imagePullSecrets?: readonly { readonly name?: string }[];
  readonly volumes?: readonly {
    readonly name: string;
    readonly secret?: { readonly secretName?: string };
    readonly configMap?: { readonly name?: string; readonly optional?: boolean };
    readonly projected?: {
      readonly sources?: readonly {
        readonly serviceAccountToken?: { readonly audience?: string; readonly expirationSeconds?: number };
        readonly secret?: { readonly name?: string };
      }[];
    };
  }[];
}

interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly running?: { readonly startedAt?: string };
  readonly terminated?: {
    readonly reason?: string;
    readonly exitCode?: number;
    readonly finishedAt?: string;
    readonly message?: string;
  };
}

export interface ContainerStatus {
  readonly name: string;
  readonly ready?: boolean;
  readonly restartCount?: number;
  readonly image?: string;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

export interface Pod extends Base<'Pod'> {
  readonly spec: PodSpec;
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly podIP?: string;
    readonly startTime?: string;
    readonly conditions?: readonly Condition[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

interface Workload<K extends string> extends Base<K> {
  readonly spec: {
    readonly replicas?: number;
    readonly selector?: LabelSelector;
    readonly template?: {
      readonly metadata?: { readonly labels?: Strings; readonly annotations?: Strings };
      readonly spec?: PodSpec;
    };
  };
  readonly status?: {
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly updatedReplicas?: number;
    readonly unavailableReplicas?: number;
    readonly desiredNumberScheduled?: number;
    readonly numberReady?: number;
    readonly observedGeneration?: number;
    readonly conditions?: readonly Condition[];
  };
}

export interface Deployment extends Workload<'Deployment'> {}
export interface StatefulSet extends Workload<'StatefulSet'> {}
export interface DaemonSet extends Workload<'DaemonSet'> {}

/** Only its target matters here: what scales it explains why it has no replicas. */
export interface HorizontalPodAutoscaler extends Base<'HorizontalPodAutoscaler'> {
  readonly spec: {
    readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string };
    readonly minReplicas?: number;
    readonly maxReplicas?: number;
  };
}

export interface ScaledObject extends Base<'ScaledObject'> {
  readonly spec: { readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string } };
}

export interface Ingress extends Base<'Ingress'>, Carrier {
  readonly spec: {
    readonly ingressClassName?: string;
    readonly tls?: readonly { readonly hosts?: readonly string[]; readonly secretName?: string }[];
    readonly rules?: readonly {
      readonly host?: string;
      readonly http?: {
        readonly paths?: readonly {
          readonly path?: string;
          readonly pathType?: string;
          readonly backend?: IngressBackend;
        }[];
      };
    }[];
    readonly defaultBackend?: IngressBackend;
  };
  readonly status?: LoadBalancerStatus;
}

export interface IngressBackend {
  readonly service?: { readonly name?: string; readonly port?: { readonly number?: number; readonly name?: string } };
}

export interface IngressClass extends Base<'IngressClass'> {
  readonly spec?: { readonly controller?: string };
}

/** The class of Gateways that a controller serves (gateway.networking.k8s.io). */
export interface GatewayClass extends Base<'GatewayClass'> {
  readonly spec: { readonly controllerName?: string };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

export interface Gateway extends Base<'Gateway'> {
  readonly spec: { readonly gatewayClassName?: string };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

export interface HTTPRoute extends Base<'HTTPRoute'> {
  readonly spec: {
    /** `kind` is Gateway and `namespace` the route's own unless they say otherwise. */
    readonly parentRefs?: readonly { readonly kind?: string; readonly namespace?: string; readonly name?: string }[];
  };
  readonly status?: { readonly parents?: readonly { readonly conditions?: readonly Condition[] }[] };
}

/** Of others than getambassador.io only group, names and versions are known. */
export interface CustomResourceDefinition extends Base<'CustomResourceDefinition'> {
  readonly spec: {
    readonly group?: string;
    readonly names?: { readonly kind?: string; readonly plural?: string };
    readonly versions?: readonly {
      readonly name: string;
      readonly served?: boolean;
      readonly storage?: boolean;
      /** Of v3alpha1: the fields of `spec` and those one level below, `tlsSecret.name`. Absent: it lets any through. */
      readonly schema?: readonly string[];
    }[];
    readonly conversion?: {
      readonly strategy?: string;
      readonly webhook?: {
        readonly clientConfig?: {
          readonly service?: { readonly namespace?: string; readonly name?: string };
          /** SHA-256 of the certificates in it, hexadecimal. */
          readonly caBundle?: readonly string[];
        };
      };
    };
  };
  readonly status?: { readonly storedVersions?: readonly string[] };
}

export interface MonitorEndpoint {
  readonly port?: string | number;
  readonly targetPort?: number | string;
  readonly path?: string;
  readonly interval?: string;
}

interface Monitored {
  readonly selector?: LabelSelector;
  readonly namespaceSelector?: { readonly any?: boolean; readonly matchNames?: readonly string[] };
}

export interface ServiceMonitor extends Base<'ServiceMonitor'> {
  readonly spec: Monitored & { readonly endpoints?: readonly MonitorEndpoint[] };
}

export interface PodMonitor extends Base<'PodMonitor'> {
  readonly spec: Monitored & { readonly podMetricsEndpoints?: readonly MonitorEndpoint[] };
}

export interface Prometheus extends Base<'Prometheus'> {
  readonly spec: {
    readonly serviceMonitorSelector?: LabelSelector;
    readonly serviceMonitorNamespaceSelector?: LabelSelector;
    readonly podMonitorSelector?: LabelSelector;
    readonly podMonitorNamespaceSelector?: LabelSelector;
    readonly additionalScrapeConfigs?: { readonly name?: string; readonly key?: string };
    readonly replicas?: number;
  };
  readonly status?: { readonly availableReplicas?: number; readonly conditions?: readonly Condition[] };
}

/** cert-manager's Certificate: the request that a Secret is kept filled with a certificate. */
export interface CertManagerCertificate extends Base<'Certificate'> {
  readonly spec: {
    readonly secretName?: string;
    readonly dnsNames?: readonly string[];
    readonly issuerRef?: IssuerRef;
  };
  readonly status?: { readonly conditions?: readonly Condition[]; readonly renewalTime?: string };
}

export interface IssuerRef {
  /** Absent: cert-manager.io. */
  readonly group?: string;
  readonly kind?: string;
  readonly name?: string;
}

interface CertManagerIssuer<K extends string> extends Base<K> {
  readonly spec: { readonly acme?: { readonly server?: string; readonly email?: string } };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

export interface Issuer extends CertManagerIssuer<'Issuer'> {}
export interface ClusterIssuer extends CertManagerIssuer<'ClusterIssuer'> {}

/** One attempt of cert-manager to have a certificate issued. */
export interface CertificateRequest extends Base<'CertificateRequest'> {
  readonly spec: { readonly issuerRef?: IssuerRef };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

/** What an ACME server was asked for. */
export interface Order extends Base<'Order'> {
  readonly spec: { readonly dnsNames?: readonly string[] };
  readonly status?: { readonly state?: string; readonly reason?: string };
}

/** The proof for one hostname that an ACME server wants. */
export interface Challenge extends Base<'Challenge'> {
  readonly spec: { readonly dnsName?: string; readonly type?: string };
  readonly status?: { readonly state?: string; readonly reason?: string };
}

/** What may come into Pods; what goes out of them is not kept. */
export interface NetworkPolicy extends Base<'NetworkPolicy'> {
  readonly spec: {
    readonly podSelector?: LabelSelector;
    readonly policyTypes?: readonly string[];
    readonly ingress?: readonly {
      readonly from?: readonly {
        readonly podSelector?: LabelSelector;
        readonly namespaceSelector?: LabelSelector;
        readonly ipBlock?: { readonly cidr?: string; readonly except?: readonly string[] };
      }[];
      readonly ports?: readonly {
        readonly port?: number | string;
        readonly endPort?: number;
        readonly protocol?: string;
      }[];
    }[];
  };
}

/** A rule of a Role, reduced to what gateways ask for: to list and watch. */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** The rule holds for these objects alone, and so not for a list of all. */
  readonly resourceNames?: readonly string[];
}

interface RoleOf<K extends string> extends Base<K> {
  readonly rules?: readonly PolicyRule[];
}

interface BindingOf<K extends string> extends Base<K> {
  readonly roleRef?: { readonly kind?: string; readonly name?: string };
  /** Only accounts, and the users and groups that Kubernetes itself has. */
  readonly subjects?: readonly { readonly kind: string; readonly name: string; readonly namespace?: string }[];
}

export interface Role extends RoleOf<'Role'> {}
export interface ClusterRole extends RoleOf<'ClusterRole'> {
  /** It has the rules of all ClusterRoles with these labels. */
  readonly aggregationRule?: { readonly clusterRoleSelectors?: readonly LabelSelector[] };
}
export interface RoleBinding extends BindingOf<'RoleBinding'> {}
export interface ClusterRoleBinding extends BindingOf<'ClusterRoleBinding'> {}

/** Every kind that the API server keeps and sources read, by name. */
export interface ObjectKinds {
  Mapping: Mapping;
  TCPMapping: TCPMapping;
  Host: Host;
  Listener: Listener;
  TLSContext: TLSContext;
  AuthService: AuthService;
  RateLimitService: RateLimitService;
  LogService: LogService;
  TracingService: TracingService;
  Module: Module;
  KubernetesServiceResolver: KubernetesServiceResolver;
  KubernetesEndpointResolver: KubernetesEndpointResolver;
  ConsulResolver: ConsulResolver;
  DevPortal: DevPortal;
  Filter: Filter;
  FilterPolicy: FilterPolicy;
  Namespace: Namespace;
  Service: Service;
  Endpoints: Endpoints;
  EndpointSlice: EndpointSlice;
  Secret: Secret;
  ConfigMap: ConfigMap;
  Pod: Pod;
  Deployment: Deployment;
  StatefulSet: StatefulSet;
  DaemonSet: DaemonSet;
  HorizontalPodAutoscaler: HorizontalPodAutoscaler;
  ScaledObject: ScaledObject;
  Ingress: Ingress;
  IngressClass: IngressClass;
  HTTPRoute: HTTPRoute;
  Gateway: Gateway;
  GatewayClass: GatewayClass;
  CustomResourceDefinition: CustomResourceDefinition;
  ServiceMonitor: ServiceMonitor;
  PodMonitor: PodMonitor;
  Prometheus: Prometheus;
  Certificate: CertManagerCertificate;
  Issuer: Issuer;
  ClusterIssuer: ClusterIssuer;
  CertificateRequest: CertificateRequest;
  Order: Order;
  Challenge: Challenge;
  NetworkPolicy: NetworkPolicy;
  RoleBinding: RoleBinding;
  ClusterRoleBinding: ClusterRoleBinding;
  Role: Role;
  ClusterRole: ClusterRole;
}

/** All that a snapshot can hold, by name. */
export interface Kinds extends ObjectKinds, ObservedKinds {}

export type ObjectKind = keyof ObjectKinds;
export type Kind = keyof Kinds;
export type AnyObject = Kinds[Kind];

/** One text for a name: equal for names that are. */
export function keyOf({ kind, namespace, name }: Ref): string {
  return `${kind}/${namespace}/${name}`;
}

/** The name of an object. */
export function refOf({ kind, metadata: { namespace, name } }: AnyObject): Ref {
  return { kind, namespace, name };
}
