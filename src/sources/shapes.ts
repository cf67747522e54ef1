import type { ObjectKind } from '../cluster/objects.ts';
import { knownSubjects, labelSelectors, listingRules } from './access.ts';
import { definitionSpec } from './definitions.ts';
import { fieldsOf } from './fields.ts';
import { annotationsOf } from './metadata.ts';
import { withoutSecrets } from './redact.ts';
import { type FieldShapes, fields, pick, type Shape } from './shape.ts';
import { withheldConfig, withheldFilter, withheldSpec, withheldVariables } from './withhold.ts';

/*
 * What is kept of each object: the fields that `cluster/objects.ts` names. A cluster's Pods are hundreds of megabytes
 * as the API server sends them, and a twentieth of that like this.
 */

// Programs say their last words, and people write arguments, with passwords in them.
const said: Shape = (value) => (typeof value === 'string' ? withoutSecrets(value) : value);

// Every Pod mounts something, and nothing else matters.
const mounts: Shape = (value) => {
  const kept = (Array.isArray(value) ? value : []).filter((mount) =>
    /^\/tmp(\/|$)/.test(`${fieldsOf(mount)['mountPath']}`),
  );
  return kept.length > 0 ? pick(kept, [fields('name', 'mountPath')]) : undefined;
};

const container: Shape = {
  ...fields('name', 'image'),
  command: [said],
  args: [said],
  env: withheldVariables,
  envFrom: [{ secretRef: fields('name'), configMapRef: fields('name') }],
  livenessProbe: { httpGet: fields('path', 'port', 'scheme') },
  readinessProbe: { httpGet: fields('path', 'port', 'scheme') },
  ports: [fields('name', 'containerPort', 'hostPort', 'protocol')],
  resources: fields('limits', 'requests'),
  volumeMounts: mounts,
};

const podSpec: Shape = {
  ...fields('hostNetwork', 'nodeName', 'serviceAccountName', 'serviceAccount', 'imagePullSecrets'),
  ...fields('dnsPolicy', 'dnsConfig', 'hostAliases'),
  containers: [container],
  initContainers: [container],
  volumes: [
    {
      name: true,
      secret: fields('secretName'),
      configMap: fields('name', 'optional'),
      projected: {
        sources: [{ serviceAccountToken: fields('audience', 'expirationSeconds'), secret: fields('name') }],
      },
    },
  ],
};

const containerState: Shape = {
  waiting: { reason: true, message: said },
  running: fields('startedAt'),
  terminated: { ...fields('reason', 'exitCode', 'finishedAt'), message: said },
};

const containerStatus: Shape = {
  ...fields('name', 'ready', 'restartCount', 'image'),
  state: containerState,
  lastState: containerState,
};

const conditions: Shape = [{ ...fields('type', 'status', 'reason', 'lastTransitionTime'), message: said }];

const workload: FieldShapes = {
  spec: {
    ...fields('replicas', 'selector'),
    template: { metadata: { labels: true, annotations: annotationsOf }, spec: podSpec },
  },
  status: {
    ...fields('replicas', 'readyReplicas', 'availableReplicas', 'updatedReplicas', 'unavailableReplicas'),
    ...fields('desiredNumberScheduled', 'numberReady', 'observedGeneration'),
    conditions,
  },
};

const targetRef: Shape = fields('kind', 'name', 'namespace');
const endpointPorts: Shape = [fields('name', 'port', 'protocol')];
const address: Shape = { ...fields('ip', 'hostname', 'nodeName'), targetRef };
const balancerStatus: Shape = { loadBalancer: { ingress: [fields('ip', 'hostname')] } };
const backend: Shape = { service: fields('name', 'port') };
const monitored = fields('selector', 'namespaceSelector');
const monitorEndpoints: Shape = [fields('port', 'targetPort', 'path', 'interval')];
const issuer: FieldShapes = { spec: { acme: fields('server', 'email') }, status: { conditions } };
const issuerRef: Shape = fields('group', 'kind', 'name');
// The reason can quote what a DNS provider answered.
const acmeStatus: FieldShapes = { state: true, reason: said };
const binding: FieldShapes = { roleRef: fields('kind', 'name'), subjects: knownSubjects };

