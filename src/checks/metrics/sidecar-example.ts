/** For examples: a Deployment of gateway Pods that send their metrics to a sidecar. `SIDECAR`, put after it, is that. */
export function sendingGateway(name = 'emissary-ingress'): string {
  return `
kind: Deployment
metadata: { name: ${name}, namespace: emissary }
spec:
  template:
    spec:
      containers:
        - name: emissary
          image: emissary:4.0.1
          env: [{ name: STATSD_ENABLED, value: "true" }, { name: STATSD_HOST, value: localhost }]
`;
}

export const SIDECAR = `        - { name: exporter, image: "prom/statsd-exporter:v0.26.0", args: ["--statsd.listen-udp=:8125"] }
`;
