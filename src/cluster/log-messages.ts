import type { Messages } from './emissary-messages.ts';

/**
 * What Emissary says in its log and nowhere else, in the words of its source at 4.1.0 (python/ambassador, diagd.py,
 * cmd/entrypoint, pkg/ambex, pkg/kates). Of several that fit a text the first counts.
 */
export const LOG_MESSAGES: readonly Messages[] = [
  {
    shown: 'reconfigure',
    meaning: 'No change to any Mapping, Host or certificate takes effect any more.',
    rows: {
      rejected: [
        /no update performed \(|could not validate the envoy configuration|Aborting update|gRPC config for .* rejected/,
        'GWY003',
      ],
      'validation-timeout': [/envoy configuration validation timed out/, 'GWY003'],
      crashed: [/could not reconfigure: ?/, 'GWY003'],
      'diagd-refused': [/error notifying .*: 500/, 'GWY003'],
    },
  },
  {
    shown: 'running',
    meaning: 'Changes of Mappings, Hosts and endpoints take effect up to ten minutes late.',
    rows: { 'memory-throttling': [/Memory Usage: throttling reconfig/, 'GWY034'] },
  },
  {
    shown: 'reconfigure',
    meaning: 'The gateway opens no port at all.',
    rows: { 'no-listeners': [/No active listeners at all/, 'RTE008', 'RTE010', 'RTE009'] },
  },
  {
    shown: 'reconfigure',
    meaning: 'Emissary leaves the Host out: what it serves is answered with 404, or not at all.',
    rows: {
      'host-secret-invalid': [
        /invalid TLS secret .*, marking inactive/,
        'TLS001',
        'TLS004',
        'TLS005',
        'TLS006',
        'TLS019',
      ],
      'secret-unknown': [/Secret (?!fallback-self-signed-cert)\S+ unknown/, 'TLS001', 'TLS004', 'TLS019', 'TLS018'],
      'context-implicit': [/new TLSContext \S+ is not valid/, 'TLS001', 'TLS005'],
      'secret-incomplete': [
        /found no certificate in .*\?|found data but no (certificate in|user\.key)|handler for istio key not finished yet/,
        'TLS005',
      ],
      'secret-files': [/FSSecretHandler could not open|found K8s \S+ at|found multiple Secrets in/, 'TLS001'],
    },
  },
  {
    shown: 'reconfigure',
    meaning: 'Emissary leaves the object out, as if it were not there.',
    rows: {
      'no-kind': [/skipping invalid object with no kind/, 'MAP027'],
      'annotation-invalid': [/ERROR parsing annotations|unsupported GroupVersionKind/, 'MAP027'],
      'schema-invalid': [/validation error: \S+ \S+/, 'AUT008', 'MAP028', 'GWY010'],
      'id-invalid': [/error parsing ambassador-id/, 'MAP022'],
    },
  },
  {
    shown: 'start',
    meaning: 'The gateway does not see objects of this kind, until it is started anew.',
    rows: { 'kind-unknown': [/unable to watch \S+, unknown kind/, 'GWY013'] },
  },
  {
    shown: 'running',
    meaning: 'The gateway cannot read its objects; as long as it starts, it does not get ready.',
    rows: {
      'cannot-list': [/couldn't list .*\(will retry\)/, 'GWY020', 'GWY017', 'GWY018'],
      'apiext-wait': [
        /[Ww]aiting for apiext deployment|error checking deployment|apiext readiness check failed/,
        'GWY020',
        'GWY017',
      ],
      'apiext-certificate': [
        /root ca certifcate is expired|unable to obtain a root ca during startup|ca bundle is missing|not marked as a CA/,
        'GWY017',
        'GWY018',
        'GWY019',
      ],
    },
  },
  {
    shown: 'reconfigure',
    meaning: 'Requests go elsewhere than was meant, mostly to nowhere: 503.',
    rows: {
      'service-ports': [/has no routable ports at all\?|has no port number at index|empty port spec/, 'MAP003'],
      'extra-domains': [/ignoring extra domain parts in service/, 'BAL015'],
      'no-cluster': [/Mapping \S+ has no cluster\?/, 'GWY010'],
    },
  },
  {
    shown: 'running',
    meaning: 'Routes are missing or there twice until the gateway is started anew.',
    rows: { cache: [/CACHE: (CHECK FAILED|IR MISMATCH|ENVOY CONFIG MISMATCH)/, 'MAP021'] },
  },
  {
    shown: 'running',
    meaning: 'There are no metrics of Envoy, and nothing shows how requests fare.',
    rows: { 'envoy-stats': [/EnvoyStats\.update failed|get_prometheus_state failed/, 'MET023'] },
  },
  {
    shown: 'start',
    meaning: 'No metrics are sent to statsd, until the gateway is started anew.',
    rows: { statsd: [/Unable to resolve .* to IP|Stats will not be exported to/, 'MET015'] },
  },
  {
    shown: 'reconfigure',
    meaning: 'Emissary goes on without this setting.',
    rows: {
      'module-untyped': [/error parsing (ambassador )?module|error extracting secrets from module/, 'GWY028'],
      'runtime-flags': [/is invalid for Module field runtime_flags/, 'GWY028'],
      'health-checks-ignored': [
        /health_checks configuration is only supported when using the endpoint resolver/,
        'BAL021',
      ],
      'dns-type': [/dns_type \S+, is an invalid type/, 'MAP025'],
    },
  },
  {
    shown: 'reconfigure',
    meaning: 'Requests are served all the same.',
    isHarmless: true,
    rows: {
      'hostname-twice': [/both host and hostname are set, using hostname/, 'MAP025'],
      'ingress-status': [/Unable to set Ingress .* load balancer, could not find Ambassador service/, 'GWY010'],
      // What these announce has lines of its own.
      'start-errors': [/ERROR ERROR ERROR Starting with configuration errors/, 'GWY010'],
      inconsistent: [/V3 Snapshot (inconsistency|error)/, 'GWY010'],
    },
  },
];
