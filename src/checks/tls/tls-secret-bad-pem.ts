import type { AnyObject, Secret } from '../../cluster/objects.ts';
import {
  certificateKinds,
  reachesEnvoy,
  secretReferencesOf,
  usedSecretsOf,
  usersOf,
} from '../../cluster/served-certificates.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { putIntoSecret } from '../../engine/kubectl.ts';

export const tlsSecretBadPem = defineCheck({
  code: 'TLS006',
  name: 'tls-secret-bad-pem',
  area: 'tls',
  title: 'A Secret for TLS holds something that is no certificate or no key',
  severity: 'critical',
  reads: ['Host', 'Secret'],
  alsoReads: certificateKinds,
  explains: ['gateway-diag-errors', 'gateway-log-errors', 'tls-served-differs', 'gateway-config-frozen'],
  freezes: true,
  message: 'Envoy cannot load {keys} of {secret}: {problem}.',
  why: '{effect}',
  fix: 'Write {keys} of Secret {name} anew, as PEM text: kubectl create secret tls does it right, and a key must have no password.',
  inGeneral: {
    why: 'Envoy refuses the configuration: a running gateway keeps the old one and takes up no change any more, and a new Pod opens no port for any Host. A gateway that looks at Secrets first leaves out this one and the Hosts that name it.',
  },
  silent: ['text before, between and after the PEM blocks', 'Secrets that nothing uses'],
  example: {
    bad: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls } }
---
kind: Secret
metadata: { name: shop-tls, namespace: shop }
type: kubernetes.io/tls
data:
  tls.crt: { bytes: 1600, problem: base64 twice }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
`,
    good: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls } }
---
kind: Secret
metadata: { name: shop-tls, namespace: shop }
type: kubernetes.io/tls
data:
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z" }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
`,
  },

  run({ cluster, report }) {
    // One for a Secret: whoever writes it anew writes all of it.
    const check = (
      secret: Secret,
      keys: readonly string[],
      severity: keyof typeof EFFECTS,
      related: readonly AnyObject[],
    ) => {
      const broken = keys.flatMap((key) => {
        const { bytes = 0, problem } = secret.data[key] ?? {};
        return problem && bytes > 0 ? [{ key, problem }] : [];
      });
      const [first] = broken;
      if (!first) return;
      const problems = new Set(broken.map(({ problem }) => problem));
      report({
        on: secret,
        key: first.key,
        severity,
        data: {
          secret,
          name: secret.metadata.name,
          keys: broken.map(({ key }) => key),
          problem: words(
            problems.size === 1 ? first.problem : broken.map(({ key, problem }) => `${key} is ${problem}`).join(', '),
          ),
          effect: words(EFFECTS[severity]),
        },
        evidence: broken.map(({ key, problem }) => ({ at: secret, path: `data[${key}]`, value: problem })),
        related,
        command: broken.map(({ key }) => putIntoSecret(secret, key)).join('\n'),
      });
    };

    for (const used of usedSecretsOf(cluster)) {
      const severity = reachesEnvoy(used) ? 'critical' : 'warning';
      check(used.secret, [used.certificateKey, used.privateKeyKey], severity, usersOf(used));
    }
    for (const { by, role, namespace, name, installation, isUsed, isHandedOn } of secretReferencesOf(cluster)) {
      const secret = isUsed && isHandedOn ? cluster.find('Secret', namespace, name) : undefined;
      if (!secret || !installation.sees(secret)) continue;
      // With this switch on, the gateway looks first.
      const severity = installation.forceSecretValidation ? 'error' : 'critical';
      if (role === 'revocations') check(secret, ['crl.pem'], 'critical', [by]);
      else if (role === 'authority') check(secret, ['tls.crt'], severity, [by]);
      else if (severity === 'error') check(secret, ['tls.crt', 'tls.key'], severity, [by]);
    }
  },
});

const EFFECTS = {
  critical:
    'Envoy refuses the configuration: a running gateway keeps the old one and takes up no change any more, and a new Pod opens no port for any Host.',
  error: 'The gateway looks at Secrets first, and does not use this one, nor the Hosts that name it.',
  warning: 'As soon as a Listener takes TLS for it, Envoy refuses the configuration, with all that is in it.',
};
