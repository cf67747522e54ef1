/** A Mapping of `/shop/` on every host, with more fields as YAML. */
export function mapping(name: string, fields = '', namespace = 'shop'): string {
  const more = fields ? `, ${fields}` : '';
  return `
kind: Mapping
metadata: { name: ${name}, namespace: ${namespace} }
spec: { hostname: "*", prefix: /shop/, service: ${name}.${namespace}${more} }
`;
}

/** A Service with one port, and no selector unless one is given. */
export function service(name: string, fields = '', namespace = 'shop'): string {
  const more = fields ? `, ${fields}` : '';
  return `
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { ports: [{ port: 80 }]${more} }
`;
}

interface WorkloadFacts {
  readonly kind?: string;
  readonly replicas?: number;
  readonly labels?: string;
  readonly annotations?: string;
  readonly containers?: string;
  readonly status?: string;
}

/** A Deployment of namespace `shop` whose Pods have the label `app: NAME`, unless others are given. */
export function workload(name: string, facts: WorkloadFacts = {}): string {
  const { kind = 'Deployment', replicas = 2, labels = `app: ${name}`, annotations = '', status = '' } = facts;
  const containers =
    facts.containers ?? `[{ name: app, image: "registry.test/${name}:1", ports: [{ containerPort: 80 }] }]`;
  return `
kind: ${kind}
metadata: { name: ${name}, namespace: shop, generation: 1 }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { ${labels} } }
  template: { metadata: { labels: { ${labels} }, annotations: { ${annotations} } }, spec: { containers: ${containers} } }
status: { ${status} }
`;
}
