import { millisecondsOf } from '../../cluster/durations.ts';
import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { kubectl, patch } from '../../engine/kubectl.ts';

export const authTimeout = defineCheck({
  code: 'AUT011',
  name: 'auth-timeout',
  area: 'auth',
  title: 'An AuthService has no time to answer',
  severity: 'warning',
  reads: ['AuthService'],
  alsoReads: installationKinds,
  options: { minMs: 100, secondsMs: 30 },
  explains: ['auth-uaex-burst'],
  message: '{auth} is given {timeout} ms to answer, {problem}.',
  why: 'When the auth service takes longer, the request is answered with {status}, whoever asks.',
  fix: '{advice}',
  inGeneral: {
    fix: 'Write milliseconds into spec.timeout_ms: five seconds are 5000. Where the filters of Edge Stack may take as long or longer (AES_AUTH_TIMEOUT), set that to less than timeout_ms.',
  },
  silent: [
    'a timeout longer than those of Mappings: the time of a Mapping starts after authentication',
    'no timeout, which is 5000 ms',
  ],
  example: {
    bad: `
kind: AuthService
metadata: { name: gate, namespace: shop }
spec: { auth_service: login.shop, timeout_ms: 5 }
`,
    good: `
kind: AuthService
metadata: { name: gate, namespace: shop }
spec: { auth_service: login.shop, timeout_ms: 5000 }
`,
  },

  run({ cluster, options, report }) {
    for (const installation of installationsOf(cluster)) {
      for (const auth of cluster.all('AuthService').filter(({ spec }) => spec.auth_service)) {
        if (!installation.sees(auth)) continue;
        const { timeout_ms: timeout = 5000, auth_service: address = '', status_on_error: onError } = auth.spec;
        const status = onError?.code ?? 403;
        const written = installation.env.AES_AUTH_TIMEOUT ?? '';
        const filters = address.startsWith('127.') ? millisecondsOf(written) : undefined;
        const [gateway] = installation.workloads;

        if (timeout > 0 && timeout < options.minMs) {
          const isSeconds = timeout <= options.secondsMs;
          report({
            on: auth,
            // A short time can be a choice; a number that small was meant in seconds.
            severity: isSeconds ? 'warning' : 'info',
            data: {
              auth,
              timeout,
              status,
              problem: words(isSeconds ? 'which looks like seconds' : 'which is little for a call over the network'),
              advice: words(
                isSeconds
                  ? `Write milliseconds into spec.timeout_ms: ${timeout * 1000}.`
                  : 'Raise spec.timeout_ms unless the auth service always answers faster.',
              ),
            },
            evidence: [{ at: auth, path: 'spec.timeout_ms', value: timeout }],
            command: patch(auth, { spec: { timeout_ms: isSeconds ? timeout * 1000 : 'NUMBER' } }),
          });
        } else if (filters !== undefined && filters >= timeout && gateway) {
          report({
            on: gateway,
            data: {
              auth,
              timeout,
              status,
              problem: words(`but its filters may take ${written} (AES_AUTH_TIMEOUT)`),
              advice: words('Set AES_AUTH_TIMEOUT to less than timeout_ms of the AuthService.'),
            },
            evidence: [
              { at: gateway, path: 'spec.template.spec.containers[].env[AES_AUTH_TIMEOUT]', value: written },
              { at: auth, path: 'spec.timeout_ms', value: auth.spec.timeout_ms },
            ],
            related: [auth],
            command: kubectl('set env', gateway, `AES_AUTH_TIMEOUT=${Math.floor(timeout * 0.8)}ms`),
          });
        }
      }
    }
  },
});
