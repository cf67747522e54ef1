import type { Cluster } from '../../cluster/cluster.ts';
import { gatewayPartsOf, podPath } from '../../cluster/gateway-parts.ts';
import { installationKinds } from '../../cluster/installations.ts';
import { nearest } from '../../cluster/names.ts';
import { STATSD_PORT, type StatsdTarget, statsdOf } from '../../cluster/statsd.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { setEnv } from '../../engine/kubectl.ts';

export const metricsStatsdHostMissing = defineCheck({
  code: 'MET015',
  name: 'metrics-statsd-host-missing',
  area: 'metrics',
  title: 'The statsd host of a gateway does not exist',
  severity: 'error',
  reads: ['Service'],
  alsoReads: installationKinds,
  message: '{gateway} sends its metrics to {host}{origin}, and {problem}.{hint}',
  why: 'Emissary cannot resolve the name, logs "Stats will not be exported", and sends no metrics at all.',
  fix: '{advice}',
  inGeneral: {
    fix: 'Set STATSD_HOST to the Service or host that takes statsd metrics on UDP port 8125, with the namespace if it is another one, and without scheme or port. Or create that Service.',
  },
  silent: [
    'addresses, names outside the cluster, and hosts that come from a field, ConfigMap or Secret',
    'Pods on the network of their node, or with a DNS configuration of their own',
    'localhost: that is metrics-sidecar-missing',
  ],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    spec:
      containers:
        - name: emissary
          image: emissary:4.0.1
          env: [{ name: STATSD_ENABLED, value: "true" }, { name: STATSD_HOST, value: statsd-snk }]
---
kind: Service
metadata: { name: statsd-sink, namespace: emissary }
spec: { ports: [{ port: 8125, protocol: UDP }] }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    spec:
      containers:
        - name: emissary
          image: emissary:4.0.1
          env: [{ name: STATSD_ENABLED, value: "true" }]
---
kind: Service
metadata: { name: statsd-sink, namespace: emissary }
spec: { ports: [{ port: 8125, protocol: UDP }] }
`,
  },

  run({ cluster, report }) {
    for (const part of gatewayPartsOf(cluster)) {
      const { on, container } = part;
      const { isOn, target, host } = statsdOf(cluster, part);
      if (isOn !== true || (target.kind !== 'service' && target.kind !== 'malformed')) continue;
      if (target.kind === 'service' && !cluster.lacks('Service', target.namespace, target.name)) continue;

      const isMalformed = target.kind === 'malformed';
      const candidate = isMalformed ? hostIn(target.host) : candidateFor(cluster, target);
      const isDefault = host.value === undefined;
      report({
        on,
        data: {
          gateway: on,
          host: target.host,
          origin: words(isDefault ? ' (the default, as STATSD_HOST is not set)' : ''),
          problem: words(
            isMalformed
              ? 'that is no host name: a scheme or port does not belong there'
              : `there is no Service ${target.namespace}/${target.name}`,
          ),
          hint: words(candidate && !isMalformed ? ` The nearest is ${candidate}.` : ''),
          advice: words(
            candidate
              ? `Set STATSD_HOST to ${candidate}.`
              : 'Set STATSD_HOST to the Service or host that takes statsd metrics on UDP port 8125, or create that Service.',
          ),
        },
        evidence: [
          { at: on, path: podPath(part, `spec.containers[${container.name}].env[STATSD_HOST]`), value: host.value },
        ],
        command: setEnv(on, container.name, `STATSD_HOST=${candidate ?? 'HOST'}`),
      });
    }
  },
});

/** The host in a text with a scheme, port or path around it. */
function hostIn(text: string): string | undefined {
  return /^(?:\w+:\/\/)?([a-z0-9][a-z0-9.-]*)/i.exec(text)?.[1];
}

/** A Service with a near name, one with this name elsewhere, or the only one that takes statsd. */
function candidateFor(
  cluster: Cluster<'Service'>,
  { namespace, name, host }: Extract<StatsdTarget, { kind: 'service' }>,
): string | undefined {
  const services = cluster.all('Service');
  const near = nearest(
    name,
    services.filter(({ metadata }) => metadata.namespace === namespace).map(({ metadata }) => metadata.name),
  );
  if (near) return host.includes('.') ? `${near}.${namespace}` : near;

  const elsewhere = services.filter(({ metadata }) => metadata.name === name);
  const sinks = services.filter(({ spec }) =>
    spec.ports?.some(({ port, protocol }) => port === STATSD_PORT && protocol === 'UDP'),
  );
  const [found] = elsewhere.length > 0 ? elsewhere : sinks.length === 1 ? sinks : [];
  return found && `${found.metadata.name}.${found.metadata.namespace}`;
}
