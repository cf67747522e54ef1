import type { Messages } from './emissary-messages.ts';

/**
 * What Emissary posts: errors and notices of its diagnostics, in the words of its source at 4.1.0 (python/ambassador: config,
 * fetch, ir, envoy, diagnostics). Of several that fit a text the first counts.
 */
export const POSTED_MESSAGES: readonly Messages[] = [
  {
    shown: 'error',
    meaning: 'Emissary leaves this object out, as if it were not there.',
    rows: {
      'object-incomplete': [/\bneed (apiVersion|kind|name)\b|undefined object\?\?\?/, 'MAP027'],
      'version-foreign': [/apiVersion \S+ unsupported/, 'MAP026', 'MAP027'],
      'no-dictionary': [/ is not a dictionary\?|^\S+ is empty$| is missing 'kind'\?\?/, 'MAP027'],
      'yaml-unreadable': [/could not (read YAML from|parse YAML|parse WATT)/, 'MAP027'],
    },
  },
  {
    shown: 'error',
    meaning: 'Of two objects with one name Emissary uses the later one only.',
    rows: { 'defined-twice': [/, which is already defined by /, 'MAP016'] },
  },
  {
    shown: 'error',
    meaning: 'Emissary does not see objects of these kinds.',
    rows: {
      'crds-missing': [/could not find .*CRD definitions/, 'GWY013'],
      'ingress-forbidden': [/not permitted to read Ingress resources/, 'GWY021'],
    },
  },
  {
    shown: 'error',
    meaning: 'Only Ingresses need the labels of the gateway’s Pod.',
    isHarmless: true,
    rows: { 'pod-labels': [/Pod labels are not mounted in the Ambassador container/, 'GWY031'] },
  },
  {
    shown: 'error',
    meaning: 'Emissary leaves this Mapping out: the next one that fits answers its requests, or the gateway says 404.',
    rows: {
      'resolver-unknown': [/resolver \S+ is unknown!/, 'MAP014'],
      'breakers-invalid': [/Invalid circuit_breakers specified: .*invalidating mapping/, 'MAP015'],
      'member-mismatch': [/cannot accept new mapping .* with mismatched/, 'MAP020'],
      'redirect-and-shadow': [/At most one of host_redirect and shadow may be set/, 'MAP015'],
      'redirect-mixed': [
        /as second host_redirect after|with host_redirect after mappings without|without host_redirect after/,
        'MAP020',
      ],
      'host-glob': [/:authority exact-match .* contains \*|host exact-match \S+ contains \*/, 'RTE007'],
      'outlier-detection': [/outlier_detection is not supported/, 'MAP015'],
      'error-overrides': [/error_response_overrides is not supported in Emissary 4/, 'MAP015', 'GWY027'],
      'balancer-invalid': [/Invalid load_balancer specified: .*invalidating mapping/, 'BAL009'],
      'balancer-resolver': [/No load_balancer setting is allowed with the KubernetesServiceResolver/, 'BAL010'],
      'retry-invalid': [/Invalid retry policy specified/, 'MAP015'],
      'consul-dots': [/The Consul resolver does not allow dots in service names/, 'MAP015'],
    },
  },
  {
    shown: 'error',
    meaning: 'It gets no copies of requests.',
    rows: { 'second-shadow': [/cannot accept .* as second shadow after/, 'MAP020'] },
  },
  {
    shown: 'error',
    meaning: 'Requests go elsewhere than was meant, mostly to nowhere: 503.',
    rows: {
      'service-malformed': [/Malformed service '/, 'MAP006'],
      'scheme-unknown': [/has unknown scheme \S+, assuming|ignoring scheme \S+ for service/, 'MAP006'],
      'service-without-host': [/has no hostname and will be ignored/, 'MAP006'],
      'port-invalid': [/found invalid port for service/, 'MAP005', 'MAP006'],
      'cluster-resolver': [/cluster \S+ has invalid resolver /, 'MAP014'],
      'resolver-invalid': [/ConsulResolver is required to have a datacenter|Resolver kind \S+ unknown/, 'MAP014'],
    },
  },
  {
    shown: 'error',
    meaning:
      'Requests that went to its Pods got 503 then; what is scaled to zero and what is being replaced is among it.',
    isHarmless: true,
    rows: { 'no-endpoints': [/matches no endpoints from /, 'BAL016', 'MAP003', 'MAP008'] },
  },
  {
    shown: 'error',
    meaning: 'The path behind the service is not used.',
    isHarmless: true,
    rows: { 'service-path': [/has extra URL components/, 'MAP007'] },
  },
  {
    shown: 'error',
    meaning: 'Requests are spread otherwise than the weights say.',
    rows: {
      'weight-invalid': [/ has invalid weight /, 'BAL002'],
      'weights-over': [/Total weight of mappings exceeds 100/, 'BAL002'],
      'weights-ignored': [/Could not normalize mapping weights, ignoring/, 'BAL002'],
    },
  },
  {
    shown: 'error',
    meaning: 'Requests are not limited as was meant.',
    rows: {
      'labels-invalid': [
        /label has multiple entries|Label for RateLimit .*(has multiple entries|invalid custom header|is not valid)/,
        'AUT018',
      ],
      'ratelimit-count': [/only one RateLimitService is supported|service is required in RateLimitService/, 'AUT017'],
      'ratelimit-version': [/RateLimitService: protocol_version/, 'AUT016'],
    },
  },
  {
    shown: 'error',
    meaning: 'Emissary goes on without this setting.',
    rows: {
      'redirects-twice': [/Cannot specify both \S+ and \S+\. Using \S+ and ignoring/, 'MAP025', 'RTE023'],
      'redirect-code': [/Unknown redirect_response_code=/, 'MAP025'],
      'health-checks': [
        /IRHealthChecks:|health.?checks?.*(must be an object|must be a dict|must be a list)|status range start|no valid health check could be parsed/i,
        'BAL021',
      ],
      'host-tls-twice': [/both TLSContext name and TLS config specified, ignoring Host/, 'TLS021'],
      'tls-version': [/Invalid (min|max)_tls_version set in Host\.tls/, 'TLS024'],
      'host-acme': [/continuing with invalid (ACME )?private key secret/, 'TLS030', 'TLS001'],
      'hosts-mismatch': [/Hosts mismatch between Host/, 'TLS020'],
      'header-case': [/proper_case|header_case_overrides/, 'GWY028', 'GWY027'],
      'module-tls': [/The 'tls' field on the Ambassador module is deprecated!/, 'GWY027'],
      'redirect-from': [
        /redirect_cleartext_from must be a port number|configured conflicting redirect_from port/,
        'TLS021',
      ],
    },
  },
  {
    shown: 'error',
    meaning: 'TLS to the upstream is not as was meant.',
    rows: {
      'context-undefined': [/Originate-TLS context \S+ is not defined/, 'TLS016'],
      'context-despite-http': [/Originate-TLS context \S+ being used even though service/, 'TLS029'],
    },
  },
  {
    shown: 'error',
    meaning: 'Emissary leaves this Host out: what it serves is answered with 404, or not at all.',
    rows: {
      'host-context-unknown': [/Specified TLSContext does not exist/, 'TLS016'],
      'host-secret-mismatch': [/Secret info mismatch between Host/, 'TLS020'],
      'host-tls-invalid': [/generated TLSContext \S+ from Host\.tls is not valid/, 'TLS001', 'TLS005'],
      'host-duplicate': [/Duplicate Host /, 'RTE030'],
      'host-tcp-conflict': [/discarding because it conflicts with/, 'RTE031'],
      'host-context-missing': [
        /discarding because host is missing TLSContext|mismatching TLSContext between Hosts matching on dns hostname/,
        'TLS023',
        'TLS002',
      ],
      'host-default': [/Synthesized default host is inactive\?/, 'TLS002'],
    },
  },
  {
    shown: 'error',
    meaning: 'What this TLSContext terminates is not served: that needs a Host.',
    rows: { 'contexts-without-host': [/No Hosts defined, but TLSContexts exist that terminate TLS/, 'TLS026'] },
  },
  {
    shown: 'error',
    meaning: 'Of two TLSContexts with one name Emissary uses only one.',
    rows: { 'context-duplicate': [/Duplicate TLSContext/, 'TLS017'] },
  },
  {
    shown: 'error',
    meaning: 'Emissary leaves this Listener out, so that its port is closed.',
    rows: {
      'listener-duplicate': [/Duplicate listener .*keeping definition from/, 'RTE013'],
      'listener-protocol': [
        /protocol and protocolStack may not both|one of protocol and protocolStack must be specified|protocol \S+ is not valid/,
        'RTE008',
      ],
      'listener-stack': [/TCP or UDP should be the last protocol|UDP is only supported with HTTP/, 'RTE008'],
      'listener-incomplete': [
        /securityModel is required|hostBinding is required|hostBinding must have at least one of|hostBinding\.namespace\.from is required/,
        'RTE008',
      ],
      'listener-selector': [
        /hostBinding\.namespace\.from=selector is not yet supported|currently supports only matchLabels/i,
        'RTE004',
        'RTE008',
      ],
      'listener-without-hosts': [/No matching Hosts\/TCPMappings found, disabling!/, 'RTE010'],
    },
  },
  {
    shown: 'error',
    meaning: 'Emissary leaves this TCPMapping out, so that its connections are refused.',
    rows: { 'tcp-context': [/No matching TLSContext found, disabling!/, 'RTE031', 'TLS016'] },
  },
  {
    shown: 'error',
    meaning: 'Emissary has no certificate for it: what it is for goes without TLS, or is not served.',
    rows: {
      'context-files': [
        /'cert_chain_file' requires 'private_key_file'|exactly one of 'secret' and 'cert_chain_file'/,
        'TLS021',
      ],
      'context-empty': [/has no certificate information at all\?/, 'TLS026', 'TLS001'],
      'certificate-not-found': [/found no certificate in .*, ignoring/, 'TLS001', 'TLS004', 'TLS005', 'TLS019'],
      'key-not-found': [/found no private key in /, 'TLS005'],
      'file-not-found': [
        /found no (cert_chain_file|private_key_file|cacert_chain_file) |is missing (cert_chain_file|private_key_file|cacert_chain_file)/,
        'TLS001',
      ],
    },
  },
  {
    shown: 'error',
    meaning: 'Certificates of clients are not looked at as was meant.',
    rows: {
      'revocations-not-found': [/found no certificate revocation list in/, 'TLS027'],
      'validation-not-found': [/found no validation certificate in/, 'TLS027'],
      'validation-without-tls': [/cannot validate client certs without TLS termination/, 'TLS027'],
    },
  },
  {
    shown: 'error',
    meaning: 'Emissary leaves this Secret out, and Hosts that name it.',
    rows: {
      'secret-unreadable': [
        /tls\.key cannot be parsed as PKCS1, PKCS8, or EC|is not a PEM-encoded (key|certificate)|tls\.crt cannot be parsed as x\.509/,
        'TLS006',
      ],
    },
  },
  {
    shown: 'error',
    meaning: 'Requests are logged otherwise than was meant, or not at all.',
    rows: {
      'log-service': [
        /service must be present for a remote log service!|LogService: protocol_version|additional_log_headers are not supported in tcp mode|Please provide a header name|Duplicate LogService/,
        'AUT019',
        'GWY005',
      ],
    },
  },
  {
    shown: 'error',
    meaning: 'The gateway answers every request with 500.',
    rows: {
      'auth-version': [
        /proto_version \S+ is unsupported|protocol_version \S+ is unsupported, protocol_version must be/,
        'AUT004',
      ],
      'auth-invalid': [/AuthService config requires (apiVersion|proto field)|requires proto field/, 'AUT008', 'AUT004'],
      'auth-body': [/ignoring allow_request_body since include_body is present/, 'AUT007'],
    },
  },
  {
    shown: 'error',
    meaning: 'Some requests are authenticated by another service than was meant, or with other settings.',
    rows: {
      'auth-multiple': [/AuthService cannot support multiple .* values; using/, 'AUT005'],
      'auth-canary': [/auth canary .* can only change service!/, 'AUT005'],
      'auth-merge': [/cannot merge cluster .*: mismatched attributes/, 'AUT006'],
    },
  },
  {
    shown: 'error',
    meaning: 'No requests are traced.',
    rows: {
      tracing: [
        /exactly one TracingService is supported|service field is required in TracingService|driver field is required|'?lightstep'? driver|collector_endpoint_version must be one of|service field is required/,
        'AUT020',
      ],
    },
  },
  {
    shown: 'error',
    meaning: 'Emissary does not use this setting of the Module.',
    rows: {
      'module-invalid': [
        /Invalid (load_balancer|circuit_breakers) specified:|envoy_log_type '|Invalid log_type specified|may not be set to|may not contain key|may only be 'true' or 'false'|ip_allow and ip_deny may not both be set/,
        'GWY028',
      ],
      'module-principal': [
        /ip_(allow|deny) principal|must be separate list elements|unknown: must be peer or remote/,
        'GWY028',
      ],
      'module-buffer': [
        /missing required field: max_request_bytes|'max_request_time' is no longer supported/,
        'GWY028',
      ],
    },
  },
  {
    shown: 'notice',
    meaning: 'It works, and a later Emissary does not read it any more.',
    isHarmless: true,
    rows: { 'version-old': [/apiVersion \S+ is (deprecated|not supported)/, 'MAP026'] },
  },
  {
    shown: 'notice',
    meaning: 'One of two settings is not used.',
    isHarmless: true,
    rows: {
      'pod-label': [/Dropping pod label/, 'GWY031'],
      'rewrite-twice': [/Cannot specify both rewrite and regex_rewrite/, 'MAP025'],
      'consul-port': [/The Consul resolver does not allow overriding service port/, 'MAP025'],
      'no-termination': [/No TLS termination and no fallback cert -- defaulting to cleartext-only/, 'GWY005'],
      'grpc-version': [/A future Ambassador version will change the GRPC protocol version/, 'AUT004', 'AUT016'],
    },
  },
];
