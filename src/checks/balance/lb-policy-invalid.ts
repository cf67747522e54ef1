import type { LoadBalancer, Mapping } from '../../cluster/objects.ts';
import { routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit, patch } from '../../engine/kubectl.ts';

export const lbPolicyInvalid = defineCheck({
  code: 'BAL009',
  name: 'lb-policy-invalid',
  area: 'balance',
  title: 'A Mapping sets a load balancer that Emissary refuses',
  severity: 'error',
  reads: ['Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-diag-errors', 'gateway-log-errors', 'route-nr-in-logs'],
  message: 'Emissary refuses the load_balancer of {mapping} and drops the Mapping: {reason}.',
  why: 'The route does not exist: its requests go to the next route that matches, or are answered with 404.',
  fix: 'Write round_robin or least_request alone, or ring_hash or maglev with exactly one of cookie, header and source_ip.',
  example: {
    bad: `
kind: Mapping
metadata: { name: web, namespace: shop }
spec: { hostname: "*", prefix: /, service: web.shop, resolver: endpoint, load_balancer: { policy: ring_hash } }
`,
    good: `
kind: Mapping
metadata: { name: web, namespace: shop }
spec:
  hostname: "*"
  prefix: /
  service: web.shop
  resolver: endpoint
  load_balancer: { policy: ring_hash, cookie: { name: session, ttl: 3600s } }
`,
  },

  run({ cluster, report }) {
    for (const { dropped } of routingOf(cluster)) {
      for (const { mapping, reason } of dropped) {
        if (reason !== 'load-balancer-invalid' || mapping.kind !== 'Mapping') continue;
        report({
          on: mapping,
          data: { mapping, reason: words(describe(mapping.spec.load_balancer ?? {})) },
          evidence: [{ at: mapping, path: 'spec.load_balancer', value: JSON.stringify(mapping.spec.load_balancer) }],
          command: correct(mapping),
        });
      }
    }
  },
});

const HASHING = ['ring_hash', 'maglev'];
const KEYS = ['cookie', 'header', 'source_ip'] as const;
const PLAIN = ['round_robin', 'least_request'];

/** What §6.1 of Emissary's rules asks for (ir/irhttpmapping.py, validate_load_balancer). */
function describe(balancer: LoadBalancer): string {
  const { policy } = balancer;
  const keys = KEYS.filter((key) => balancer[key] !== undefined);
  if (policy === undefined) return 'it names no policy';
  if (PLAIN.includes(policy)) return `${policy} takes no ${keys.join(', ')}`;
  if (!HASHING.includes(policy)) return `there is no policy ${policy}`;
  if (keys.length === 0) return `${policy} needs one of cookie, header and source_ip`;
  if (keys.length > 1) return `${policy} takes one of ${keys.join(', ')}, not several`;
  return 'its cookie has no name';
}

function correct(mapping: Mapping): string {
  const { load_balancer: balancer = {} } = mapping.spec;
  const keys = KEYS.filter((key) => balancer[key] !== undefined);
  const change = (load_balancer: Readonly<Record<string, unknown>>) => patch(mapping, { spec: { load_balancer } });
  if (PLAIN.includes(balancer.policy ?? '')) return change(Object.fromEntries(keys.map((key) => [key, null])));
  if (!HASHING.includes(balancer.policy ?? '')) return change({ policy: 'POLICY' });
  if (keys.length === 0) return change({ header: 'HEADER' });
  return keys.length === 1 ? change({ cookie: { name: 'COOKIE' } }) : edit(mapping);
}
