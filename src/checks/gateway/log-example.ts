/** A gateway with one Pod, a Host and a Mapping, for the examples of checks that read logs. */
const SHOP = `
kind: Pod
metadata: { name: emissary-1, namespace: emissary }
spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
status: { phase: Running, conditions: [{ type: Ready, status: "True" }] }
---
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: INSECURE, hostBinding: { namespace: { from: ALL } } }
---
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test, requestPolicy: { insecure: { action: Route } } }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: cart.shop }
`;

/** That gateway, and its log. */
export function exampleWith(lines: readonly string[]): string {
  return `${SHOP}---
kind: ContainerLog
metadata: { name: emissary-1, namespace: emissary }
container: emissary
lines:
${lines.map((line) => `  - '${line}'`).join('\n')}
`;
}

/** Ten requests for a path, one a minute; `answer` is code and flags: `503 UH`. */
export function exampleRequests(path: string, answer: string): readonly string[] {
  return Array.from({ length: 10 }, (_, minute) => {
    const time = `2025-12-31T23:${minute + 50}:00.000Z`;
    return `ACCESS [${time}] "GET ${path} HTTP/1.1" ${answer} 0 0 1 - "198.51.100.7" "Mozilla/5.0" "id-${minute}" "shop.test" "-"`;
  });
}

/** That gateway, and the names of what its diagnostics hold. */
export function diagnosedExample(elements: readonly string[]): string {
  return `${SHOP}---
kind: Diagnostics
metadata: { name: emissary-1, namespace: emissary }
isWhole: true
environment: []
errors: []
notices: []
elements: { ${elements.map((key) => `${key}: 6d1f0c9a71b2`).join(', ')} }
`;
}
