import type { Cluster } from '../../cluster/cluster.ts';
import { adminPortOf } from '../../cluster/gateway-parts.ts';
import { admits, policiesFor, type Target } from '../../cluster/network-policies.ts';
import type { NetworkPolicy } from '../../cluster/objects.ts';
import { type Scrape, type ScrapeKind, scrapeKinds, scrapesOf } from '../../cluster/scrape.ts';
import type { ScrapePath } from '../../cluster/scrape-path.ts';
import { type Scraper, scrapersOf } from '../../cluster/scrapers.ts';
import { exporterIn, exporterPortOf } from '../../cluster/statsd.ts';
import { defineCheck } from '../../engine/check.ts';
import { patchItems } from '../../engine/kubectl.ts';

const MONITORED = `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  selector: { matchLabels: { app: emissary } }
  template:
    metadata: { labels: { app: emissary } }
    spec: { containers: [{ name: emissary, image: "emissary:4.0.1", ports: [{ name: admin, containerPort: 8877 }] }] }
---
kind: PodMonitor
metadata: { name: emissary, namespace: emissary }
spec: { selector: { matchLabels: { app: emissary } }, podMetricsEndpoints: [{ port: admin }] }
---
kind: Prometheus
metadata: { name: main, namespace: monitoring }
spec: { podMonitorSelector: {}, podMonitorNamespaceSelector: {} }
---
kind: NetworkPolicy
metadata: { name: emissary, namespace: emissary }
spec:
  podSelector: { matchLabels: { app: emissary } }
  ingress:
    - ports: [{ port: 8080 }, { port: 8443 }]
`;

export const metricsNetworkPolicy = defineCheck({
  code: 'MET013',
  name: 'metrics-networkpolicy',
  area: 'metrics',
  title: 'A network policy keeps Prometheus from the gateway',
  severity: 'warning',
  reads: ['NetworkPolicy'],
  alsoReads: scrapeKinds,
  message:
    '{policy} lets nothing from namespace {namespace} to port {port} of {gateways}, where {scraper} asks for metrics.',
  why: 'Prometheus cannot connect: its targets are down, and dashboards of the gateway stay empty.',
  fix: 'Add a rule to {policy} that lets namespace {namespace} to port {port}.',
  silent: [
    'rules by addresses, and by labels that are not known: they may let Prometheus in',
    'gateways on the network of their node, to which policies do not apply',
    'clusters with flannel alone, which does not enforce policies',
    'gateways that nothing asks for metrics, or something else gets to',
  ],
  example: {
    bad: MONITORED,
    good: `${MONITORED}    - from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: monitoring } } }]
      ports: [{ port: admin }]
`,
  },

  run({ cluster, report }) {
    if (!mayEnforce(cluster)) return;
    const blocked = scrapesOf(cluster).flatMap((scrape) => blockadeOf(cluster, scrape) ?? []);
    for (const same of Map.groupBy(blocked, ({ policy, port }) => `${nameOf(policy)} ${port}`).values()) {
      const [first] = same;
      if (!first) continue;
      const { policy, port, scraper, others } = first;
      const gateways = [...new Set(same.map(({ scrape }) => scrape.part.on))];
      const { namespace } = scraper.object.metadata;
      report({
        on: policy,
        key: String(port),
        data: { policy, namespace, port, gateways, scraper: scraper.object },
        evidence: [{ at: policy, path: 'spec.ingress', value: JSON.stringify(policy.spec.ingress ?? []) }],
        related: [...gateways, ...others, ...new Set(same.flatMap(({ paths }) => paths.map(({ by }) => by)))],
        command: openCommand(policy, namespace, port),
      });
    }
  },
});

interface Blockade {
  readonly scrape: Scrape;
  readonly policy: NetworkPolicy;
  readonly others: readonly NetworkPolicy[];
  readonly port: number;
  readonly scraper: Scraper;
  readonly paths: readonly ScrapePath[];
}

/** How policies keep all that asks a Pod for metrics from it. Undefined: something gets through, or may. */
function blockadeOf(cluster: Cluster<ScrapeKind | 'NetworkPolicy'>, scrape: Scrape): Blockade | undefined {
  const { part, labels, spec } = scrape;
  const target: Target = { namespace: part.namespace, labels, spec };
  const policies = cluster.knows('NetworkPolicy', part.namespace) ? policiesFor(cluster, target) : [];
  // A policy that opens something is more likely to be changed than one that closes all.
  const policy = policies.find((one) => (one.spec.ingress ?? []).length > 0) ?? policies[0];
  const paths = scrape.paths.filter(({ broken, isDoubtful }) => !broken && !isDoubtful);
  const [path] = paths;
  if (!policy || !path) return undefined;

  const isShut = (one: ScrapePath) => {
    const scrapers = one.through === 'statsd' ? [] : scrapersOf(cluster, one);
    const tries = scrapers.flatMap(({ peers }) =>
      peers.flatMap((peer) => portsOf(scrape, one).map((port) => admits(cluster, policies, { target, peer, port }))),
    );
    return tries.length > 0 && tries.every((isAdmitted) => isAdmitted === false);
  };
  const [port] = portsOf(scrape, path);
  const [scraper] = scrapersOf(cluster, path);
  if (port === undefined || !scraper || !paths.every(isShut)) return undefined;
  return { scrape, policy, others: policies.filter((one) => one !== policy), port, scraper, paths };
}

/** The ports that a way to metrics may lead to. */
function portsOf({ part, spec }: Scrape, { gives }: ScrapePath): readonly number[] {
  const exporter = exporterIn(spec);
  const ports = exporter ? [exporterPortOf(exporter)] : [];
  if (gives === 'exporter') return ports;
  return gives === 'gateway' ? [adminPortOf(part)] : gives === undefined ? [adminPortOf(part), ...ports] : [];
}

/** Whether the network may enforce policies: flannel without help does not. */
function mayEnforce(cluster: Cluster<'DaemonSet'>): boolean {
  const names = cluster.all('DaemonSet').map(({ metadata }) => metadata.name);
  return !names.some((name) => /flannel/.test(name)) || names.some((name) => ENFORCERS.test(name));
}

const ENFORCERS = /calico|canal|cilium|weave|antrea|kube-router|netpol|network-policy/;

function openCommand(policy: NetworkPolicy, namespace: string, port: number): string {
  const rule = {
    from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } }],
    ports: [{ port, protocol: 'TCP' }],
  };
  const isOpen = (policy.spec.ingress ?? []).length > 0;
  return patchItems(
    policy,
    isOpen ? { op: 'add', path: '/spec/ingress/-', value: rule } : { op: 'add', path: '/spec/ingress', value: [rule] },
  );
}

function nameOf({ metadata: { namespace, name } }: NetworkPolicy): string {
  return `${namespace}/${name}`;
}
