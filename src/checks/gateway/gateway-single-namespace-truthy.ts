import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import { unreadObjects } from '../../cluster/unread.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { kubectl } from '../../engine/kubectl.ts';

export const gatewaySingleNamespaceTruthy = defineCheck({
  code: 'GWY022',
  name: 'gateway-single-namespace-truthy',
  area: 'gateway',
  title: 'A gateway reads one namespace only, because “false” counts as yes',
  severity: 'error',
  reads: ['Deployment'],
  alsoReads: installationKinds,
  explains: ['route-no-listener', 'tls-secret-scope', 'tls-plaintext-fallback', 'gateway-scope-excludes'],
  message:
    '{gateway} has AMBASSADOR_SINGLE_NAMESPACE set to {value}, which counts as yes: it reads namespace {namespace} only{others}.',
  why: '{consequence}',
  fix: 'Remove the variable; only without it all namespaces are read.',
  inGeneral: {
    why: 'What objects in other namespaces describe is not served, and nothing says so.',
  },
  silent: ['gateways whose variable says yes: they are meant to read one namespace'],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    spec:
      containers:
        - name: emissary
          image: ghcr.io/emissary-ingress/emissary:4.0.1
          env: [{ name: AMBASSADOR_SINGLE_NAMESPACE, value: "false" }]
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } }
`,
  },

  run({ cluster, report }) {
    for (const installation of installationsOf(cluster)) {
      const { AMBASSADOR_SINGLE_NAMESPACE: value = '' } = installation.env;
      const [gateway] = installation.workloads;
      if (!gateway || !/^(false|0|no|n|f|off)$/i.test(value)) continue;

      const lost = unreadObjects(cluster, installation);
      const [first] = lost;
      report({
        on: gateway,
        severity: first ? 'error' : 'warning',
        data: {
          gateway,
          value,
          namespace: installation.namespace,
          others: words(first ? `, and so misses ${lost.length} objects` : ''),
          consequence: words(
            first
              ? 'What these objects describe is not served, and nothing says so.'
              : 'Objects in other namespaces will not be served, and nothing will say so.',
          ),
        },
        evidence: [
          { at: gateway, path: 'spec.template.spec.containers[].env[AMBASSADOR_SINGLE_NAMESPACE]', value },
          ...(first ? [{ at: first, path: 'metadata.namespace', value: first.metadata.namespace }] : []),
        ],
        related: lost.slice(0, 20),
        command: kubectl('set env', gateway, 'AMBASSADOR_SINGLE_NAMESPACE-'),
      });
    }
  },
});
