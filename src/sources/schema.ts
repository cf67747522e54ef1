import { z } from 'zod';
import type { ObjectKind } from '../cluster/objects.ts';

/**
 * The types of the fields that Attaché relies on. What an API server would refuse must not get in through a file;
 * unknown fields pass. Types follow Emissary's CRDs (pkg/api/getambassador.io/v3alpha1) and Kubernetes' API.
 */

const text = z.string();
const int = z.int();
const flag = z.boolean();
const texts = z.array(text);
const strings = z.record(text, text);
const anything = z.record(text, z.unknown());
const optional = <T extends z.ZodRawShape>(shape: T) => z.looseObject(shape).partial();

const labelSelector = optional({
  matchLabels: strings,
  matchExpressions: z.array(z.looseObject({ key: text, operator: text, values: texts.optional() })),
});

const circuitBreakers = z.array(
  optional({ priority: text, max_connections: int, max_pending_requests: int, max_requests: int, max_retries: int }),
);

const pattern = optional({ pattern: text, substitution: text });

const mapping = optional({
  ambassador_id: texts,
  hostname: text,
  host: text,
  host_regex: flag,
  prefix: text,
  prefix_regex: flag,
  prefix_exact: flag,
  case_sensitive: flag,
  service: text,
  rewrite: text,
  regex_rewrite: pattern,
  host_rewrite: text,
  auto_host_rewrite: flag,
  method: text,
  method_regex: flag,
  headers: strings,
  regex_headers: strings,
  query_parameters: strings,
  regex_query_parameters: strings,
  precedence: int,
  weight: int,
  shadow: flag,
  host_redirect: flag,
  path_redirect: text,
  prefix_redirect: text,
  regex_redirect: pattern,
  redirect_response_code: int,
  tls: text,
  resolver: text,
  load_balancer: optional({
    policy: text,
    cookie: optional({ name: text, path: text, ttl: text }),
    header: text,
    source_ip: flag,
  }),
  circuit_breakers: circuitBreakers,
  timeout_ms: int,
  connect_timeout_ms: int,
  idle_timeout_ms: int,
  cluster_idle_timeout_ms: int,
  cluster_max_connection_lifetime_ms: int,
  retry_policy: optional({ retry_on: text, num_retries: int, per_try_timeout: text }),
  allow_upgrade: texts,
  bypass_auth: flag,
  grpc: flag,
  keepalive: anything,
  labels: anything,
  health_checks: z.array(z.unknown()),
  error_response_overrides: z.array(z.unknown()),
});

const tcpMapping = optional({
  ambassador_id: texts,
  port: int,
  host: text,
  address: text,
  service: text,
  tls: text,
  weight: int,
  resolver: text,
  circuit_breakers: circuitBreakers,
});

const tlsSettings = {
  cert_chain_file: text,
  private_key_file: text,
  ca_secret: text,
  cacert_chain_file: text,
  crl_secret: text,
  alpn_protocols: text,
  cert_required: flag,
  min_tls_version: text,
  max_tls_version: text,
  cipher_suites: texts,
  ecdh_curves: texts,
  redirect_cleartext_from: int,
  sni: text,
};

const host = optional({
  ambassador_id: texts,
  hostname: text,
  mappingSelector: labelSelector,
  selector: labelSelector,
  tlsSecret: optional({ name: text, namespace: text }),
  tlsContext: optional({ name: text }),
  tls: optional(tlsSettings),
  acmeProvider: optional({ authority: text, email: text, privateKeySecret: optional({ name: text }) }),
  requestPolicy: optional({ insecure: optional({ action: text, additionalPort: int }) }),
});

const listener = optional({
  ambassador_id: texts,
  port: int,
  protocol: text,
  protocolStack: texts,
  securityModel: text,
  statsPrefix: text,
  l7Depth: int,
  hostBinding: optional({ namespace: optional({ from: text }), selector: labelSelector }),
});

const tlsContext = optional({
  ...tlsSettings,
  ambassador_id: texts,
  hosts: texts,
  secret: text,
  secret_namespacing: flag,
});

const authService = optional({
  ambassador_id: texts,
  auth_service: text,
  proto: text,
  protocol_version: text,
  path_prefix: text,
  timeout_ms: int,
  tls: z.union([text, flag]),
  allow_request_body: flag,
  include_body: optional({ max_bytes: int, allow_partial: flag }),
  status_on_error: optional({ code: int }),
  failure_mode_allow: flag,
});

const remoteService = optional({
  ambassador_id: texts,
  service: text,
  domain: text,
  driver: text,
  driver_config: anything,
  protocol_version: text,
  failure_mode_deny: flag,
  tls: z.union([text, flag]),
});

const withId = optional({ ambassador_id: texts });
const resolver = optional({ ambassador_id: texts, address: text, datacenter: text });

const filterPolicy = optional({
  ambassador_id: texts,
  rules: z.array(
    optional({
      host: text,
      path: text,
      precedence: int.nullable(),
      filters: z
        .array(
          optional({
            name: text,
            namespace: text,
            ifRequestHeader: optional({ name: text, value: text, valueRegex: text, negate: flag }).nullable(),
          }),
        )
        .nullable(),
    }),
  ),
});

