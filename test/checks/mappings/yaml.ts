/** A Mapping in namespace `shop` with prefix `/NAME/`, with more fields of its spec in YAML's flow style. */
export function mapping(name: string, spec = `service: ${name}.shop`, { namespace = 'shop', kind = 'Mapping' } = {}) {
  const path = kind === 'Mapping' && !/\bprefix:/.test(spec) ? `prefix: /${name}/, ` : '';
  const host = kind === 'Mapping' && !/\bhost(name)?:/.test(spec) ? 'hostname: "*", ' : '';
  return `
kind: ${kind}
metadata: { name: ${name}, namespace: ${namespace} }
spec: { ${host}${path}${spec} }
`;
}

export function tcpMapping(name: string, spec: string, namespace = 'shop') {
  return mapping(name, /\bport:/.test(spec) ? spec : `port: 7000, ${spec}`, { namespace, kind: 'TCPMapping' });
}

/** A Service that selects `app: NAME` and leads from port 80 to 8080. */
export function service(name: string, spec = '', namespace = 'shop') {
  const selector = /\bselector:|externalName:/.test(spec) ? '' : `selector: { app: ${name} }, `;
  const ports = /\bports:/.test(spec) ? '' : 'ports: [{ port: 80, targetPort: 8080 }], ';
  return `
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { ${selector}${ports}${spec} }
`;
}

interface WorkloadFacts {
  readonly kind?: string;
  readonly labels?: string;
  readonly replicas?: number | 'none';
  readonly containers?: string;
  readonly status?: string;
  readonly annotations?: string;
}

/** A Deployment whose Pods have the label `app: NAME` and declare port 8080. */
export function workload(name: string, facts: WorkloadFacts = {}) {
  const { kind = 'Deployment', labels = `app: ${name}`, replicas = 2, status = '', annotations = '' } = facts;
  const containers = facts.containers ?? '[{ name: app, ports: [{ name: http, containerPort: 8080 }] }]';
  return `
kind: ${kind}
metadata: { name: ${name}, namespace: shop, generation: 1, annotations: { ${annotations} } }
spec:
  ${replicas === 'none' ? '' : `replicas: ${replicas}`}
  selector: { matchLabels: { ${labels} } }
  template: { metadata: { labels: { ${labels} } }, spec: { containers: ${containers} } }
status: { ${status} }
`;
}

const STATES = {
  ready: '{ name: app, ready: true, restartCount: 0, state: { running: { startedAt: "2025-12-31T20:00:00Z" } } }',
  crashing: `{ name: app, ready: false, restartCount: 14, state: { waiting: { reason: CrashLoopBackOff } },
      lastState: { terminated: { exitCode: 1, reason: Error, message: missing env DB_URL } } }`,
  'between crashes': `{ name: app, ready: false, restartCount: 4, state: { running: { startedAt: "2025-12-31T23:59:50Z" } },
      lastState: { terminated: { exitCode: 1, reason: Error, finishedAt: "2025-12-31T23:59:00Z" } } }`,
  unpulled: '{ name: app, ready: false, restartCount: 0, state: { waiting: { reason: ImagePullBackOff } } }',
  unready: '{ name: app, ready: false, restartCount: 0, state: { running: { startedAt: "2025-12-31T20:00:00Z" } } }',
  starting: '{ name: app, ready: false, restartCount: 0, state: { running: { startedAt: "2025-12-31T23:58:00Z" } } }',
  restarted: '{ name: app, ready: true, restartCount: 14, state: { running: { startedAt: "2025-12-31T20:00:00Z" } } }',
};

interface PodFacts {
  readonly labels?: string;
  readonly owner?: string;
  readonly phase?: string;
  readonly since?: string;
  readonly ports?: string;
}

/** A Pod with the label `app: NAME` up to the last hyphen, in one of a few states. */
export function pod(name: string, state: keyof typeof STATES = 'ready', facts: PodFacts = {}) {
  const app = name.replace(/-[^-]*$/, '');
  const { labels = `app: ${app}`, owner, phase = 'Running', ports = '[{ name: http, containerPort: 8080 }]' } = facts;
  const isReady = state === 'ready' || state === 'restarted';
  const since = facts.since ?? (state === 'starting' ? '2025-12-31T23:58:00Z' : '2025-12-31T20:00:00Z');
  return `
kind: Pod
metadata:
  name: ${name}
  namespace: shop
  labels: { ${labels} }
  ${owner ? `ownerReferences: [{ kind: ReplicaSet, name: ${owner}-5d4f8, controller: true }]` : ''}
spec: { containers: [{ name: app, ports: ${ports} }] }
status:
  phase: ${phase}
  startTime: "2025-12-31T20:00:00Z"
  conditions: [{ type: Ready, status: "${isReady ? 'True' : 'False'}", lastTransitionTime: "${since}" }]
  containerStatuses:
    - ${STATES[state]}
`;
}

/** Ready addresses of a Service, as Endpoints have them; none for 0. */
export function endpoints(name: string, ready: number) {
  const addresses = Array.from({ length: ready }, (_, index) => `{ ip: 10.0.0.${index + 1} }`);
  const subsets = ready > 0 ? `[{ addresses: [${addresses.join(', ')}], ports: [{ port: 8080 }] }]` : '[]';
  return `
kind: Endpoints
metadata: { name: ${name}, namespace: shop }
subsets: ${subsets}
`;
}

export function namespaces(...names: readonly string[]) {
  return names.map((name) => `\nkind: Namespace\nmetadata: { name: ${name} }\n`).join('---');
}

/** A gateway in namespace `emissary`, with its environment in flow style. */
export function gateway({ env = '', version = '3.9.1', name = 'emissary-ingress', namespace = 'emissary' } = {}) {
  return `
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - name: emissary
          image: docker.io/emissaryingress/emissary${version ? `:${version}` : ''}
          env: [{ name: AMBASSADOR_NAMESPACE, value: ${namespace} }${env && `, ${env}`}]
`;
}

/** An object written in the annotation of a Service of its own, with fields in block style. */
export function annotated(service: string, yaml: string, namespace = 'shop') {
  const lines = yaml
    .trim()
    .split('\n')
    .map((line) => `      ${line}`);
  return `
kind: Service
metadata:
  name: ${service}
  namespace: ${namespace}
  annotations:
    getambassador.io/config: |
${lines.join('\n')}
spec: { selector: { app: ${service} }, ports: [{ port: 80, targetPort: 8080 }] }
`;
}