/** What an object of getambassador.io keeps: every field of its spec can matter to a check. */
const EMISSARY: FieldShapes = { spec: withheldSpec, status: fields('state', 'reason', 'errorReason') };

// Of the kinds that are not here, what EMISSARY says is kept. Secrets become facts instead.
const SHAPES: Readonly<Partial<Record<ObjectKind, FieldShapes>>> = {
  Filter: { spec: withheldFilter },
  Namespace: {},
  ConfigMap: { data: withheldConfig },
  Service: {
    spec: {
      ...fields('type', 'clusterIP', 'externalName', 'externalIPs', 'selector', 'sessionAffinity'),
      ...fields('externalTrafficPolicy', 'publishNotReadyAddresses', 'loadBalancerIP', 'loadBalancerClass'),
      ports: [fields('name', 'port', 'targetPort', 'protocol', 'nodePort', 'appProtocol')],
    },
    status: balancerStatus,
  },
  Endpoints: { subsets: [{ addresses: [address], notReadyAddresses: [address], ports: endpointPorts }] },
  EndpointSlice: {
    addressType: true,
    ports: endpointPorts,
    endpoints: [{ addresses: true, conditions: fields('ready', 'serving', 'terminating'), targetRef, nodeName: true }],
  },
  Pod: {
    spec: podSpec,
    status: {
      ...fields('phase', 'reason', 'podIP', 'startTime'),
      message: said,
      conditions,
      containerStatuses: [containerStatus],
      initContainerStatuses: [containerStatus],
    },
  },
  Deployment: workload,
  StatefulSet: workload,
  DaemonSet: workload,
  HorizontalPodAutoscaler: {
    spec: { scaleTargetRef: fields('kind', 'name'), minReplicas: true, maxReplicas: true },
  },
  ScaledObject: { spec: { scaleTargetRef: fields('kind', 'name') } },
  Ingress: {
    spec: {
      ingressClassName: true,
      tls: [fields('hosts', 'secretName')],
      rules: [{ host: true, http: { paths: [{ path: true, pathType: true, backend }] } }],
      defaultBackend: backend,
    },
    status: balancerStatus,
  },
  IngressClass: { spec: fields('controller') },
  HTTPRoute: {
    spec: { parentRefs: [fields('kind', 'namespace', 'name')] },
    status: { parents: [{ conditions }] },
  },
  Gateway: { spec: fields('gatewayClassName'), status: { conditions } },
  GatewayClass: { spec: fields('controllerName'), status: { conditions } },
  CustomResourceDefinition: { spec: definitionSpec, status: fields('storedVersions') },
  ServiceMonitor: { spec: { ...monitored, endpoints: monitorEndpoints } },
  PodMonitor: { spec: { ...monitored, podMetricsEndpoints: monitorEndpoints } },
  Prometheus: {
    spec: {
      ...fields('serviceMonitorSelector', 'serviceMonitorNamespaceSelector'),
      ...fields('podMonitorSelector', 'podMonitorNamespaceSelector', 'replicas'),
      additionalScrapeConfigs: fields('name', 'key'),
    },
    status: { availableReplicas: true, conditions },
  },
  Certificate: {
    spec: { ...fields('secretName', 'dnsNames'), issuerRef },
    status: { conditions, renewalTime: true },
  },
  Issuer: issuer,
  ClusterIssuer: issuer,
  CertificateRequest: { spec: { issuerRef }, status: { conditions } },
  Order: { spec: fields('dnsNames'), status: acmeStatus },
  Challenge: { spec: fields('dnsName', 'type'), status: acmeStatus },
  NetworkPolicy: {
    spec: {
      ...fields('podSelector', 'policyTypes'),
      ingress: [
        {
          from: [{ ...fields('podSelector', 'namespaceSelector'), ipBlock: fields('cidr', 'except') }],
          ports: [fields('port', 'endPort', 'protocol')],
        },
      ],
    },
  },
  RoleBinding: binding,
  ClusterRoleBinding: binding,
  Role: { rules: listingRules },
  ClusterRole: { rules: listingRules, aggregationRule: { clusterRoleSelectors: labelSelectors } },
};

/** Which fields beside `metadata` are kept of an object. */
export function shapeOf(kind: ObjectKind): FieldShapes {
  return SHAPES[kind] ?? EMISSARY;
}
