import { millisecondsOf } from '../../cluster/durations.ts';
import { routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const lbRetryTimeout = defineCheck({
  code: 'BAL020',
  name: 'lb-retry-timeout',
  area: 'balance',
  title: 'A Mapping gives up before its retries can happen',
  severity: 'warning',
  reads: ['Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: '{mapping} allows {tries} tries of {per_try} each, but the whole request may take only {timeout} ms.',
  why: 'When the upstream is slow, the request is given up before the retries that were meant to save it.',
  fix: 'Raise timeout_ms to at least {needed}, or lower per_try_timeout.',
  silent: ['retries without a per_try_timeout of their own', 'a timeout_ms of 0, which switches it off'],
  example: {
    bad: `
kind: Mapping
metadata: { name: web, namespace: shop }
spec:
  hostname: "*"
  prefix: /
  service: web.shop
  timeout_ms: 3000
  retry_policy: { retry_on: 5xx, num_retries: 3, per_try_timeout: 2s }
`,
    good: `
kind: Mapping
metadata: { name: web, namespace: shop }
spec:
  hostname: "*"
  prefix: /
  service: web.shop
  timeout_ms: 8000
  retry_policy: { retry_on: 5xx, num_retries: 3, per_try_timeout: 2s }
`,
  },

  run({ cluster, report }) {
    for (const { groups, module } of routingOf(cluster)) {
      for (const { mapping } of groups.flatMap(({ members }) => members)) {
        const { retry_policy: retry, timeout_ms: timeout = module.clusterRequestTimeoutMs } = mapping.spec;
        const perTry = millisecondsOf(retry?.per_try_timeout);
        if (!retry?.per_try_timeout || perTry === undefined) continue;
        const tries = (retry.num_retries ?? 1) + 1;
        // One try that fits and no room for a second is what contradicts the wish to retry.
        if (timeout === 0 || perTry * tries <= timeout) continue;

        report({
          on: mapping,
          data: { mapping, tries, per_try: retry.per_try_timeout, timeout, needed: perTry * tries },
          evidence: [
            { at: mapping, path: 'spec.retry_policy.per_try_timeout', value: retry.per_try_timeout },
            { at: mapping, path: 'spec.retry_policy.num_retries', value: retry.num_retries },
            { at: mapping, path: 'spec.timeout_ms', value: mapping.spec.timeout_ms },
          ],
          command: patch(mapping, { spec: { timeout_ms: perTry * tries } }),
        });
      }
    }
  },
});
