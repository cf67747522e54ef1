import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { EMISSARY_MESSAGES, messageIn } from '../../src/cluster/emissary-messages.ts';

/**
 * What Emissary can post and log, from its source, with something in place of names: number of the row in the reference,
 * where it stands, and the texts.
 */
const SAID: readonly (readonly [row: number, shown: 'D' | 'N' | 'L', ...texts: readonly string[]])[] = [
  [1, 'D', 'need apiVersion', 'need kind', 'need name', 'undefined object???'],
  [2, 'D', 'apiVersion example.org/v1 unsupported'],
  [
    3,
    'N',
    'apiVersion getambassador.io/v1 is deprecated, consider upgrading',
    'apiVersion getambassador.io/v9 is not supported',
  ],
  [5, 'D', '<Mapping a.b.1> defines Mapping a, which is already defined by c.b.2'],
  [6, 'L', 'Unable to resolve statsd-sink to IP', 'Stats will not be exported to statsd-sink'],
  [7, 'D', 'cart.shop.1 is not a dictionary? []', 'cart.shop.1 is empty', "cart.shop.1 is missing 'kind'?? {}"],
  [8, 'D', 'could not read YAML from x', 'could not parse YAML', 'could not parse WATT'],
  [
    9,
    'D',
    'Ambassador could not find core CRD definitions. Please visit the documentation',
    'Ambassador could not find Resolver type CRD definitions.',
    'Ambassador could not find the Host CRD definitions',
  ],
  [10, 'D', 'Ambassador is not permitted to read Ingress resources. Please visit'],
  [
    11,
    'D',
    'Pod labels are not mounted in the Ambassador container; Kubernetes Ingress support is likely to be limited',
  ],
  [12, 'N', 'Dropping pod label x'],
  [13, 'L', 'skipping invalid object with no kind: {}'],
  [14, 'L', "Unable to set Ingress web's load balancer, could not find Ambassador service"],
  [
    15,
    'L',
    'Kubernetes service k8s-a-b has no routable ports at all?',
    'x has no port number at index 1',
    'empty port spec',
  ],
  [16, 'D', "a.b.1: Malformed service 'http://': No hostname"],
  [17, 'D', 'resolver no-such is unknown!'],
  [18, 'D', "Invalid circuit_breakers specified: [{'priority': 'urgent'}], invalidating mapping"],
  [19, 'D', 'Mapping a has invalid weight 130'],
  [20, 'D', 'Total weight of mappings exceeds 100, please reconfigure for correct behavior...'],
  [21, 'D', 'Could not normalize mapping weights, ignoring...'],
  [22, 'D', 'cannot accept new mapping a with mismatched headers: [] != []'],
  [23, 'D', 'At most one of host_redirect and shadow may be set; ignoring host_redirect'],
  [24, 'D', 'cannot accept b as second shadow after a'],
  [
    25,
    'D',
    'cannot accept b as second host_redirect after a',
    'cannot accept b with host_redirect after mappings without host_redirect (eg a)',
    'cannot accept b without host_redirect after a with host_redirect',
  ],
  [26, 'D', 'label has multiple entries ({}) instead of just one'],
  [
    27,
    'D',
    ":authority exact-match '*.shop.test' contains *, which cannot match anything.",
    'host exact-match *.shop.test contains *, which cannot match anything.',
  ],
  [28, 'L', 'Mapping a in namespace b: both host and hostname are set, using hostname and ignoring host'],
  [29, 'N', 'Cannot specify both rewrite and regex_rewrite: using regex_rewrite and ignoring rewrite'],
  [30, 'D', 'outlier_detection is not supported'],
  [31, 'D', 'Cannot specify both path_redirect and regex_redirect. Using path_redirect and ignoring regex_redirect.'],
  [32, 'D', 'error_response_overrides is not supported in Emissary 4 and will be ignored'],
  [33, 'D', "Invalid load_balancer specified: {'policy': 'maglev'}, invalidating mapping"],
  [34, 'D', 'Invalid retry policy specified: <IRRetryPolicy ir.retrypolicy>'],
  [35, 'D', 'No load_balancer setting is allowed with the KubernetesServiceResolver'],
  [36, 'D', 'The Consul resolver does not allow dots in service names'],
  [37, 'N', 'The Consul resolver does not allow overriding service port; ignoring requested port'],
  [38, 'D', 'ConsulResolver is required to have a datacenter', 'Resolver kind X unknown'],
  [
    39,
    'D',
    'Service t: k8s-t-cove:80 matches no endpoints from Kubernetes',
    'Service t: t:80 matches no endpoints from Consul',
  ],
  [40, 'D', 'Originate-TLS context upstream is not defined'],
  [41, 'D', 'Originate-TLS context upstream being used even though service http://a lists HTTP'],
  [
    42,
    'D',
    'service ftp://a has unknown scheme ftp, assuming HTTP',
    'ignoring scheme ftp for service a, since it is using TLS',
  ],
  [43, 'D', 'service a.b:80/path has extra URL components; ignoring everything but the host and port'],
  [44, 'D', 'service  has no hostname and will be ignored; please re-configure'],
  [45, 'D', 'found invalid port for service s:70000. Please specify a valid port'],
  [46, 'D', 'cannot merge cluster cluster_extauth_a: mismatched attributes grpc'],
  [47, 'D', 'cluster cluster_a_b has invalid resolver x?'],
  [48, 'L', 'dns_type odd, is an invalid type. Options are STRICT_DNS or LOGICAL_DNS.'],
  [49, 'L', 'health_checks configuration is only supported when using the endpoint resolver. Ignoring'],
  [
    50,
    'D',
    'IRHealthChecks: health_check: must be an object',
    'IRHealthChecks: must be a dict',
    'health_checks must be a list',
    'IRHealthChecks: expected_statuses: status range start value 400 cannot be higher',
    'IRHealthChecks: no valid health check could be parsed',
  ],
  [51, 'L', 'Mapping a has no cluster? {}'],
  [52, 'D', 'Unknown redirect_response_code=300, must be one of [301]'],
  [
    53,
    'D',
    'Label for RateLimit has multiple entries ({})',
    'Label for RateLimit has invalid custom header x',
    'Label for RateLimit is not valid: x',
  ],
  [54, 'D', 'Host a: both TLSContext name and TLS config specified, ignoring Host...'],
  [
    55,
    'D',
    'Host a: Invalid min_tls_version set in Host.tls: x',
    'Host a: Invalid max_tls_version set in Host.tls: v1.4',
  ],
  [56, 'D', 'Host a: generated TLSContext a-context from Host.tls is not valid'],
  [57, 'L', 'Host a: new TLSContext a-context is not valid'],
  [58, 'L', 'Host missing: invalid TLS secret nothing, marking inactive'],
  [59, 'D', 'continuing with invalid ACME private key secret k; ACME will not be able to renew this certificate'],
  [60, 'D', 'Host reef: Specified TLSContext does not exist: edge'],
  [61, 'D', 'Secret info mismatch between Host a (secret: x) and TLSContext a: (secret: y)'],
  [62, 'D', 'Hosts mismatch between Host a and TLSContext b'],
  [63, 'D', 'No Hosts defined, but TLSContexts exist that terminate TLS. The TLSContexts are being ignored.'],
  [64, 'N', 'No TLS termination and no fallback cert -- defaulting to cleartext-only.'],
  [65, 'D', 'Synthesized default host is inactive? {}'],
  [66, 'D', 'Duplicate Host shop; keeping definition from shop.a.1'],
  [
    67,
    'D',
    'Duplicate TLSContext a; keeping definition from a.b.1',
    'TLSContext a: configured conflicting redirect_from port 80',
  ],
  [68, 'L', 'Secret nothing.vault unknown'],
  [69, 'D', 'Duplicate listener alpha.zeta on tcp://0.0.0.0:8080; keeping definition from alpha.gateway.1'],
  [
    70,
    'D',
    'protocol and protocolStack may not both be specified; using protocolStack and ignoring protocol',
    'one of protocol and protocolStack must be specified',
    'protocol HTP is not valid',
  ],
  [71, 'D', 'TCP or UDP should be the last protocol in the protocolStack.', 'UDP is only supported with HTTP'],
  [
    72,
    'D',
    'securityModel is required',
    'hostBinding is required',
    'hostBinding must have at least one of namespace or selector',
    'hostBinding.namespace.from is required',
  ],
  [
    73,
    'D',
    'hostBinding.namespace.from=selector is not yet supported',
    'hostBinding.selector currently supports only matchLabels',
  ],
  [74, 'D', 'No matching Hosts/TCPMappings found, disabling!'],
  [75, 'D', 'TLS Host c: discarding because it conflicts with TCPMapping GROUP: c'],
  [
    76,
    'D',
    'TLS Host a: discarding because host is missing TLSContext',
    'TLS Host two: discarding because mismatching TLSContext between Hosts matching on dns hostname=two.test',
  ],
  [77, 'D', 'No matching TLSContext found, disabling!'],
  [
    78,
    'D',
    "Only one of 'proper_case' or 'header_case_overrides' fields may be set",
    "'header_case_overrides' must be an array",
  ],
  [
    79,
    'D',
    "TLSContext a: 'cert_chain_file' requires 'private_key_file' as well",
    "TLSContext a: exactly one of 'secret' and 'cert_chain_file' must be present",
    'TLSContext a: redirect_cleartext_from must be a port number rather than x',
  ],
  [80, 'D', 'TLSContext empty has no certificate information at all?'],
  [81, 'D', 'TLSContext a found no certificate in secret wild in namespace card, ignoring...'],
  [82, 'D', 'TLSContext a found no private key in secret s in namespace vault'],
  [83, 'D', 'TLSContext a found no certificate revocation list in secret gone in namespace vault'],
  [84, 'D', 'TLSContext a cannot validate client certs without TLS termination'],
  [85, 'D', 'TLSContext a found no validation certificate in secret gone in namespace vault'],
  [86, 'D', "TLSContext a found no cert_chain_file 'crt.pem'", 'TLSContext a is missing private_key_file'],
  [
    87,
    'L',
    'found no certificate in x.y?',
    'found data but no certificate in x.y',
    'found data but no user.key in x.y',
    'handler for istio key not finished yet',
  ],
  [88, 'L', 'FSSecretHandler could not open x', 'found K8s Secret at x', 'found multiple Secrets in x'],
  [
    89,
    'D',
    'tls.key cannot be parsed as PKCS1, PKCS8, or EC: x',
    'tls.key is not a PEM-encoded key',
    'tls.crt cannot be parsed as x.509: x',
    'tls.crt is not a PEM-encoded certificate',
  ],
  [90, 'D', "The 'tls' field on the Ambassador module is deprecated! Please use a TLSContext instead"],
  [91, 'D', 'AuthService cannot support multiple proto values; using grpc'],
  [92, 'D', 'auth canary cluster_extauth_a can only change service!'],
  [
    93,
    'D',
    'AuthService: proto_version v1 is unsupported',
    'protocol_version v2 is unsupported, protocol_version must be "v3"',
  ],
  [
    94,
    'D',
    'AuthService config requires apiVersion',
    'AuthService v2 requires proto field',
    'AuthService ignoring allow_request_body since include_body is present',
  ],
  [
    95,
    'D',
    'only one RateLimitService is supported, got 2',
    'service is required in RateLimitService',
    'RateLimitService: protocol_version v2 is unsupported, protocol_version must be "v3"',
  ],
  [
    96,
    'D',
    'service must be present for a remote log service!',
    'LogService: protocol_version v2 is unsupported, protocol_version must be "v3"',
    'additional_log_headers are not supported in tcp mode',
    'Please provide a header name',
    'Duplicate LogService logservice; keeping definition from a-good.keep.1',
  ],
  [
    97,
    'D',
    'exactly one TracingService is supported, got 2',
    'service field is required in TracingService',
    'driver field is required in TracingService',
    "the 'lightstep' driver is no longer supported",
    'collector_endpoint_version must be one of HTTP_JSON, HTTP_PROTO',
  ],
  [
    98,
    'D',
    "Invalid load_balancer specified: {'policy': 'x'}",
    "Invalid circuit_breakers specified: [{'priority': 'urgent'}]",
    "envoy_log_type 'text' requires a string",
    "envoy_log_type 'json' requires a dictionary",
    'Invalid log_type specified: x',
    "'forward_client_cert_details' may not be set to 'x'",
    "'set_current_client_cert_details' may not contain key 'x'",
    "'set_current_client_cert_details' field 'x' may only be 'true' or 'false'",
    'ip_allow and ip_deny may not both be set',
  ],
  [
    99,
    'D',
    'ip_allow principal x is not valid: y',
    'ip_deny principals must be separate list elements',
    'ip_allow type x unknown: must be peer or remote',
  ],
  [100, 'D', 'missing required field: max_request_bytes', "'max_request_time' is no longer supported"],
  [101, 'L', 'value x is invalid for Module field runtime_flags'],
  [102, 'N', 'A future Ambassador version will change the GRPC protocol version for AuthServices.'],
  [103, 'L', 'No active listeners at all; check your Listener and Host configuration'],
  [
    104,
    'L',
    'no update performed (invalid envoy configuration generated), continuing with current configuration...',
    'could not validate the envoy configuration above after 5 retries, failed with error',
    'envoy configuration validation timed out after 60 seconds, retrying...',
    'Aborting update...',
  ],
  [105, 'L', "could not reconfigure: argument of type 'NoneType' is not iterable"],
  [106, 'L', 'CACHE: CHECK FAILED', 'CACHE: IR MISMATCH', 'CACHE: ENVOY CONFIG MISMATCH'],
  [107, 'L', 'EnvoyStats.update failed to get stats', 'EnvoyStats.get_prometheus_state failed'],
  [108, 'L', 'Warning, unable to watch Host, unknown kind.'],
  [
    109,
    'L',
    'ERROR parsing annotations in Service cart.shop',
    'could not parse YAML',
    'unsupported GroupVersionKind "x"',
  ],
  [110, 'L', 'error parsing ambassador-id: x'],
  [
    111,
    'L',
    'error parsing ambassador module: x',
    'error parsing module: x',
    'error extracting secrets from module: x',
  ],
  [112, 'L', 'mapping a: ignoring extra domain parts in service "a.b.c.d"'],
  [113, 'L', 'error notifying diagd: 500 INTERNAL SERVER ERROR, ignoring'],
  [114, 'L', 'timeout waiting for apiext deployment', 'error checking deployment: x', 'apiext readiness check failed'],
  [115, 'L', "couldn't list getambassador.io/v3alpha1 Mapping (will retry): x"],
  [116, 'L', 'V3 Snapshot inconsistency: x', 'V3 Snapshot error'],
  [
    117,
    'L',
    'root ca certifcate is expired',
    'unable to obtain a root ca during startup',
    'ca bundle is missing',
    'not marked as a CA',
  ],
];

