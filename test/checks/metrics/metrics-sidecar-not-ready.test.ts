import { metricsSidecarNotReady } from '../../../src/checks/metrics/metrics-sidecar-not-ready.ts';
import { testCheck } from '../../support/check-tester.ts';
import { deployment, EXPORTER, pod, TO_SIDECAR } from './given.ts';

const LONG_AGO = '2025-12-01T00:00:00Z';
const JUST_NOW = '2025-12-31T23:58:00Z';
const UP = { name: 'emissary', ready: true, restartCount: 0, state: { running: { startedAt: LONG_AGO } } };

function withExporter(
  status: object,
  facts: { readonly name?: string; readonly spec?: object; readonly pod?: object } = {},
): string {
  return pod({
    ...(facts.name && { name: facts.name }),
    env: TO_SIDECAR,
    sidecars: [EXPORTER],
    spec: { ...facts.spec },
    status: { startTime: LONG_AGO, containerStatuses: [UP, { name: EXPORTER.name, ...status }], ...facts.pod },
  });
}
const CRASHING = {
  ready: false,
  restartCount: 12,
  state: { waiting: { reason: 'CrashLoopBackOff' } },
  lastState: { terminated: { exitCode: 1, finishedAt: JUST_NOW, message: 'unknown flag --statsd.listen' } },
};
const CREATING = { ready: false, restartCount: 0, state: { waiting: { reason: 'ContainerCreating' } } };
const MAPPING = { volumes: [{ name: 'mapping', configMap: { name: 'emissary-ingress-exporter-config' } }] };

testCheck(metricsSidecarNotReady, {
  clean: {
    'a sidecar that runs': { given: withExporter({ ready: true, restartCount: 0, state: { running: {} } }) },
    'one that runs again after crashes': {
      given: withExporter({ ...CRASHING, ready: true, state: { running: { startedAt: LONG_AGO } } }),
    },
    'one that has just started': {
      given: withExporter({ ready: false, restartCount: 0, state: { running: { startedAt: JUST_NOW } } }),
    },
    'one that takes longer than others, and may': {
      given: withExporter({ ready: false, restartCount: 0, state: { running: { startedAt: '2025-12-31T23:50:00Z' } } }),
      options: { startingMinutes: 15 },
    },
    'one that is being created': { given: withExporter(CREATING, { pod: { phase: 'Pending', startTime: JUST_NOW } }) },
    'the gateway itself crashes: another matter': {
      given: pod({
        sidecars: [EXPORTER],
        status: {
          startTime: LONG_AGO,
          conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: LONG_AGO }],
          containerStatuses: [
            { ...CRASHING, name: 'emissary' },
            { name: EXPORTER.name, ready: true, restartCount: 0, state: { running: {} } },
          ],
        },
      }),
    },
    'a Pod that has ended': { given: withExporter(CRASHING, { pod: { phase: 'Succeeded' } }) },
    'a Pod without a status': { given: pod({ sidecars: [EXPORTER] }) },
    'another sidecar': {
      given: pod({
        sidecars: [{ name: 'proxy', image: 'istio/proxyv2:1' }],
        status: { containerStatuses: [UP, { ...CRASHING, name: 'proxy' }] },
      }),
    },
  },
  found: {
    'it crashes in two Pods of one Deployment': {
      given: [
        deployment({ env: TO_SIDECAR, sidecars: [EXPORTER] }),
        withExporter(CRASHING),
        withExporter(CRASHING, { name: 'emissary-ingress-abc-2' }),
      ],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'error',
          says: 'Container prometheus-exporter of Pod emissary/emissary-ingress-abc-1, Pod emissary/emissary-ingress-abc-2 does not run: CrashLoopBackOff, exit 1, 12 restarts: unknown flag --statsd.listen.',
          mentions: ['kubectl -n emissary logs emissary-ingress-abc-1 -c prometheus-exporter --previous'],
          evidence: [
            'Pod emissary/emissary-ingress-abc-1 status.containerStatuses[prometheus-exporter].state.waiting.reason',
          ],
          related: ['Pod emissary/emissary-ingress-abc-2'],
        },
      ],
    },
    'its image cannot be pulled': {
      given: withExporter({ ready: false, restartCount: 0, state: { waiting: { reason: 'ImagePullBackOff' } } }),
      expect: [
        {
          on: 'Pod emissary/emissary-ingress-abc-1',
          mentions: ['kubectl -n emissary describe pod emissary-ingress-abc-1'],
        },
      ].map((one) => ({ ...one, on: 'ReplicaSet emissary/emissary-ingress-abc' })),
    },
    'the ConfigMap with its mapping does not exist': {
      given: [
        deployment({ env: TO_SIDECAR, sidecars: [EXPORTER], spec: MAPPING }),
        withExporter(CREATING, { spec: MAPPING, pod: { phase: 'Pending' } }),
      ],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          mentions: ['ConfigMap emissary-ingress-exporter-config, which the Pod mounts, does not exist'],
          evidence: ['Pod emissary/emissary-ingress-abc-1 spec.volumes.configMap.name'],
        },
      ],
    },
    'ConfigMaps could not be read, so nobody knows': {
      given: [
        deployment({ env: TO_SIDECAR, sidecars: [EXPORTER], spec: MAPPING }),
        withExporter(CREATING, { spec: MAPPING, pod: { phase: 'Pending' } }),
      ],
      gaps: [{ kind: 'ConfigMap', reason: 'forbidden' }],
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['cannot be started (ContainerCreating)'] }],
    },
    'it runs and does not get ready': {
      given: withExporter({ ready: false, restartCount: 0, state: { running: { startedAt: LONG_AGO } } }),
      expect: [{ on: 'ReplicaSet emissary/emissary-ingress-abc', mentions: ['runs but is not ready'] }],
    },
  },
});
