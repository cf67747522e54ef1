import { certificateKinds, secretReferencesOf } from '../../cluster/served-certificates.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { copySecret, edit, label } from '../../engine/kubectl.ts';

export const tlsSecretScope = defineCheck({
  code: 'TLS019',
  name: 'tls-secret-scope',
  area: 'tls',
  title: 'A Secret for TLS is out of sight of the gateway',
  severity: 'error',
  reads: ['Host', 'Secret'],
  alsoReads: certificateKinds,
  explains: ['tls-plaintext-fallback', 'gateway-diag-errors', 'gateway-log-errors'],
  message: '{object} names {secret}, which the gateway does not see: it reads only {scope}.',
  why: 'To the gateway this Secret does not exist: it drops a Host that names it, and what uses a TLSContext with it goes without TLS.',
  fix: '{advice}',
  inGeneral: {
    fix: 'Copy the Secret into the namespace that the gateway reads and name it there, or take AMBASSADOR_SINGLE_NAMESPACE off the gateway. If the gateway reads by labels or fields, give the Secret what it asks for.',
  },
  silent: [
    'AMBASSADOR_CERTS_SINGLE_NAMESPACE alone: it changes nothing',
    'Secrets that nothing names, and what a TLSContext names that nothing uses',
  ],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    spec:
      containers:
        - name: emissary-ingress
          image: ghcr.io/emissary-ingress/emissary:4.0.0
          env: [{ name: AMBASSADOR_NAMESPACE, value: emissary }, { name: AMBASSADOR_SINGLE_NAMESPACE, value: "true" }]
---
kind: Host
metadata: { name: shop, namespace: emissary }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls, namespace: shop } }
---
kind: Secret
metadata: { name: shop-tls, namespace: shop }
type: kubernetes.io/tls
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    spec:
      containers:
        - name: emissary-ingress
          image: ghcr.io/emissary-ingress/emissary:4.0.0
          env: [{ name: AMBASSADOR_NAMESPACE, value: emissary }, { name: AMBASSADOR_SINGLE_NAMESPACE, value: "true" }]
---
kind: Host
metadata: { name: shop, namespace: emissary }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls, namespace: emissary } }
---
kind: Secret
metadata: { name: shop-tls, namespace: emissary }
type: kubernetes.io/tls
`,
  },

  run({ cluster, report }) {
    for (const { by, path, role, written, namespace, name, installation, isUsed } of secretReferencesOf(cluster)) {
      const secret = isUsed ? cluster.find('Secret', namespace, name) : undefined;
      if (!secret || installation.sees(secret)) continue;

      const { singleNamespace, labelSelector, fieldSelector = '' } = installation;
      const isElsewhere = singleNamespace && namespace !== installation.namespace;
      report({
        on: by,
        key: role,
        data: {
          object: by,
          secret,
          scope: words(
            isElsewhere
              ? `namespace ${installation.namespace}`
              : labelSelector
                ? `objects with the labels ${labelSelector}`
                : `objects with ${fieldSelector}`,
          ),
          advice: words(
            isElsewhere
              ? `Copy the Secret into namespace ${installation.namespace} and name it there, or take AMBASSADOR_SINGLE_NAMESPACE off the gateway.`
              : 'Give the Secret what AMBASSADOR_LABEL_SELECTOR or AMBASSADOR_FIELD_SELECTOR of the gateway asks for.',
          ),
        },
        evidence: [
          { at: by, path, value: written },
          ...installation.workloads.slice(0, 1).map((workload) => ({
            at: workload,
            path: isElsewhere ? 'env[AMBASSADOR_SINGLE_NAMESPACE]' : 'env[AMBASSADOR_LABEL_SELECTOR]',
            value: isElsewhere ? installation.env.AMBASSADOR_SINGLE_NAMESPACE : labelSelector,
          })),
        ],
        related: [secret],
        command: isElsewhere
          ? copySecret(secret, installation.namespace)
          : labelSelector
            ? label(secret, labelSelector.split(','), '--overwrite')
            : edit(secret),
      });
    }
  },
});
