import { describe, expect, it } from 'vitest';
import { type Gap, indexSnapshot } from '../../src/cluster/cluster.ts';
import { adminPortOf, type GatewayPart, gatewayPartsOf, sidecarsOf } from '../../src/cluster/gateway-parts.ts';
import { refOf } from '../../src/engine/finding.ts';
import { objectName } from '../../src/engine/text.ts';
import { deployment, EXPORTER, pod } from '../checks/metrics/given.ts';
import { snapshotOf } from '../support/check-tester.ts';

describe('gatewayPartsOf', () => {
  it('gives each workload its own Pods, also where selectors overlap', () => {
    const canary = { app: 'emissary', profile: 'canary' };
    const parts = partsOf([
      deployment(),
      deployment({ name: 'emissary-canary', labels: canary }),
      pod(),
      pod({ name: 'emissary-canary-def-1', labels: canary }),
    ]);
    expect(summary(parts)).toEqual({
      'Deployment emissary/emissary-ingress': ['emissary-ingress-abc-1'],
      'Deployment emissary/emissary-canary': ['emissary-canary-def-1'],
    });
  });

  it('goes by the most specific selector where Pods name no owner', () => {
    const canary = { app: 'emissary', profile: 'canary' };
    const parts = partsOf([
      deployment(),
      deployment({ name: 'emissary-canary', labels: canary }),
      pod({ name: 'one' }),
      pod({ name: 'two', labels: canary }),
    ]);
    expect(summary(parts)).toEqual({
      'Deployment emissary/emissary-ingress': ['one'],
      'Deployment emissary/emissary-canary': ['two'],
    });
  });

  it('names the Deployment of Pods where it could not be read', () => {
    const unread: Gap[] = [{ kind: 'Deployment', reason: 'forbidden' }];
    const labels = { app: 'emissary', 'pod-template-hash': 'abc' };
    const parts = partsOf([pod({ labels }), pod({ name: 'emissary-ingress-abc-2', labels })], unread);
    expect(summary(parts)).toEqual({
      'Deployment emissary/emissary-ingress': ['emissary-ingress-abc-1', 'emissary-ingress-abc-2'],
    });
    expect(parts[0]?.labels).toEqual({ app: 'emissary' });
  });

  it('names an Argo Rollout, which has ReplicaSets as well', () => {
    const labels = { app: 'emissary', 'rollouts-pod-template-hash': 'abc' };
    expect(summary(partsOf([pod({ labels })]))).toEqual({
      'Rollout emissary/emissary-ingress': ['emissary-ingress-abc-1'],
    });
  });

  it('leaves out what does not run: no replicas, Pods that have ended, the API extension', () => {
    const parts = partsOf([
      deployment({ replicas: 0 }),
      deployment({ name: 'emissary-apiext' }),
      pod({ name: 'done', status: { phase: 'Succeeded' } }),
    ]);
    expect(parts).toEqual([]);
  });

  it('leaves out a workload without Pods beside one that has some', () => {
    const parts = partsOf([deployment(), deployment({ name: 'emissary-canary', labels: { app: 'canary' } }), pod()]);
    expect(Object.keys(summary(parts))).toEqual(['Deployment emissary/emissary-ingress']);
  });

  it('keeps the template of a workload where Pods could not be read', () => {
    const parts = partsOf([deployment()], [{ kind: 'Pod', reason: 'not in the input' }]);
    expect(summary(parts)).toEqual({ 'Deployment emissary/emissary-ingress': [] });
  });
});

describe('adminPortOf', () => {
  it.each([
    ['8877 as a rule', {}, 8877],
    ['what the environment sets', { env: { AMBASSADOR_HEALTHCHECK_BIND_PORT: '9000' } }, 9000],
    [
      'the declared port where the environment cannot be read',
      { env: { AMBASSADOR_HEALTHCHECK_BIND_PORT: '$(PORT)' }, ports: [{ name: 'admin', containerPort: 9100 }] },
      9100,
    ],
  ])('is %s', (_, facts, port) => {
    expect(partsOf([deployment(facts)]).map(adminPortOf)).toEqual([port]);
  });
});

describe('sidecarsOf', () => {
  it('gives the containers beside the gateway, init containers too', () => {
    const [part] = partsOf([
      deployment({ sidecars: [EXPORTER], spec: { initContainers: [{ name: 'first', image: 'busybox' }] } }),
    ]);
    expect(part && sidecarsOf(part).map(({ name }) => name)).toEqual([EXPORTER.name, 'first']);
  });
});

function partsOf(given: readonly string[], gaps: readonly Gap[] = []): readonly GatewayPart[] {
  return gatewayPartsOf(indexSnapshot(snapshotOf({ given, gaps })));
}

function summary(parts: readonly GatewayPart[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    parts.map(({ on, pods }) => [objectName(refOf(on)), pods.map(({ metadata }) => metadata.name)]),
  );
}
