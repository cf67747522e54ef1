import { ANSWERED, type FailingUpstream, failingUpstreams } from '../../cluster/failing-upstreams.ts';
import { moduleOf } from '../../cluster/module.ts';
import { protocolErrors } from '../../cluster/protocol-errors.ts';
import { targetAlsoReads } from '../../cluster/targets.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { quote, show } from '../../engine/kubectl.ts';
import { exampleRequests, exampleWith } from './log-example.ts';
import { clock, logged } from './log-words.ts';

export const gatewayAccessLogFlags = defineCheck({
  code: 'GWY009',
  name: 'gateway-access-log-flags',
  area: 'gateway',
  title: 'Requests fail, by the gateway’s access log',
  severity: 'warning',
  reads: ['ContainerLog', 'Mapping'],
  alsoReads: targetAlsoReads,
  options: {
    minutes: 60,
    leastRequests: 10,
    leastPercent: 5,
    leastPercentAnswered: 50,
    leastSeconds: 30,
    leastProtocolErrors: 50,
    leastPercentProtocol: 80,
  },
  message: 'Of {total} requests to {upstream} since {since}, {failed} failed: {reasons}.{note}',
  why: 'Clients got {codes} instead of what they asked for.',
  fix: '{advice}',
  inGeneral: {
    fix: 'What the flag in the log says decides. UH: see which Pods are ready behind the Service. UF: compare ports, then NetworkPolicies and TLS. UT: make it faster, or raise timeout_ms. UC: look at the upstream’s log. UO: raise circuit_breakers.',
  },
  silent: [
    'a handful of failures, and a small share of all requests',
    'a burst that is shorter than half a minute, a rollout in progress, and failures after which all was well again',
    'what clients break off (DC), and what Envoy refuses on purpose: no route (NR), rate limits (RL), authentication (UAEX)',
    'a minority of answers with 5xx that come from the upstream itself',
    'what is no HTTP, unless it is nearly all that comes: anybody can send it',
    'an access log in a format of one’s own (envoy_log_format in the Module), which cannot be read',
  ],
  example: {
    bad: exampleWith(exampleRequests('/cart/', '503 UH')),
    good: exampleWith(exampleRequests('/cart/', '200 -')),
  },

  run({ cluster, now, options, report }) {
    for (const failing of failingUpstreams(cluster, options)) {
      const { logged: log, upstream, service, mappings, counts, codes, failed, total, sample, isSure } = failing;
      const [first] = mappings;
      const isMostly = failed * 2 >= total && counts[0]?.[0] !== ANSWERED;
      const on = mappings.length > 1 && service ? service : first;
      report({
        on,
        severity: isMostly ? 'error' : 'warning',
        data: {
          failed,
          total,
          upstream: service ?? upstream.qualified,
          since: words(clock(log.since, now)),
          reasons: words(counts.map(([flag, count]) => `${count} × ${flag} (${FLAGS[flag]})`).join(', ')),
          note: words(
            isSure
              ? ''
              : ' Which route they took is not sure: several fit, and the log shows neither headers nor queries.',
          ),
          codes: words(codes.join(' and ') || 'a broken connection'),
          advice: words(adviceFor(failing, moduleOf(cluster, log.installation).clusterRequestTimeoutMs)),
        },
        evidence: [logged(sample.log, sample.text), { at: first, path: 'spec.service', value: first.spec.service }],
        related: [...mappings, ...(service ? [service] : []), log.gateway].filter((object) => object !== on),
        command: service
          ? `kubectl -n ${quote(upstream.namespace)} get endpoints ${quote(upstream.name)}`
          : show(first),
      });
    }
    for (const { logged: log, failed, sample } of protocolErrors(cluster, options)) {
      report({
        on: log.gateway,
        key: 'DPE',
        data: {
          failed,
          total: log.requests.length,
          upstream: log.gateway,
          since: words(clock(log.since, now)),
          reasons: words(`${failed} × DPE (what came was no HTTP)`),
          note: words(''),
          codes: words('400'),
          advice: words(
            'See what the load balancer in front speaks: where it sends a PROXY line or TLS, the protocolStack of the Listener has to say so, and where it sends neither, must not.',
          ),
        },
        evidence: [logged(sample.log, sample.text)],
        command: show(log.gateway),
      });
    }
  },
});

const FLAGS: Readonly<Record<string, string>> = {
  NC: 'Envoy does not know the upstream',
  UH: 'it has no address that answers',
  UO: 'a circuit breaker was open',
  UPE: 'what came back was not the HTTP that Envoy expects',
  UF: 'no connection to it',
  UT: 'the answer took too long',
  DT: 'the answer took too long',
  UC: 'it closed the connection',
  UR: 'it broke off the request',
  LR: 'the connection broke',
  SI: 'nothing came for too long',
  URX: 'all retries failed',
  UMSDR: 'the stream took too long',
  [ANSWERED]: 'that is its own answer',
};

function adviceFor({ counts, upstream, mappings: [{ spec, metadata }] }: FailingUpstream, standard: number): string {
  const { qualified, port } = upstream;
  switch (counts[0]?.[0]) {
    case 'UH':
      return `See which Pods are ready behind ${qualified}; of a name outside, whether DNS knows it.`;
    case 'UF':
    case 'URX':
      return `Compare port ${port} with what listens there; then look for a NetworkPolicy between the gateway and ${qualified}, and for TLS that only one side speaks.`;
    case 'UC':
    case 'UR':
    case 'LR':
    case 'UPE':
      return `Read the log of ${qualified}: it crashes, closes idle connections earlier than the gateway, or expects TLS or HTTP/2 where the Mapping says otherwise.`;
    case 'UT':
    case 'DT':
    case 'SI':
    case 'UMSDR': {
      const timeout = spec.timeout_ms ?? standard;
      return `See why ${qualified} is slow, or raise timeout_ms of Mapping ${metadata.namespace}/${metadata.name}, which gives it ${timeout} ms.`;
    }
    case 'UO':
      return `Raise circuit_breakers of Mapping ${metadata.namespace}/${metadata.name}, or give ${qualified} more Pods.`;
    case 'NC':
      return 'Start the gateway’s Pods anew: its parts do not agree on the configuration.';
    default:
      return `Read the log of ${qualified}: the gateway only passes on what it answers.`;
  }
}
