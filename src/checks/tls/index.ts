import type { Check } from '../../engine/check.ts';
import { tlsAcmeOss } from './tls-acme-oss.ts';
import { tlsCaProblem } from './tls-ca-problem.ts';
import { tlsCertExpired } from './tls-cert-expired.ts';
import { tlsCertExpiring } from './tls-cert-expiring.ts';
import { tlsCertManagerFailed } from './tls-cert-manager-failed.ts';
import { tlsCertNotYetValid } from './tls-cert-not-yet-valid.ts';
import { tlsChainIncomplete } from './tls-chain-incomplete.ts';
import { tlsCipherSuspect } from './tls-cipher-suspect.ts';
import { tlsConflictingHosts } from './tls-conflicting-hosts.ts';
import { tlsContextMissing } from './tls-context-missing.ts';
import { tlsContextNameCollision } from './tls-context-name-collision.ts';
import { tlsContextUnused } from './tls-context-unused.ts';
import { tlsHostContextMismatch } from './tls-host-context-mismatch.ts';
import { tlsHostNoTlsListener } from './tls-host-no-tls-listener.ts';
import { tlsHostSettingsUnused } from './tls-host-settings-unused.ts';
import { tlsKeyMismatch } from './tls-key-mismatch.ts';
import { tlsOriginationUnverified } from './tls-origination-unverified.ts';
import { tlsPlaintextFallback } from './tls-plaintext-fallback.ts';
import { tlsSanMismatch } from './tls-san-mismatch.ts';
import { tlsSecretBadPem } from './tls-secret-bad-pem.ts';
import { tlsSecretMissing } from './tls-secret-missing.ts';
import { tlsSecretMissingKey } from './tls-secret-missing-key.ts';
import { tlsSecretNamespacing } from './tls-secret-namespacing.ts';
import { tlsSecretScope } from './tls-secret-scope.ts';
import { tlsSecretWrongType } from './tls-secret-wrong-type.ts';
import { tlsSelfSigned } from './tls-self-signed.ts';
import { tlsServedDiffers } from './tls-served-differs.ts';
import { tlsStagingCert } from './tls-staging-cert.ts';
import { tlsUpstreamScheme } from './tls-upstream-scheme.ts';
import { tlsVersionInvalid } from './tls-version-invalid.ts';
import { tlsWeakCrypto } from './tls-weak-crypto.ts';

/** The checks of tls, in the order of their codes. */
export const tlsChecks: readonly Check[] = [
  tlsSecretMissing,
  tlsPlaintextFallback,
  tlsSecretWrongType,
  tlsSecretMissingKey,
  tlsSecretBadPem,
  tlsKeyMismatch,
  tlsCertExpired,
  tlsCertExpiring,
  tlsCertNotYetValid,
  tlsStagingCert,
  tlsSelfSigned,
  tlsSanMismatch,
  tlsChainIncomplete,
  tlsWeakCrypto,
  tlsContextMissing,
  tlsContextNameCollision,
  tlsSecretNamespacing,
  tlsSecretScope,
  tlsHostContextMismatch,
  tlsHostSettingsUnused,
  tlsHostNoTlsListener,
  tlsConflictingHosts,
  tlsVersionInvalid,
  tlsCipherSuspect,
  tlsContextUnused,
  tlsCaProblem,
  tlsOriginationUnverified,
  tlsUpstreamScheme,
  tlsAcmeOss,
  tlsCertManagerFailed,
  tlsServedDiffers,
];