const portNumberOrName = z.union([int, text]);

const service = optional({
  type: text,
  clusterIP: text,
  externalName: text,
  selector: strings,
  ports: z.array(
    z.looseObject({
      port: int,
      name: text.optional(),
      targetPort: portNumberOrName.optional(),
      protocol: text.optional(),
    }),
  ),
});

const container = z.looseObject({
  name: text,
  image: text.optional(),
  command: texts.optional(),
  args: texts.optional(),
  env: z.array(z.looseObject({ name: text, value: text.optional() })).optional(),
  ports: z.array(z.looseObject({ containerPort: int, name: text.optional(), protocol: text.optional() })).optional(),
});

const podSpec = optional({
  containers: z.array(container),
  initContainers: z.array(container),
  hostNetwork: flag,
  volumes: z.array(z.looseObject({ name: text })),
  imagePullSecrets: z.array(optional({ name: text })),
});

const workload = optional({
  replicas: int,
  selector: labelSelector,
  template: optional({ metadata: optional({ labels: strings, annotations: strings }), spec: podSpec }),
});

const monitorEndpoint = optional({ port: portNumberOrName, targetPort: portNumberOrName, path: text });
const monitored = {
  selector: labelSelector,
  namespaceSelector: optional({ any: flag, matchNames: texts }),
};

const issuerRef = optional({ group: text, kind: text, name: text });
const issuer = optional({ acme: optional({ server: text, email: text }) });

/** The schema of `spec`, for the kinds whose spec is relied on. */
export const SPECS: Readonly<Partial<Record<ObjectKind, z.ZodType>>> = {
  Mapping: mapping,
  TCPMapping: tcpMapping,
  Host: host,
  Listener: listener,
  TLSContext: tlsContext,
  AuthService: authService,
  RateLimitService: remoteService,
  LogService: remoteService,
  TracingService: remoteService,
  Module: optional({ ambassador_id: texts, config: anything }),
  KubernetesServiceResolver: resolver,
  KubernetesEndpointResolver: resolver,
  ConsulResolver: resolver,
  DevPortal: withId,
  Filter: withId,
  FilterPolicy: filterPolicy,
  Service: service,
  Pod: podSpec,
  Deployment: workload,
  StatefulSet: workload,
  DaemonSet: workload,
  Ingress: optional({
    ingressClassName: text,
    tls: z.array(optional({ hosts: texts, secretName: text })),
    rules: z.array(
      optional({ host: text, http: optional({ paths: z.array(optional({ path: text, pathType: text })) }) }),
    ),
  }),
  HTTPRoute: optional({ parentRefs: z.array(optional({ kind: text, namespace: text, name: text })) }),
  Gateway: optional({ gatewayClassName: text }),
  GatewayClass: optional({ controllerName: text }),
  ServiceMonitor: optional({ ...monitored, endpoints: z.array(monitorEndpoint) }),
  PodMonitor: optional({ ...monitored, podMetricsEndpoints: z.array(monitorEndpoint) }),
  Prometheus: optional({
    serviceMonitorSelector: labelSelector,
    serviceMonitorNamespaceSelector: labelSelector,
    podMonitorSelector: labelSelector,
    podMonitorNamespaceSelector: labelSelector,
    replicas: int,
  }),
  Certificate: optional({ secretName: text, dnsNames: texts, issuerRef }),
  Issuer: issuer,
  ClusterIssuer: issuer,
  CertificateRequest: optional({ issuerRef }),
  Order: optional({ dnsNames: texts }),
  Challenge: optional({ dnsName: text, type: text }),
  NetworkPolicy: optional({
    podSelector: labelSelector,
    policyTypes: texts,
    ingress: z.array(
      optional({
        from: z.array(
          optional({
            podSelector: labelSelector,
            namespaceSelector: labelSelector,
            ipBlock: optional({ cidr: text, except: texts }),
          }),
        ),
        ports: z.array(optional({ port: portNumberOrName, endPort: int, protocol: text })),
      }),
    ),
  }),
};

/** The same for objects in annotations, of which no API server has seen that they have what they must have. */
export const ANNOTATED_SPECS: typeof SPECS = {
  ...SPECS,
  AuthService: authService.required({ auth_service: true }).extend({
    proto: z.enum(['http', 'grpc']).optional(),
    protocol_version: z.enum(['v2', 'v3']).optional(),
    include_body: z.looseObject({ max_bytes: int, allow_partial: flag }).optional(),
  }),
};

/** Schemas of what stands beside `spec`. */
export const SUBSETS = z.array(
  optional({
    addresses: z.array(z.looseObject({ ip: text })),
    notReadyAddresses: z.array(z.looseObject({ ip: text })),
    ports: z.array(optional({ name: text, port: int, protocol: text })),
  }),
);

/** Labels and annotations. */
export const METADATA = z.looseObject({
  name: text,
  namespace: text.optional(),
  labels: strings.optional(),
  annotations: strings.optional(),
});
