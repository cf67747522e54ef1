import { type AskedService, askedServicesOf } from '../../cluster/asked-services.ts';
import type { Service } from '../../cluster/objects.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { serviceText } from '../../cluster/targets.ts';
import { type Backends, backendKinds, backendsOf, type Trouble, troubleOf } from '../../cluster/workloads.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { kubectl, logs, patch } from '../../engine/kubectl.ts';

export const authPortOrEndpoints = defineCheck({
  code: 'AUT003',
  name: 'auth-port-or-endpoints',
  area: 'auth',
  title: 'The Service an AuthService, or its like, asks has no such port, or Pods that do not answer',
  severity: 'critical',
  reads: ['AuthService', 'Service'],
  alsoReads: [...routingKinds, ...routingAlsoReads, ...backendKinds],
  explains: ['auth-uaex-burst'],
  message: '{object} asks {service}, {problem}.',
  why: '{outage}',
  fix: '{advice}',
  inGeneral: {
    why: 'When nobody answers for an AuthService, every request that has to be checked is refused, or passes unchecked with failure_mode_allow. Otherwise nothing is rate limited, or logs or traces are lost. While some Pods are left, they answer for all.',
    fix: 'Find out why the Pods of the Service do not serve, and mend or roll back what runs them. If it picks no Pod, correct its selector. If it has no such port, write one that it has into the address.',
  },
  silent: [
    'Services of type ExternalName; the port of a headless Service, whose Pods are reached on their own port',
    'Pods that start for the first time or are being replaced and are not in trouble',
    'what is scaled to zero by itself, or may be: its autoscalers could not be read',
  ],
  example: {
    bad: `
kind: AuthService
metadata: { name: gate, namespace: shop }
spec: { auth_service: "login.shop:8080", proto: http }
---
kind: Service
metadata: { name: login, namespace: shop }
spec: { selector: { app: login }, ports: [{ port: 3000 }] }
---
kind: EndpointSlice
metadata: { name: login-1, namespace: shop, labels: { kubernetes.io/service-name: login } }
endpoints: [{ addresses: [10.0.0.1], conditions: { ready: true } }]
`,
    good: `
kind: AuthService
metadata: { name: gate, namespace: shop }
spec: { auth_service: "login.shop:3000", proto: http }
---
kind: Service
metadata: { name: login, namespace: shop }
spec: { selector: { app: login }, ports: [{ port: 3000 }] }
---
kind: EndpointSlice
metadata: { name: login-1, namespace: shop, labels: { kubernetes.io/service-name: login } }
endpoints: [{ addresses: [10.0.0.1], conditions: { ready: true } }]
`,
  },

  run({ cluster, now, report }) {
    for (const asked of askedServicesOf(cluster)) {
      const { object, path, upstream, outage } = asked;
      const service = cluster.find('Service', upstream.namespace, upstream.name);
      if (upstream.kind !== 'service' || !service || service.spec.type === 'ExternalName') continue;

      const ports = (service.spec.ports ?? []).filter(({ protocol = 'TCP' }) => protocol === 'TCP');
      if (!hasPort(asked, service)) {
        const numbers = ports.map(({ port }) => String(port));
        const [only = 80] = ports.map(({ port }) => port);
        const right = serviceText(upstream.address, { port: only });
        const [, field = ''] = path.split('.');
        report({
          on: object,
          severity: outage.severity,
          data: {
            object,
            service,
            problem: words(
              `which has no port ${upstream.port}${upstream.isDefaultPort ? ' (the default)' : ''}, only ${numbers.join(', ')}`,
            ),
            outage: words(outage.text),
            advice: words(`Write a port of the Service into ${path}: ${right}.`),
          },
          evidence: [
            { at: object, path, value: upstream.address.written },
            { at: service, path: 'spec.ports', value: numbers },
          ],
          command: patch(object, {
            spec: { [field]: ports.length === 1 ? right : serviceText(upstream.address, { port: 'PORT' }) },
          }),
        });
        continue;
      }

      const backends = backendsOf(cluster, service);
      const { ready, pods, workloads } = backends;
      const troubles = pods.flatMap((pod) => troubleOf(pod, now) ?? []);
      const [trouble] = troubles;
      if (ready === undefined || (ready > 0 && (!trouble || backends.isRollingOut))) continue;
      if (ready === 0 && isIntended(backends, trouble)) continue;

      const workload = workloads[0];
      report({
        // On the Service: whoever asks it, its Pods are what has to be mended.
        on: service,
        severity: ready === 0 ? outage.severity : 'warning',
        data: {
          object,
          service,
          problem: words(problemOf(backends, ready, trouble)),
          outage: words(
            ready === 0 ? outage.text : 'The Pods that are left answer for all; when they fail too, nobody does.',
          ),
          advice: words(
            workload
              ? `Find out why the Pods of ${workload.kind} ${workload.metadata.name} do not serve, and mend or roll it back.`
              : 'Look at the selector of the Service and at the Pods it should pick.',
          ),
        },
        evidence: [
          { at: object, path, value: upstream.address.written },
          ...troubles.slice(0, 3).map(({ evidence }) => evidence),
        ],
        related: [object, ...workloads, ...troubles.map(({ evidence }) => evidence.at)],
        command: commandOf(backends, trouble, service),
      });
    }
  },
});

function hasPort({ upstream }: AskedService, { spec }: Service): boolean {
  const ports = (spec.ports ?? []).filter(({ protocol = 'TCP' }) => protocol === 'TCP');
  if (ports.length === 0 || spec.clusterIP === 'None' || upstream.address.malformed) return true;
  return ports.some(
    ({ port, targetPort }) =>
      port === upstream.port || (upstream.resolver === 'endpoint' && targetPort === upstream.port),
  );
}

function isIntended({ desired, scalesToZero, isRollingOut }: Backends, trouble: Trouble | undefined): boolean {
  return scalesToZero === true || (desired === 0 && scalesToZero !== false) || (isRollingOut && !trouble);
}

function problemOf({ desired, pods, knowsPods }: Backends, ready: number, trouble: Trouble | undefined): string {
  if (desired === 0) return 'which is scaled to 0 replicas';
  if (!knowsPods) return 'of which no address is ready';
  if (pods.length === 0) return 'which picks no Pod';
  const of = `with ${ready} of ${Math.max(pods.length, ready)} Pods ready`;
  return trouble ? `${of}: ${trouble.evidence.at.metadata.name} ${trouble.text}` : of;
}

function commandOf({ desired, workloads }: Backends, trouble: Trouble | undefined, service: Service): string {
  const [workload] = workloads;
  if (desired === 0 && workload) return kubectl('scale', workload, '--replicas=2');
  if (!trouble) return kubectl('describe', service);
  const { container, restarts = 0, reason, evidence } = trouble;
  const hasLogs = container !== undefined && restarts > 0 && reason !== 'ImagePullBackOff';
  return hasLogs ? logs(evidence.at, container, true) : kubectl('describe', evidence.at);
}
