import { balancersOf } from '../../cluster/balancers.ts';
import { routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';
import { hasBalancer, patchAll } from './patches.ts';

export const lbCookieNoTtl = defineCheck({
  code: 'BAL012',
  name: 'lb-cookie-no-ttl',
  area: 'balance',
  title: 'A load balancer goes by a cookie that the gateway never sets',
  severity: 'warning',
  reads: ['Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message:
    '{object} keeps clients on one Pod by the cookie {cookie}, and has no ttl for it, so the gateway never sets it.',
  why: 'Clients that do not bring this cookie go to any Pod each time: they do not stay, unless the application itself sets it.',
  fix: 'Write a ttl beside the name of the cookie in {object}: 3600s for an hour, 0s until the browser is closed.',
  silent: [
    'cookies that application servers are known to set, such as JSESSIONID and PHPSESSID',
    'load balancers that have no effect: those are lb-needs-endpoint-resolver and lb-module-ineffective',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: web, namespace: shop }
spec:
  hostname: "*"
  prefix: /
  service: web.shop
  resolver: endpoint
  load_balancer: { policy: ring_hash, cookie: { name: sticky } }
`,
    good: `
kind: Mapping
metadata: { name: web, namespace: shop }
spec:
  hostname: "*"
  prefix: /
  service: web.shop
  resolver: endpoint
  load_balancer: { policy: ring_hash, cookie: { name: sticky, ttl: 3600s } }
`,
  },

  run({ cluster, report }) {
    for (const { object, path, balancer, mappings } of routingOf(cluster).flatMap(balancersOf)) {
      const { name, ttl } = balancer.cookie ?? {};
      if (!name || ttl || OF_SERVERS.test(name)) continue;

      const change = { load_balancer: { cookie: { ttl: '3600s' } } };
      // Members of a route have to agree: one that is left out is dropped.
      const changed = mappings.filter(hasBalancer);
      report({
        on: object,
        severity: OF_APPLICATIONS.test(name) && !OF_GATEWAYS.test(name) ? 'info' : 'warning',
        data: { object, cookie: name },
        evidence: [
          { at: object, path: `${path}.cookie.name`, value: name },
          { at: object, path: `${path}.cookie.ttl` },
        ],
        related: mappings,
        command:
          object.kind === 'Module' ? patch(object, { spec: { config: change } }) : patchAll(changed, () => change),
      });
    }
  },
});

/** Java, PHP, ASP.NET, Express, Laravel, CodeIgniter, Rack and Rails set these themselves. */
const OF_SERVERS =
  /^(JSESSIONID|PHPSESSID|ASP\.NET_SessionId|\.AspNetCore\..+|connect\.sid|laravel_session|ci_session|rack\.session|_.+_session)$/i;
/** Names of what applications set for their own ends. Whether this one does, nobody can see from here. */
const OF_APPLICATIONS = /sess|sid$|auth|token|login|user|account|jwt/i;
const OF_GATEWAYS = /stick|affin|route|balanc|gateway|ambassador|emissary|envoy/i;