/** Errors stand in the diagnostics, and in the log as well. */
const BOTH = ['gateway-diag-errors', 'gateway-log-errors'];

const byCode = new Map(checks.map((check) => [check.code, check]));

describe.each(SAID.map(([row, shown, ...texts]) => [row, shown, texts] as const))('row %i (%s)', (_, shown, texts) => {
  it.each(texts)('%s', (text) => {
    const message = messageIn(text);
    expect(message?.codes).not.toEqual([]);
    // What both the Go side logs and the compiler posts is found as what is posted.
    const expected = { D: ['error'], N: ['notice', 'error'], L: ['reconfigure', 'start', 'running', 'error'] }[shown];
    expect(expected).toContain(message?.shown);
  });
});

it('lines that healthy gateways write say nothing', () => {
  for (const line of [
    'configuration updated (incremental) from snapshot 12 (S4 L2 G20 C14)',
    'Secret fallback-self-signed-cert.emissary unknown',
    'endpoint watches changed: map[]',
    'starting Scout checker and timer logger',
    'successfully validated the resulting envoy configuration, continuing...',
    'Pushing snapshot v12',
    'Memory Usage 0.28Gi (47%)',
    'not logging input read from file "/dev/stdin"',
    'error checking is on',
  ]) {
    expect(messageIn(line)?.id, line).toBeUndefined();
  }
});

describe.each(EMISSARY_MESSAGES.map((message) => [message.id, message] as const))(
  '%s',
  (id, { codes, meaning, shown }) => {
    it('names checks that exist', () => {
      expect(codes.filter((code) => !byCode.has(code))).toEqual([]);
    });

    it('is folded under the findings of these checks, as far as they stand on an object', () => {
      // A finding about a gateway as a whole explains nothing else that is said of the gateway.
      const causes = codes.filter((code) => !/^(GWY|MET)/.test(code));
      const symptoms = shown === 'notice' ? [] : shown === 'error' ? BOTH : ['gateway-log-errors'];
      for (const code of causes) {
        const { explains = [] } = byCode.get(code) ?? {};
        expect(explains, code).toEqual(expect.arrayContaining(symptoms));
      }
    });

    it('is there once, and says what it means in whole sentences', () => {
      expect(EMISSARY_MESSAGES.filter((message) => message.id === id)).toHaveLength(1);
      expect(meaning).toMatch(/^[A-Z].*\.$/);
    });
  },
);
