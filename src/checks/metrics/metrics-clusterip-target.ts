import type { Cluster } from '../../cluster/cluster.ts';
import { collectorsOf, type ScrapeConfig, serviceAt, targetsOf } from '../../cluster/collectors.ts';
import { adminPortOf } from '../../cluster/gateway-parts.ts';
import { hasLabels } from '../../cluster/labels.ts';
import type { Ref, Service } from '../../cluster/objects.ts';
import { type Scrape, scrapeKinds, scrapesOf } from '../../cluster/scrape.ts';
import { discoveredPorts } from '../../cluster/service-discovery.ts';
import { hasOwnAddress, portNumberOf } from '../../cluster/statsd.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit } from '../../engine/kubectl.ts';
import { count } from '../../engine/text.ts';

const TWO_PODS = `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  selector: { matchLabels: { app: emissary } }
  template:
    metadata: { labels: { app: emissary } }
    spec: { containers: [{ name: emissary, image: "emissary:4.0.1" }] }
---
kind: Pod
metadata: { name: emissary-ingress-1, namespace: emissary, labels: { app: emissary } }
spec: { containers: [{ name: emissary, image: "emissary:4.0.1" }] }
status: { phase: Running }
---
kind: Pod
metadata: { name: emissary-ingress-2, namespace: emissary, labels: { app: emissary } }
spec: { containers: [{ name: emissary, image: "emissary:4.0.1" }] }
status: { phase: Running }
---
kind: Service
metadata: { name: emissary-ingress-admin, namespace: emissary }
spec: { selector: { app: emissary }, ports: [{ name: ambassador-admin, port: 8877 }] }
---
kind: ConfigMap
metadata: { name: prometheus, namespace: monitoring }
data:
  prometheus.yml: |
    scrape_configs:
      - job_name: emissary
`;

export const metricsClusterIpTarget = defineCheck({
  code: 'MET011',
  name: 'metrics-clusterip-target',
  area: 'metrics',
  title: 'Prometheus asks one gateway Pod at random',
  severity: 'warning',
  reads: ['ConfigMap', 'Service', 'Pod'],
  alsoReads: scrapeKinds,
  message: 'Job {job} in {config} {way} {target}; behind it stand {pods}, and each time one of them answers.',
  why: 'Counters jump up and down from one Pod to the next: rates and error shares in dashboards are wrong.',
  fix: 'Use kubernetes_sd_configs with role: endpoints (or a ServiceMonitor), so that every Pod is a target of its own.',
  silent: [
    'jobs that probe whether something answers (blackbox exporter)',
    'a gateway with a single Pod',
    'jobs with role: service whose relabeling keeps nothing by name or label, or rewrites the address',
    'headless Services, and Pods that are also reached one by one',
  ],
  example: {
    bad: `${TWO_PODS}        static_configs:
          - targets: ["emissary-ingress-admin.emissary:8877"]
`,
    good: `${TWO_PODS}        kubernetes_sd_configs:
          - role: endpoints
`,
  },

  run({ cluster, report }) {
    const scrapes = scrapesOf(cluster);
    for (const config of collectorsOf(cluster).configs) {
      for (const { service, port, target, key, way, evidence } of askedServices(cluster, config)) {
        const behind = hasOwnAddress(service) ? scrapes.filter((scrape) => stands(scrape, service, port)) : [];
        if (behind.length < 2 || behind.every(isReachedAlone)) continue;

        const on: Ref = { kind: 'ConfigMap', namespace: config.namespace, name: config.configMap };
        report({
          on,
          key: `${config.job} ${key}`,
          data: { job: config.job, config: on, way: words(way), target, pods: words(count(behind.length, 'Pod')) },
          evidence: [{ at: on, path: `scrape_configs[${config.job}].${evidence.path}`, value: evidence.value }],
          related: [service, ...behind.map(({ of }) => of)],
          command: edit(on),
        });
      }
    }
  },
});

/** A port of a Service that a job asks at the Service's address, and how that is written. */
interface Asked {
  readonly service: Service;
  readonly port: number;
  readonly target: string;
  readonly key: string;
  readonly way: string;
  readonly evidence: { readonly path: string; readonly value: string };
}

function askedServices(cluster: Cluster<'Service'>, config: ScrapeConfig): readonly Asked[] {
  const fixed = targetsOf(config).flatMap(({ host, port }): readonly Asked[] => {
    const service = serviceAt(cluster, config, host);
    const target = `${host}:${port}`;
    const evidence = { path: 'static_configs.targets', value: target };
    return service ? [{ service, port, target, key: host, way: 'has the fixed target', evidence }] : [];
  });
  const discovered = discoveredPorts(cluster, config).map(({ service, port: { port } }): Asked => {
    const host = `${service.metadata.name}.${service.metadata.namespace}`;
    const evidence = { path: 'kubernetes_sd_configs.role', value: 'service' };
    return { service, port, target: `${host}:${port}`, key: host, way: 'asks, by role: service, for', evidence };
  });
  return [...fixed, ...discovered];
}

/** Whether a gateway Pod gives its own metrics behind a port of a Service. */
function stands({ of, part, labels, spec }: Scrape, service: Service, port: number): boolean {
  const found = service.spec.ports?.find((one) => one.port === port);
  return (
    of.kind === 'Pod' &&
    part.namespace === service.metadata.namespace &&
    hasLabels(labels, service.spec.selector ?? {}) &&
    portNumberOf(spec, found?.targetPort ?? port) === adminPortOf(part)
  );
}

function isReachedAlone({ paths }: Scrape): boolean {
  return paths.some(
    ({ through, service, broken, isDoubtful }) => !broken && !isDoubtful && !(through === 'static' && service),
  );
}
