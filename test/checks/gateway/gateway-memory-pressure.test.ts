import { gatewayMemoryPressure } from '../../../src/checks/gateway/gateway-memory-pressure.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, gatewayPod } from './given.ts';

const limited = (memory: string) => gateway({ container: `resources: { limits: { memory: ${memory} } }` });

/** A Pod whose container was killed once, and what it is now. */
const killed = (name: string, { ready = true, container = 'emissary-ingress' } = {}) => `
kind: Pod
metadata: { name: ${name}, namespace: emissary, labels: { app: emissary-ingress } }
spec: { containers: [{ name: emissary-ingress, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }, { name: exporter }] }
status:
  phase: Running
  conditions: [{ type: Ready, status: "${ready ? 'True' : 'False'}" }]
  containerStatuses:
    - name: ${container}
      ready: ${ready}
      restartCount: 4
      state: ${ready ? '{ running: {} }' : '{ waiting: { reason: CrashLoopBackOff } }'}
      lastState: { terminated: { reason: OOMKilled, exitCode: 137 } }`;

testCheck(gatewayMemoryPressure, {
  clean: {
    'as much as the oldest manifests give': { given: limited('400Mi') },
    'no limit': { given: gateway() },
    'a limit of processors alone': { given: gateway({ container: 'resources: { limits: { cpu: "1" } }' }) },
    'a limit that is nonsense': { given: limited('much') },
    'it runs out again and again: that is another finding': {
      given: [limited('256Mi'), killed('a'), killed('b', { ready: false })],
    },
    'something else has little': {
      given: `
kind: Deployment
metadata: { name: shop, namespace: shop }
spec: { template: { spec: { containers: [{ name: shop, image: "shop:1", resources: { limits: { memory: 64Mi } } }] } } }`,
    },
  },
  found: {
    'a little less, and nothing has happened': {
      given: [limited('399Mi'), gatewayPod({ name: 'a' })],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'info',
          says: 'The memory limit of Deployment emissary/emissary-ingress is 399Mi, less than a gateway with many routes needs.',
          mentions: [
            'kubectl -n emissary set resources deployment emissary-ingress -c emissary-ingress --limits=memory=600Mi',
          ],
          evidence: [
            'Deployment emissary/emissary-ingress spec.template.spec.containers[emissary-ingress].resources.limits.memory',
          ],
        },
      ],
    },
    'a Pod ran out of it': {
      given: [limited('256Mi'), killed('a'), gatewayPod({ name: 'b' })],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'warning',
          mentions: ['is 256Mi', ', and 1 Pod ran out of it.'],
          evidence: ['Pod emissary/a status.containerStatuses[emissary-ingress].lastState.terminated.reason'],
          related: ['Pod emissary/a'],
        },
      ],
    },
    'a sidecar ran out of its own': {
      given: [limited('256Mi'), killed('a', { container: 'exporter' })],
      expect: [{ on: 'Deployment emissary/emissary-ingress', severity: 'info' }],
    },
    'a Pod alone': {
      given: gatewayPod({ name: 'gateway' }).replace(
        'name: app,',
        'name: app, resources: { limits: { memory: 128M } },',
      ),
      expect: [{ on: 'Pod emissary/gateway', mentions: ['is 128M'] }],
    },
  },
});
