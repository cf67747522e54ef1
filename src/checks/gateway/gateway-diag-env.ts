import { byInstallation, diagnosticsOf, type Observed } from '../../cluster/gateway-observations.ts';
import { installationKinds } from '../../cluster/installations.ts';
import type { Diagnostics } from '../../cluster/observed.ts';
import { defineCheck } from '../../engine/check.ts';
import { allLogs } from '../../engine/kubectl.ts';
import { diagnosedExample } from './log-example.ts';
import { quoted } from './log-words.ts';

const CLEARTEXT = '{ check: TLS, text: No TLSContexts are active }';

export const gatewayDiagEnv = defineCheck({
  code: 'GWY006',
  name: 'gateway-diag-env',
  area: 'gateway',
  title: 'The gateway’s diagnostics find fault with its environment',
  severity: 'info',
  reads: ['Diagnostics'],
  alsoReads: installationKinds,
  message: 'The diagnostics of {gateway} say of {check}: {text}.',
  why: 'The gateway finds something missing that it usually has.',
  fix: 'See whether that is meant; if not, look at the findings about these objects.',
  silent: [
    'that no TLSContext is active, as in every gateway that speaks no TLS itself',
    'the number of errors and their texts, which are findings of their own (gateway-diag-errors)',
    'Pods of the last ten minutes, which may have no configuration yet',
  ],
  example: {
    bad: diagnosedExample([]).replace(
      'environment: []',
      `environment: [${CLEARTEXT}, { check: Mappings, text: No Mappings are active }]`,
    ),
    good: diagnosedExample([]).replace('environment: []', `environment: [${CLEARTEXT}]`),
  },

  run({ cluster, now, report }) {
    for (const [, observed] of byInstallation(diagnosticsOf(cluster))) {
      for (const one of observed) {
        for (const { check, text } of faultsOf(one, now)) {
          const { gateway, pod } = one;
          report({
            on: gateway,
            key: check,
            data: { gateway, check, text: quoted(text) },
            evidence: [{ at: pod, path: `system.env_status[${check}]`, value: text }],
            related: [pod],
            command: allLogs(pod),
          });
        }
      }
    }
  },
});

const STARTING_MS = 10 * 60_000;

function faultsOf({ said, startedAt = 0 }: Observed<Diagnostics>, now: Date): Diagnostics['environment'] {
  if (now.getTime() - startedAt < STARTING_MS) return [];
  const errors = new Set(said.errors.map(({ text }) => text));
  return said.environment.filter(
    ({ check, text }) =>
      text !== '' && check !== 'Error check' && !/No TLSContexts are active/.test(text) && !errors.has(text),
  );
}
