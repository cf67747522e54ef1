import { certManagerKinds, renewerNameOf } from '../../cluster/cert-manager.ts';
import { neededOf } from '../../cluster/certificate-chain.ts';
import type { Certificate } from '../../cluster/objects.ts';
import {
  certificateKinds,
  hostnamesOf,
  reachesEnvoy,
  type UsedSecret,
  usedSecretsOf,
  usersOf,
} from '../../cluster/served-certificates.ts';
import { defineCheck, type Severity, words } from '../../engine/check.ts';
import { renew, writeTLSSecret } from '../../engine/kubectl.ts';

export const tlsWeakCrypto = defineCheck({
  code: 'TLS015',
  name: 'tls-weak-crypto',
  area: 'tls',
  title: 'A certificate has a key or signature that is too weak',
  severity: 'warning',
  reads: ['Host', 'Secret'],
  alsoReads: [...certificateKinds, ...certManagerKinds],
  explains: ['tls-served-differs', 'gateway-config-frozen'],
  freezes: true,
  message: 'The certificate for {names} in {secret} has {weakness}.',
  why: '{effect}',
  fix: 'Have the certificate issued again with a key of 2048 bits RSA or on the curve P-256, signed with SHA-256, and put both into Secret {name}.',
  inGeneral: {
    why: 'With a weak key Envoy refuses the configuration: a running gateway keeps the old one and takes up no change any more, and a new Pod opens no port for any Host. With an old signature, browsers and other clients of today do not trust the certificate.',
  },
  silent: [
    'the signature of a certificate that signed itself: nobody checks it',
    'P-384 and P-521 where the version of the gateway is not known, or is 4 and later',
    'Secrets that nothing uses',
  ],
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
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z", keyType: rsa, keyBits: 1024 }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa, publicKey: 5a7e } }
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
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z", keyType: rsa, keyBits: 2048 }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa, publicKey: 5a7e } }
`,
  },

  run({ cluster, report }) {
    for (const used of usedSecretsOf(cluster)) {
      const { secret, certificateKey } = used;
      const found = refusalOf(used) ?? oldSignature(used);
      if (!found) continue;
      const renewer = renewerNameOf(cluster, secret);

      report({
        on: secret,
        severity: reachesEnvoy(used) ? found.severity : 'warning',
        data: {
          secret,
          name: secret.metadata.name,
          names: hostnamesOf(used),
          weakness: words(found.weakness),
          effect: words(found.severity !== 'critical' ? NOT_TRUSTED : reachesEnvoy(used) ? REFUSED : TO_BE_REFUSED),
        },
        evidence: [{ at: secret, path: `data[${certificateKey}].${found.field}`, value: found.value }],
        related: usersOf(used),
        command: renewer ? renew(renewer) : writeTLSSecret(secret),
      });
    }
  },
});

interface Weakness {
  readonly severity: Severity;
  readonly weakness: string;
  readonly field: keyof Certificate;
  readonly value: string | number;
}

// Envoy takes RSA from 2048 bits, and of curves P-256; since 1.33 P-384 and P-521 too (Emissary 4). It loads Ed25519, and
// neither RSA-PSS nor Ed448.
function refusalOf({ chain: [leaf], servers }: UsedSecret): Weakness | undefined {
  const { keyType, keyBits, curve } = leaf ?? {};
  if (keyType === 'rsa' && keyBits !== undefined && keyBits < 2048) {
    return { severity: 'critical', weakness: `an RSA key of ${keyBits} bits`, field: 'keyBits', value: keyBits };
  }
  if (keyType !== undefined && !TAKEN.has(keyType)) {
    return { severity: 'critical', weakness: `a key of the kind ${keyType}`, field: 'keyType', value: keyType };
  }
  if (keyType !== 'ec' || !curve || P256.has(curve)) return undefined;
  const isOld = servers.some(({ installation: { version } }) => version !== undefined && /^[0-3]\./.test(version));
  if (LONGER.has(curve) && !isOld) return undefined;
  return { severity: 'critical', weakness: `a key on the curve ${curve}`, field: 'curve', value: curve };
}

const TAKEN: ReadonlySet<string> = new Set(['rsa', 'ec', 'ed25519']);
const P256: ReadonlySet<string> = new Set(['prime256v1', 'P-256', 'secp256r1']);
const LONGER: ReadonlySet<string> = new Set(['secp384r1', 'P-384', 'secp521r1', 'P-521']);

function oldSignature({ chain, servers }: UsedSecret): Weakness | undefined {
  const signed = neededOf(chain).find(
    ({ signatureAlgorithm = '', isSelfSigned }) => !isSelfSigned && /(sha-?1|md5)(?!\d)/i.test(signatureAlgorithm),
  );
  if (!signed?.signatureAlgorithm || servers.length === 0) return undefined;
  const value = signed.signatureAlgorithm;
  return { severity: 'warning', weakness: `a signature of the kind ${value}`, field: 'signatureAlgorithm', value };
}

const REFUSED =
  'Envoy refuses the configuration: a running gateway keeps the old one and takes up no change any more, and a new Pod opens no port for any Host.';
const TO_BE_REFUSED =
  'As soon as a Listener takes TLS for it, Envoy refuses the configuration, with all that is in it.';
const NOT_TRUSTED = 'Browsers and other clients of today do not trust such a signature.';
