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
