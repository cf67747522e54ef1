import { convertedKinds, isStoredOld } from '../../cluster/gateway-crds.ts';
import { backendKinds, backendsOf, troubleOf } from '../../cluster/workloads.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { kubectl, logs } from '../../engine/kubectl.ts';
import { installDefinitions } from './install.ts';

export const apiextDown = defineCheck({
  code: 'GWY020',
  name: 'apiext-down',
  area: 'gateway',
  title: 'The conversion webhook of getambassador.io does not answer',
  severity: 'critical',
  reads: ['CustomResourceDefinition', 'Service'],
  alsoReads: ['Namespace', ...backendKinds],
  message: 'Objects of getambassador.io are converted by {service}, {problem}.',
  why: '{consequence}',
  fix: '{advice}',
  inGeneral: {
    why: 'The API server can neither read nor write objects of getambassador.io in another version than the stored one. Where old versions are stored, gateways see no change, and one that restarts does not start.',
    fix: 'Find out why the Pods of emissary-apiext do not run, or scale it up if it is at 0 replicas. If its Service is gone, install emissary-apiext again, from the manifests of your version.',
  },
  silent: ['clusters whose definitions are not converted by a webhook', 'rollouts in progress'],
  example: {
    bad: `
kind: CustomResourceDefinition
metadata: { name: mappings.getambassador.io }
spec:
  group: getambassador.io
  conversion: { strategy: Webhook }
  versions: [{ name: v2, served: true, storage: true }, { name: v3alpha1, served: true }]
---
kind: Service
metadata: { name: emissary-apiext, namespace: emissary-system }
spec: { selector: { app: apiext }, ports: [{ port: 443 }] }
---
kind: EndpointSlice
metadata: { name: emissary-apiext-1, namespace: emissary-system, labels: { kubernetes.io/service-name: emissary-apiext } }
endpoints: [{ addresses: [10.0.0.1], conditions: { ready: false } }]
`,
    good: `
kind: CustomResourceDefinition
metadata: { name: mappings.getambassador.io }
spec:
  group: getambassador.io
  conversion: { strategy: Webhook }
  versions: [{ name: v2, served: true, storage: true }, { name: v3alpha1, served: true }]
---
kind: Service
metadata: { name: emissary-apiext, namespace: emissary-system }
spec: { selector: { app: apiext }, ports: [{ port: 443 }] }
---
kind: EndpointSlice
metadata: { name: emissary-apiext-1, namespace: emissary-system, labels: { kubernetes.io/service-name: emissary-apiext } }
endpoints: [{ addresses: [10.0.0.1], conditions: { ready: true } }]
`,
  },

  run({ cluster, now, report }) {
    const definitions = convertedKinds(cluster);
    const [definition] = definitions;
    if (!definition) return;
    const isNeeded = definitions.some(isStoredOld);
    const severity = isNeeded ? 'critical' : 'warning';
    const consequence = words(
      isNeeded
        ? 'The API server can neither read nor write these objects: gateways see no change, and one that restarts does not start.'
        : 'The API server can neither read nor write objects in another version than the stored one.',
    );
    const common = { severity, related: definitions } as const;
    const evidence = { at: definition, path: 'spec.conversion.strategy', value: 'Webhook' };

    // It may be installed elsewhere than usual, so it is looked for everywhere.
    const services = cluster.all('Service').filter(({ metadata }) => metadata.name.endsWith('apiext'));
    if (services.length === 0) {
      if (!cluster.knows('Service')) return;
      const service = { kind: 'Service', namespace: 'emissary-system', name: 'emissary-apiext' };
      report({
        ...common,
        on: service,
        data: {
          service,
          problem: words('which does not exist'),
          consequence,
          advice: words('Install emissary-apiext again, from the manifests of your version.'),
        },
        evidence: [evidence],
        command: installDefinitions({ flavour: 'emissary' }),
      });
      return;
    }

    const found = services.map((service) => ({ service, ...backendsOf(cluster, service) }));
    // A left-over beside the real one has nothing to do.
    const isUp = found.some(({ ready }) => ready !== 0);
    for (const { service, isRollingOut, pods, workloads, desired } of isUp ? [] : found.slice(0, 1)) {
      const trouble = pods.flatMap((pod) => troubleOf(pod, now) ?? [])[0];
      if (isRollingOut && !trouble) continue;
      const [workload] = workloads;
      const pod = trouble?.evidence.at;
      report({
        ...common,
        on: service,
        data: {
          service,
          problem: words(
            desired === 0
              ? 'which is scaled to 0 replicas'
              : `which has no ready Pod${trouble ? `: ${trouble.evidence.at.metadata.name} ${trouble.text}` : ''}`,
          ),
          consequence,
          advice: words(desired === 0 ? 'Scale it up.' : 'Find out why its Pods do not run.'),
        },
        evidence: [evidence, ...(trouble ? [trouble.evidence] : [{ at: service, path: 'spec.selector' }])],
        command:
          desired === 0 && workload
            ? kubectl('scale', workload, '--replicas=3')
            : pod && trouble?.container
              ? logs(pod, trouble.container, (trouble.restarts ?? 0) > 0)
              : kubectl('describe', service),
      });
    }
  },
});
