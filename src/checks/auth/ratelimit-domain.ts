import { nearest } from '../../cluster/names.ts';
import { routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit, patch } from '../../engine/kubectl.ts';

export const ratelimitDomain = defineCheck({
  code: 'AUT018',
  name: 'ratelimit-domain',
  area: 'auth',
  title: 'A Mapping’s rate limit labels stand under a domain that nobody uses',
  severity: 'warning',
  reads: ['RateLimitService', 'Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-diag-errors', 'gateway-log-errors'],
  message: '{mapping} has labels for the domain {domains}, and {limiter} only takes those for {domain}.',
  why: 'The requests of this Mapping are not rate limited.',
  fix: 'Write the labels under {domain} in spec.labels{hint}, or set spec.domain of {limiter}.',
  silent: [
    'a Mapping that has labels for the right domain as well',
    'gateways without a RateLimitService',
    'labels that another gateway takes, which serves the Mapping too',
  ],
  example: {
    bad: `
kind: RateLimitService
metadata: { name: limit, namespace: shop }
spec: { service: limit.shop, protocol_version: v3, domain: shop }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart.shop, labels: { ambassador: [{ cart: [{ generic_key: { value: cart } }] }] } }
`,
    good: `
kind: RateLimitService
metadata: { name: limit, namespace: shop }
spec: { service: limit.shop, protocol_version: v3, domain: shop }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart.shop, labels: { shop: [{ cart: [{ generic_key: { value: cart } }] }] } }
`,
  },

  run({ cluster, report }) {
    const limits = routingOf(cluster).flatMap(({ installation, module, remote: { rateLimit } }) =>
      rateLimit
        ? [
            {
              installation,
              limiter: rateLimit.service,
              domain: rateLimit.service.spec.domain || module.defaultLabelDomain,
            },
          ]
        : [],
    );
    for (const mapping of cluster.all('Mapping')) {
      const domains = Object.keys(mapping.spec.labels ?? {});
      const asking = limits.filter(({ installation }) => installation.sees(mapping));
      const [first] = asking;
      if (!first || domains.length === 0 || asking.some(({ domain }) => domains.includes(domain))) continue;

      const { limiter, domain } = first;
      const near = nearest(domain, domains);
      const moved = near ?? (domains.length === 1 ? domains[0] : undefined);
      report({
        on: mapping,
        data: { mapping, domains, limiter, domain, hint: words(near ? ` instead of ${near}` : '') },
        evidence: [
          { at: mapping, path: 'spec.labels', value: domains },
          { at: limiter, path: 'spec.domain', value: limiter.spec.domain },
        ],
        related: [limiter],
        command:
          moved === undefined
            ? edit(mapping)
            : patch(mapping, { spec: { labels: { [moved]: null, [domain]: mapping.spec.labels?.[moved] } } }),
      });
    }
  },
});
