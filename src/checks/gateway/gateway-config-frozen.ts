import { type Freeze, freezesOf } from '../../cluster/freezes.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { logs } from '../../engine/kubectl.ts';
import { exampleWith } from './log-example.ts';
import { clock, counted, logged, nameOf, quoted } from './log-words.ts';

const UPDATED =
  '2025-12-31 23:10:03 diagd 4.0.1 [P20TAEW] INFO: configuration updated (complete) from snapshot 1 (S9 L1 G4 C4)';
const REFUSED =
  '2025-12-31 23:20:03 diagd 4.0.1 [P20TAEW] INFO: no update performed (invalid envoy configuration generated), continuing with current configuration...';

export const gatewayConfigFrozen = defineCheck({
  code: 'GWY003',
  name: 'gateway-config-frozen',
  area: 'gateway',
  title: 'A gateway takes up no change any more, by its log',
  severity: 'critical',
  reads: ['ContainerLog'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: [
    'gateway-config-stale',
    'gateway-replicas-disagree',
    'gateway-pods-unhealthy',
    'tls-served-differs',
    'route-nr-in-logs',
  ],
  freezes: true,
  message: '{gateway} has taken up no change since {since}{pods}: {problem} ({reason}).',
  why: '{consequence}',
  fix: '{advice}',
  inGeneral: {
    why: 'No change to any Mapping, Host or certificate takes effect any more, and a gateway Pod that starts anew serves nothing.',
    fix: 'Mend what the log names. If it names nothing, undo the last change of a Module, a service for authentication or logs, a Secret for TLS or a regex; where only time ran out, give the gateway more CPU.',
  },
  silent: [
    'failures that a success followed, the first minute of a gateway, and what failed within the last minute',
    'a look for news of Emissary that failed, which is logged like a failed configuration',
  ],
  example: { bad: exampleWith([UPDATED, REFUSED]), good: exampleWith([REFUSED, UPDATED.replace('23:10', '23:40')]) },

  run({ cluster, now, report }) {
    for (const freeze of freezesOf(cluster, now)) {
      const { gateway, pods, well, since, cause, sample } = freeze;
      report({
        on: gateway,
        severity: well > 0 ? 'error' : 'critical',
        data: {
          gateway,
          since: words(since === undefined ? 'some time' : clock(since, now)),
          pods: words(well > 0 ? ` in ${pods.length} of ${counted(pods.length + well, 'Pod')}` : ''),
          problem: words(problemOf(freeze)),
          reason: quoted(freeze.reason ?? sample.text),
          consequence: words(consequenceOf(freeze)),
          advice: words(adviceFor(freeze)),
        },
        evidence: [logged(sample.log, sample.text)],
        related: [...(cause ? [cause] : []), ...pods],
        command: logs(sample.log.pod, sample.log.said.container),
      });
    }
  },
});

function problemOf({ kind, cause }: Freeze): string {
  const where = cause ? ` because of ${nameOf(cause)}` : '';
  switch (kind) {
    case 'crashed':
      return `its compiler throws${where}`;
    case 'rejected':
      return `Envoy refuses the configuration${where}`;
    case 'timeout':
      return 'Envoy had no time to check the configuration';
  }
}

function consequenceOf({ isFromStart, well }: Freeze): string {
  if (isFromStart) {
    return well > 0
      ? 'These Pods have never had a configuration and serve nothing; the others do.'
      : 'The gateway has never had a configuration since it started, and serves nothing.';
  }
  return well > 0
    ? 'No change to any Mapping, Host or certificate takes effect in these Pods: what clients get depends on the Pod.'
    : 'No change to any Mapping, Host or certificate takes effect any more, and a gateway Pod that starts anew serves nothing.';
}

function adviceFor({ kind, cause }: Freeze): string {
  if (cause)
    return `Correct ${nameOf(cause)}; the checks say what is wrong with it. The gateway then takes up all changes by itself.`;
  switch (kind) {
    case 'crashed':
      return 'Read the lines behind it in the log, and undo the last change of a Module, LogService, AuthService or Mapping.';
    case 'rejected':
      return 'Read the lines before it in the log, where Envoy says what it refuses, and undo the last change.';
    case 'timeout':
      return 'Give the gateway more CPU, or raise envoy_validation_timeout in the Module ambassador.';
  }
}
