import { installationKinds } from '../../cluster/installations.ts';
import { staleConfigurations } from '../../cluster/live-configuration.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { allLogs, show } from '../../engine/kubectl.ts';
import { diagnosedExample } from './log-example.ts';
import { counted } from './log-words.ts';

const NEW = `---
kind: Mapping
metadata: { name: pay, namespace: shop, creationTimestamp: "2025-12-31T20:00:00Z" }
spec: { hostname: shop.test, prefix: /pay/, service: pay.shop }
`;

export const gatewayConfigStale = defineCheck({
  code: 'GWY036',
  name: 'gateway-config-stale',
  area: 'gateway',
  title: 'A gateway runs without objects that have long been there, by its diagnostics',
  severity: 'error',
  reads: ['Diagnostics'],
  alsoReads: [...installationKinds, 'ContainerLog'],
  options: { minutes: 10 },
  explains: ['gateway-replicas-disagree', 'route-nr-in-logs'],
  message: 'The configuration with which {gateway} runs{pods} has no {objects}.',
  why: 'What these objects say is not in force. If the gateway takes up no change at all, no later one will be either.',
  fix: 'Read in the gateway’s log why it takes up no change. If it does take up others, look at what it may read: its rights, AMBASSADOR_LABEL_SELECTOR, and whether a Pod that starts anew has them.',
  silent: [
    'objects of the last ten minutes, and those of which nobody knows how old they are',
    'objects that the gateway does not see, or posts an error for',
    'kinds of which nothing at all is in the diagnostics',
    'annotations and what is made of Ingresses; diagnostics that were too large to read as a whole',
  ],
  example: {
    bad: diagnosedExample(['cart.shop.1', 'shop.shop.1']) + NEW,
    good: diagnosedExample(['cart.shop.1', 'shop.shop.1', 'pay.shop.1']) + NEW,
  },

  run({ cluster, now, options, report }) {
    for (const { gateway, pods, well, missing } of staleConfigurations(cluster, now, options.minutes)) {
      const [pod] = pods;
      report({
        on: gateway,
        data: {
          gateway,
          pods: words(well > 0 ? ` in ${pods.length} of ${counted(pods.length + well, 'Pod')}` : ''),
          objects: missing,
        },
        evidence: missing
          .slice(0, 3)
          .flatMap((object) => [
            { at: object, path: 'metadata.creationTimestamp', value: object.metadata.creationTimestamp },
            ...(pod
              ? [{ at: pod, path: `ambassador_elements[${object.metadata.name}.${object.metadata.namespace}.1]` }]
              : []),
          ]),
        related: [...missing, ...pods],
        command: pod ? allLogs(pod) : show(gateway),
      });
    }
  },
});
