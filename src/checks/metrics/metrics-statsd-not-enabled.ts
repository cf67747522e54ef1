import { gatewayPartsOf, podPath } from '../../cluster/gateway-parts.ts';
import { scrapeKinds, scrapesOf } from '../../cluster/scrape.ts';
import { exporterIn, isSwitchedOff, statsdOf, variableOf } from '../../cluster/statsd.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { setEnv } from '../../engine/kubectl.ts';

export const metricsStatsdNotEnabled = defineCheck({
  code: 'MET014',
  name: 'metrics-statsd-not-enabled',
  area: 'metrics',
  title: 'statsd is set up and not switched on',
  severity: 'warning',
  reads: [],
  alsoReads: scrapeKinds,
  message: '{gateway} is set up for statsd ({hint}), and STATSD_ENABLED is {enabled}: no metrics are sent.',
  why: 'Envoy sends its metrics only when STATSD_ENABLED is the word true; dashboards that wait for them stay empty.',
  fix: 'Set STATSD_ENABLED to "true", or take {hint} away.',
  silent: [
    'STATSD_ENABLED "false", "0", "no" or "off": somebody decided so',
    'variables that come from a ConfigMap or Secret',
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
          env: [{ name: STATSD_ENABLED, value: "1" }, { name: STATSD_HOST, value: statsd.monitoring }]
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
          env: [{ name: STATSD_ENABLED, value: "true" }, { name: STATSD_HOST, value: statsd.monitoring }]
`,
  },

  run({ cluster, report }) {
    for (const part of gatewayPartsOf(cluster)) {
      const { on, container, spec } = part;
      const statsd = statsdOf(cluster, part);
      const { enabled, isOn, dogstatsd } = statsd;
      const { value } = enabled;
      if (isOn !== false || isSwitchedOff(statsd)) continue;

      const hasHost = (container.env ?? []).some(({ name }) => name === 'STATSD_HOST');
      const exporter = exporterIn(spec);
      const hint = hasHost
        ? 'STATSD_HOST'
        : dogstatsd.value?.toLowerCase() === 'true'
          ? 'DOGSTATSD'
          : exporter && words(`container ${exporter.name}`);
      if (!hint && value === undefined) continue;

      const scrapes = scrapesOf(cluster).filter((scrape) => scrape.part === part);
      // A host that is left over where the metrics go another way breaks nothing.
      const isLeftOver = value === undefined && scrapes.length > 0 && scrapes.every(({ isLinked }) => isLinked);
      const path = podPath(part, `spec.containers[${container.name}].env`);
      report({
        on,
        data: {
          gateway: on,
          hint: hint ?? 'STATSD_ENABLED',
          enabled: value ?? words('not set'),
        },
        evidence: [
          { at: on, path: `${path}[STATSD_ENABLED]`, value },
          ...(typeof hint === 'string'
            ? [{ at: on, path: `${path}[${hint}]`, value: variableOf(container, hint).value }]
            : []),
        ],
        severity: isLeftOver ? 'info' : 'warning',
        command: setEnv(on, container.name, 'STATSD_ENABLED=true'),
      });
    }
  },
});
