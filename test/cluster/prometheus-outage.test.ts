import { describe, expect, it } from 'vitest';
import { indexSnapshot } from '../../src/cluster/cluster.ts';
import { outageOf } from '../../src/cluster/prometheus-outage.ts';
import { prometheus, workload } from '../checks/metrics/given.ts';
import { NOW, snapshotOf } from '../support/check-tester.ts';

const DOWN = prometheus({ status: { availableReplicas: 0 } });

describe('outageOf', () => {
  it.each<[string, readonly string[], string | undefined]>([
    ['available', [prometheus({ status: { availableReplicas: 1 } })], undefined],
    ['no status', [prometheus()], undefined],
    ['none available', [DOWN], 'status.availableReplicas'],
    ['scaled to 0', [prometheus({ spec: { replicas: 0 } })], 'spec.replicas'],
    [
      'made nine minutes ago',
      [prometheus({ created: '2025-12-31T23:51:00Z', status: { availableReplicas: 0 } })],
      undefined,
    ],
    [
      'made eleven minutes ago',
      [prometheus({ created: '2025-12-31T23:49:00Z', status: { availableReplicas: 0 } })],
      'status.availableReplicas',
    ],
    ['a Pod that crashes', [DOWN, server('CrashLoopBackOff')], 'status.availableReplicas'],
    ['a Pod that may only be starting', [DOWN, server('ContainerCreating')], undefined],
    [
      'the Pod of another Prometheus',
      [DOWN, server('ContainerCreating', 'prometheus-other-0')],
      'status.availableReplicas',
    ],
  ])('%s', (_, given, path) => {
    const cluster = indexSnapshot(snapshotOf({ given }));
    const [one] = cluster.all('Prometheus');
    expect(one && outageOf(cluster, one, NOW)?.path).toBe(path);
  });

  it.each([
    ['a ready Pod', { readyReplicas: 1 }, undefined],
    ['no ready Pod', { replicas: 1 }, 'status.readyReplicas'],
    ['nobody knows', undefined, undefined],
  ])('of a server that was configured by hand: %s', (_, status, path) => {
    const given = workload('Deployment', 'prometheus', 'prom/prometheus:v3', status ? { status } : {});
    const cluster = indexSnapshot(snapshotOf({ given }));
    const [one] = cluster.all('Deployment');
    expect(one && outageOf(cluster, one, NOW)?.path).toBe(path);
  });
});

function server(reason: string, name = 'prometheus-main-0'): string {
  return JSON.stringify({
    kind: 'Pod',
    metadata: { name, namespace: 'monitoring', creationTimestamp: '2025-12-31T23:58:00Z' },
    spec: { containers: [{ name: 'prometheus', image: 'quay.io/prometheus/prometheus:v3' }] },
    status: {
      phase: 'Pending',
      startTime: '2025-12-31T23:58:00Z',
      containerStatuses: [{ name: 'prometheus', ready: false, restartCount: 0, state: { waiting: { reason } } }],
    },
  });
}
