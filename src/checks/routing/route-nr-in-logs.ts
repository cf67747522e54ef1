import type { Difference } from '../../cluster/near-miss.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { type Unrouted, unroutedRequests } from '../../cluster/unrouted-requests.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { show } from '../../engine/kubectl.ts';
import { exampleRequests, exampleWith } from '../gateway/log-example.ts';
import { clock, line, logged, nameOf } from '../gateway/log-words.ts';

export const routeNrInLogs = defineCheck({
  code: 'RTE035',
  name: 'route-nr-in-logs',
  area: 'routing',
  title: 'Clients ask for what no route takes, by the gateway’s access log',
  severity: 'warning',
  reads: ['ContainerLog', 'Mapping', 'Host'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  options: { minutes: 60, leastRequests: 10, leastPercent: 1, leastSeconds: 30, leastUnexplained: 50 },
  message: 'No route took {count} requests since {since}, such as {request}: {cause}.',
  why: 'The gateway answered them with 404 (NR).',
  fix: '{advice}',
  inGeneral: {
    fix: 'Where a route is near, correct the address that clients use, or make the Mapping take it. Where one should have taken the request, see whether the gateway takes up changes.',
  },
  silent: [
    'scanners (/wp-login.php, /.env, /.git), robots, health checkers, and requests for an address instead of a name',
    'a few, less than one in a hundred of the hostname’s requests, and bursts shorter than half a minute',
    'requests without TLS for a Host that rejects them',
    'hostnames that are near to none of the gateway’s',
    'Mappings of the last ten minutes, which the gateway may not have had yet',
  ],
  example: {
    bad: exampleWith(exampleRequests('/Cart/items', '404 NR')),
    good: exampleWith(exampleRequests('/cart/items', '200 -')),
  },

  run({ cluster, now, options, report }) {
    for (const unrouted of unroutedRequests(cluster, options)) {
      const { logged: log, count, sample, cause } = unrouted;
      const on = cause.kind === 'nothing' ? cause.host : cause.mapping;
      report({
        on,
        severity: cause.kind === 'nothing' ? 'info' : cause.kind === 'unknown' ? 'error' : 'warning',
        data: {
          count,
          since: words(clock(log.since, now)),
          request: line(`${sample.method} ${sample.authority}${sample.path}`),
          cause: words(causeWords(cause)),
          advice: words(adviceFor(cause)),
        },
        evidence: [logged(sample.log, sample.text), ...fieldsOf(cause)],
        related: [log.gateway, ...(cause.kind === 'near' ? cause.near.mappings.slice(1) : [])],
        command: show(on),
      });
    }
  },
});

function causeWords(cause: Unrouted['cause']): string {
  switch (cause.kind) {
    case 'near':
      return `${nameOf(cause.mapping)} comes nearest, and ${cause.near.differences.map(differenceWords).join(', and ')}`;
    case 'unknown':
      return `${nameOf(cause.mapping)} should take them, but the gateway answers as if it did not know it`;
    case 'weights':
      return `the weights of ${nameOf(cause.mapping)} and those beside it leave a part to nobody`;
    case 'nothing':
      return `no Mapping on ${nameOf(cause.host)} is near that path`;
  }
}

function differenceWords(difference: Difference): string {
  switch (difference.kind) {
    case 'letter-case':
      return 'the letter case differs';
    case 'trailing-slash':
      return 'only the slash at the end differs';
    case 'exact':
      return 'it takes that very path and nothing behind it';
    case 'unmatchable':
      return `it would be it if its prefix were ${difference.right}`;
    case 'regex':
      return 'its regex does not match';
    case 'prefix':
      return 'its prefix is another';
    case 'typo':
      return `${difference.found} is written otherwise than ${difference.wanted}`;
    case 'method':
      return `it is for ${difference.wanted} alone`;
    case 'header':
    case 'query':
      return `it wants ${difference.kind === 'header' ? 'the header' : 'the parameter'} ${difference.name}: ${difference.wanted}`;
    case 'host':
    case 'hostname':
    case 'other-host':
      return `it is for ${difference.wanted}`;
    case 'insecure':
      return 'it wants TLS';
    case 'unattached':
      return 'no Host takes it';
    case 'host-down':
      return `Host ${difference.host.namespace}/${difference.host.name} is not in force`;
    case 'dropped':
      return 'Emissary leaves it out';
  }
}

function adviceFor(cause: Unrouted['cause']): string {
  switch (cause.kind) {
    case 'near':
      return cause.near.request
        ? `Correct the address that clients use; or make ${nameOf(cause.mapping)} take it.`
        : `Mend ${nameOf(cause.mapping)}; the checks of mappings and routing say what is wrong with it.`;
    case 'unknown':
      return 'See in the gateway’s log whether it takes up changes (gateway-config-frozen), and whether it may read this namespace.';
    case 'weights':
      return 'Make the weights add up to 100, or remove one of them.';
    case 'nothing':
      return 'Nothing, if nobody should ask for it. Else add a Mapping, or correct the clients.';
  }
}

function fieldsOf(cause: Unrouted['cause']) {
  if (!('mapping' in cause)) return [{ at: cause.host, path: 'spec.hostname', value: cause.host.spec.hostname }];
  const { mapping } = cause;
  const { hostname, prefix, weight } = mapping.spec;
  if (cause.kind === 'weights') return [{ at: mapping, path: 'spec.weight', value: weight }];
  const isHost = cause.kind === 'near' && cause.near.differences.some(({ kind }) => /host/.test(kind));
  return [
    isHost
      ? { at: mapping, path: 'spec.hostname', value: hostname }
      : { at: mapping, path: 'spec.prefix', value: prefix },
  ];
}
