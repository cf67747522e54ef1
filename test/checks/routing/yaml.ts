/** A gateway with one Service: 80 to 8080, 443 to 8443. */
export const GATEWAY = `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  selector: { matchLabels: { app: emissary } }
  template:
    metadata: { labels: { app: emissary } }
    spec:
      containers:
        - name: emissary
          image: ghcr.io/emissary-ingress/emissary:4.0.1
          env: [{ name: AMBASSADOR_NAMESPACE, valueFrom: { fieldRef: { fieldPath: metadata.namespace } } }]
          ports: [{ name: http, containerPort: 8080 }, { name: https, containerPort: 8443 }, { name: admin, containerPort: 8877 }]
---
kind: Service
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  type: LoadBalancer
  clusterIP: 10.96.0.7
  selector: { app: emissary }
  ports: [{ name: http, port: 80, targetPort: 8080 }, { name: https, port: 443, targetPort: https }]
status: { loadBalancer: { ingress: [{ ip: 203.0.113.9 }] } }
`;

/** A Listener in the gateway's namespace that takes every Host, unless said otherwise. */
export function listener(port: number, fields = 'protocol: HTTP, securityModel: INSECURE', name = `l${port}`): string {
  const binding = fields.includes('hostBinding') ? '' : ', hostBinding: { namespace: { from: ALL } }';
  return `
kind: Listener
metadata: { name: ${name}, namespace: emissary }
spec: { port: ${port}, ${fields}${binding} }
`;
}

/** A Host in namespace `shop` that routes what comes in clear, unless said otherwise. */
export function host(
  hostname: string,
  fields = 'requestPolicy: { insecure: { action: Route } }',
  meta: { readonly name?: string; readonly namespace?: string; readonly labels?: string } = {},
): string {
  const { name = hostname.replaceAll(/[^a-z0-9]+/gi, '-').replaceAll(/^-|-$/g, '') || 'all', namespace = 'shop' } =
    meta;
  return `
kind: Host
metadata: { name: ${name}, namespace: ${namespace}${meta.labels ? `, labels: ${meta.labels}` : ''} }
spec: { hostname: "${hostname}"${fields ? `, ${fields}` : ''} }
`;
}

/** A Mapping of `/NAME/` in namespace `shop`, on shop.test unless a hostname is given. */
export function mapping(name: string, fields = '', meta = ''): string {
  const host = /\bhostname:|\bhost:/.test(fields) ? '' : 'hostname: shop.test, ';
  const prefix = /\bprefix:/.test(fields) ? '' : `prefix: /${name}/, `;
  const service = /\bservice:/.test(fields) ? '' : `service: ${name}, `;
  return `
kind: Mapping
metadata: { name: ${name}, namespace: shop${meta ? `, ${meta}` : ''} }
spec: { ${host}${prefix}${service}${fields} }
`;
}

/** A gateway that serves shop.test in clear on 8080. */
export const PLAIN: readonly string[] = [GATEWAY, listener(8080), host('shop.test')];
