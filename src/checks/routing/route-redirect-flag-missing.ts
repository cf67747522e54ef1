import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const routeRedirectFlagMissing = defineCheck({
  code: 'RTE023',
  name: 'route-redirect-flag-missing',
  area: 'routing',
  title: 'A redirect that is none, for want of host_redirect',
  severity: 'error',
  reads: ['Mapping'],
  alsoReads: [...installationKinds],
  explains: ['gateway-diag-errors', 'gateway-log-errors'],
  message: '{mapping} says {field}, but not host_redirect: true, so it is an ordinary route to {service}.',
  why: 'Clients are not redirected: the gateway asks {service} itself and hands on what it says, or 503.',
  fix: 'Write host_redirect: true, with the host to redirect to as service; or take {field} away.',
  example: {
    bad: `
kind: Mapping
metadata: { name: old, namespace: shop }
spec: { hostname: "*", prefix: /old/, service: shop.test, prefix_redirect: /new/ }
`,
    good: `
kind: Mapping
metadata: { name: old, namespace: shop }
spec: { hostname: "*", prefix: /old/, service: shop.test, prefix_redirect: /new/, host_redirect: true }
`,
  },

  run({ cluster, report }) {
    const installations = installationsOf(cluster);
    for (const mapping of cluster.all('Mapping')) {
      const { spec } = mapping;
      const field = FIELDS.find((name) => spec[name]);
      if (!field || spec.host_redirect || !installations.some((installation) => installation.sees(mapping))) continue;

      const value = spec[field];
      report({
        on: mapping,
        data: { mapping, field, service: spec.service ?? 'its service' },
        evidence: [
          { at: mapping, path: `spec.${field}`, value: typeof value === 'string' ? value : JSON.stringify(value) },
          { at: mapping, path: 'spec.host_redirect', value: spec.host_redirect === false ? 'false' : undefined },
          { at: mapping, path: 'spec.service', value: spec.service },
        ],
        command: patch(mapping, { spec: { host_redirect: true } }),
      });
    }
  },
});

const FIELDS = ['path_redirect', 'prefix_redirect', 'regex_redirect'] as const;
