interface GatewayFacts {
  readonly name?: string;
  readonly namespace?: string;
  /** The tag of its image. */
  readonly version?: string;
  readonly image?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly replicas?: number;
  /** YAML of further fields of the container, the Deployment's spec and its status. */
  readonly container?: string;
  readonly spec?: string;
  readonly status?: string;
  readonly metadata?: string;
}

/** A gateway's Deployment as its chart makes it. */
export function gateway(facts: GatewayFacts = {}): string {
  const { name = 'emissary-ingress', namespace = 'emissary', version = '4.0.1', env = {}, replicas = 2 } = facts;
  const { image = `ghcr.io/emissary-ingress/emissary:${version}`, container, spec, status, metadata } = facts;
  const variables = Object.entries(env).map(([key, value]) => `, { name: ${key}, value: ${JSON.stringify(value)} }`);
  return `
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace}${metadata ? `, ${metadata}` : ''} }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - name: ${name}
          image: ${image}
          env: [{ name: AMBASSADOR_NAMESPACE, valueFrom: { fieldRef: { fieldPath: metadata.namespace } } }${variables.join('')}]
          ${container ?? ''}
  ${spec ?? ''}
${status ? `status: ${status}` : ''}`;
}

interface PodFacts {
  readonly name: string;
  readonly namespace?: string;
  /** The value of its label `app`. */
  readonly app?: string;
  readonly image?: string;
  /** YAML of its status; absent: ready. */
  readonly status?: string;
  readonly spec?: string;
  readonly created?: string;
}

/** A Pod with one container `app`, ready unless said otherwise. */
export function pod({ name, namespace = 'shop', app = 'login', image, status, spec, created }: PodFacts): string {
  return `
kind: Pod
metadata: { name: ${name}, namespace: ${namespace}, labels: { app: ${app} }${created ? `, creationTimestamp: "${created}"` : ''} }
spec: { containers: [{ name: app${image ? `, image: "${image}"` : ''} }]${spec ? `, ${spec}` : ''} }
status: ${status ?? '{ phase: Running, conditions: [{ type: Ready, status: "True" }] }'}`;
}

/** A gateway's Pod, as the Deployment of `gateway()` makes it. */
export function gatewayPod(facts: Omit<PodFacts, 'app'> & { readonly app?: string }): string {
  return pod({
    namespace: 'emissary',
    app: 'emissary-ingress',
    image: 'ghcr.io/emissary-ingress/emissary:4.0.1',
    ...facts,
  });
}

/** The status of a Pod whose container `app` is in a crash loop. */
export const CRASHING = `
  phase: Running
  conditions: [{ type: Ready, status: "False" }]
  containerStatuses:
    - name: app
      ready: false
      restartCount: 14
      state: { waiting: { reason: CrashLoopBackOff } }
      lastState: { terminated: { exitCode: 1, reason: Error, message: missing env DB_URL } }`;

export function service(name: string, { namespace = 'shop', app = name, port = 3000, more = '' } = {}): string {
  return `
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { selector: { app: ${app} }, ports: [{ port: ${port} }]${more ? `, ${more}` : ''} }`;
}

export function authService(auth: string, { name = 'gate', namespace = 'shop', more = '' } = {}): string {
  return `
kind: AuthService
metadata: { name: ${name}, namespace: ${namespace} }
spec: { auth_service: "${auth}"${more ? `, ${more}` : ''} }`;
}
