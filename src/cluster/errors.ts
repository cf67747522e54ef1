import type { AnyObject, Ref } from './objects.ts';
import { refOf } from './objects.ts';

/** Where Emissary's diagnostics show an error that belongs to no object, or to one of its own making. */
export type Place = '-global-' | '-internal-';

/** What Emissary says is wrong, as a code; its own words are in its diagnostics. */
export type Reason =
  | 'duplicate'
  | 'malformed-service'
  | 'service-without-host'
  | 'service-port-invalid'
  | 'service-scheme-unknown'
  | 'service-extra-parts'
  | 'context-unknown'
  | 'context-despite-http'
  | 'resolver-unknown'
  | 'resolver-without-datacenter'
  | 'consul-dots'
  | 'port-without-endpoints'
  | 'circuit-breakers-invalid'
  | 'load-balancer-invalid'
  | 'load-balancer-needs-endpoints'
  | 'retry-policy-invalid'
  | 'error-response-overrides'
  | 'outlier-detection'
  | 'glob-in-host'
  | 'health-check-invalid'
  | 'redirects-exclude-each-other'
  | 'redirect-code-unknown'
  | 'redirect-and-shadow'
  | 'member-mismatch'
  | 'second-shadow'
  | 'redirect-mixed'
  | 'weight-over-100'
  | 'weights-over-100'
  | 'weights-not-normalized'
  | 'host-tls-twice'
  | 'host-tls-version'
  | 'host-tls-invalid'
  | 'host-context-unknown'
  | 'host-secret-mismatch'
  | 'host-hosts-mismatch'
  | 'host-context-conflict'
  | 'host-tcp-conflict'
  | 'acme-key-unknown'
  | 'no-hosts-but-contexts'
  | 'context-key-missing'
  | 'context-certificate-twice'
  | 'context-redirect-invalid'
  | 'context-redirect-conflict'
  | 'context-empty'
  | 'certificate-not-found'
  | 'private-key-not-found'
  | 'revocation-list-not-found'
  | 'validation-certificate-not-found'
  | 'validation-without-termination'
  | 'file-not-found'
  | 'file-missing'
  | 'listener-protocol-twice'
  | 'listener-protocol-missing'
  | 'listener-protocol-invalid'
  | 'listener-stack-invalid'
  | 'listener-security-model-missing'
  | 'listener-binding-missing'
  | 'listener-binding-unsupported'
  | 'listener-without-hosts'
  | 'listener-duplicate'
  | 'tcp-context-missing'
  | 'tcp-conflict'
  | 'auth-misconfigured'
  | 'auth-settings-differ'
  | 'auth-not-mergeable'
  | 'remote-service-count'
  | 'remote-service-incomplete'
  | 'remote-service-outdated'
  | 'module-tls'
  | 'module-invalid';

/** An error that Emissary posts, or would post, for what is in the cluster. */
export interface PostedError {
  readonly on: Ref | Place;
  readonly reason: Reason;
  /** The other object it is about: the Mapping that was refused, the Listener that was there first. */
  readonly about?: Ref;
  /** The field, name or value that is wrong. */
  readonly detail?: string;
}

/** Collects errors while a configuration is worked out. */
export type Post = (
  on: AnyObject | Ref | Place,
  reason: Reason,
  more?: { readonly about?: AnyObject; readonly detail?: string },
) => void;

/** A collector that writes into a list. */
export function posting(errors: PostedError[]): Post {
  return (on, reason, { about, detail } = {}) => {
    errors.push({
      on: typeof on === 'string' || !('metadata' in on) ? on : refOf(on),
      reason,
      ...(about && { about: refOf(about) }),
      ...(detail !== undefined && { detail }),
    });
  };
}
