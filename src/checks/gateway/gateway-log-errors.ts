import { loggedTroubleOf } from '../../cluster/emissary-said.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { defineCheck } from '../../engine/check.ts';
import { exampleWith } from './log-example.ts';
import { draftsOf } from './said-words.ts';

const UPDATED =
  '2025-12-31 23:50:03 diagd 4.0.1 [P20TAEW] INFO: configuration updated (complete) from snapshot 1 (S9 L1 G4 C4)';

export const gatewayLogErrors = defineCheck({
  code: 'GWY010',
  name: 'gateway-log-errors',
  area: 'gateway',
  title: 'The gateway’s log tells of a problem',
  severity: 'warning',
  reads: ['ContainerLog'],
  alsoReads: [...routingKinds, ...routingAlsoReads, 'Diagnostics'],
  options: { minutes: 60 },

  explains: ['metrics-target-errors'],
  message: 'The log of the gateway says of {object}: {text}{more}.',
  why: '{meaning}',
  fix: '{advice}',
  inGeneral: {
    why: 'Emissary says only in its log what it makes of a Secret that it cannot use, of kinds that it cannot watch, or of too little memory. What comes of it is missing Hosts, or changes that take effect late.',
    fix: 'Correct what the line names. Where a check finds the same in the objects, this finding is folded under it.',
  },
  silent: [
    'lines that no list of ours knows',
    'the first minute of a gateway, and what was said of an earlier configuration than the last',
    'what the diagnostics show as errors, where these were read (gateway-diag-errors), and a frozen configuration (gateway-config-frozen)',
    'the fallback certificate that every gateway without Hosts looks for',
  ],
  example: {
    bad: exampleWith([
      '2025-12-31 23:50:02 diagd 4.0.1 [P20TAEW] ERROR: Host shop: invalid TLS secret shop-tls, marking inactive',
      UPDATED,
    ]),
    good: exampleWith([UPDATED]),
  },

  run({ cluster, options, report }) {
    for (const draft of draftsOf(loggedTroubleOf(cluster, options.minutes))) report(draft);
  },
});
