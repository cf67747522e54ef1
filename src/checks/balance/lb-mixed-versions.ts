import { backedServices } from '../../cluster/backing.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { isSidecar } from '../../cluster/mesh.ts';
import type { Service } from '../../cluster/objects.ts';
import { sharedRoutes } from '../../cluster/shared-routes.ts';
import { type TargetKind, targetAlsoReads } from '../../cluster/targets.ts';
import { backendsOf, desiredPods, type Workload } from '../../cluster/workloads.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit, patch } from '../../engine/kubectl.ts';

const version = (number: number) => `---
kind: Deployment
metadata: { name: web-v${number}, namespace: shop }
spec:
  replicas: 2
  template:
    metadata: { labels: { app: web, version: v${number} } }
    spec: { containers: [{ name: web, image: "registry.example.com/web:${number}" }] }
`;

const base = (selector: string) => `
kind: Mapping
metadata: { name: web, namespace: shop }
spec: { hostname: "*", prefix: /, service: web.shop }
---
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { ${selector} }, ports: [{ port: 80 }] }
${version(1)}${version(2)}`;

export const lbMixedVersions = defineCheck({
  code: 'BAL022',
  name: 'lb-mixed-versions',
  area: 'balance',
  title: 'One Service selects Pods of different versions',
  severity: 'info',
  reads: ['Mapping', 'Service'],
  alsoReads: targetAlsoReads,
  message: '{service} selects the Pods of {workloads}, which run different images.{note}',
  why: 'Requests are spread over all of these Pods by their number, and one client may meet both versions in turn. Weights of Mappings decide nothing there.',
  fix: 'Narrow the selector of {service} to one version, give the other a Service of its own, and share requests by the weight of a second Mapping.',
  silent: [
    'workloads with the same image, such as one for each zone, and those without Pods',
    'workloads that are called blue and green, unless weights name one of them as well',
    'a Deployment that is being rolled out: its Pods belong together',
  ],
  example: { bad: base('app: web'), good: base('app: web, version: v1') },

  run({ cluster, report }) {
    const others = rivals(cluster);
    for (const { service, mappings, backends } of backedServices(cluster)) {
      const workloads = backends.workloads.filter((workload) => desiredPods(workload) !== 0);
      const images = new Set(workloads.map(imagesOf));
      if (images.size < 2 || images.has('')) continue;
      const rival = others.get(service)?.find((other) => isPartOf(cluster, other, workloads));
      if (!rival && workloads.some(isColoured)) continue;

      report({
        on: service,
        severity: rival ? 'warning' : 'info',
        data: {
          service,
          workloads,
          note: words(
            rival
              ? ` The weights of its route count ${rival.metadata.name} as another version, which so gets more than its weight.`
              : '',
          ),
        },
        evidence: [
          { at: service, path: 'spec.selector', value: JSON.stringify(service.spec.selector) },
          ...workloads.map((at) => ({ at, path: 'spec.template.spec.containers[].image', value: imagesOf(at) })),
        ],
        related: [...workloads, ...(rival ? [rival] : []), ...mappings],
        command: narrow(service, workloads),
      });
    }
  },
});

/** Adds the label that tells the versions apart, where there is one. */
function narrow(service: Service, workloads: readonly Workload[]): string {
  const labels = workloads.map(({ spec }) => spec.template?.metadata?.labels ?? {});
  const keys = Object.keys(labels[0] ?? {}).filter(
    (key) => new Set(labels.flatMap((one) => one[key] ?? [])).size === workloads.length,
  );
  const key = keys.includes('version') ? 'version' : keys[0];
  return key === undefined ? edit(service) : patch(service, { spec: { selector: { [key]: 'VERSION' } } });
}

/** The Services of the routes of each Service. */
function rivals(cluster: Cluster<TargetKind>): ReadonlyMap<Service, readonly Service[]> {
  const found = new Map<Service, Service[]>();
  for (const { group } of sharedRoutes(cluster)) {
    const services = group.members.flatMap(({ upstream, share }) =>
      share > 0 ? (cluster.find('Service', upstream.namespace, upstream.name) ?? []) : [],
    );
    for (const service of services) {
      found.set(service, [...(found.get(service) ?? []), ...services]);
    }
  }
  return found;
}

/** Whether a Service selects some of these workloads, and nothing else. */
function isPartOf(cluster: Cluster<TargetKind>, service: Service, workloads: readonly Workload[]): boolean {
  const own = backendsOf(cluster, service).workloads;
  return own.length > 0 && own.length < workloads.length && own.every((workload) => workloads.includes(workload));
}

function imagesOf({ spec: { template } }: Workload): string {
  return (template?.spec?.containers ?? [])
    .filter(({ name }) => !isSidecar(name))
    .flatMap(({ image }) => image ?? [])
    .toSorted()
    .join(', ');
}

/** Whoever gives versions colours switches the Service from one to the other, and for a moment has both. */
function isColoured({ metadata, spec: { template } }: Workload): boolean {
  return [metadata.name, ...Object.values(template?.metadata?.labels ?? {})].some((text) =>
    /(^|-)(blue|green)(-|$)/i.test(text),
  );
}
