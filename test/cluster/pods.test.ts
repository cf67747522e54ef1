import { describe, expect, it } from 'vitest';
import type { ContainerStatus, Pod } from '../../src/cluster/objects.ts';
import { isReady, troubleOf } from '../../src/cluster/pods.ts';

const NOW = new Date('2026-01-01T12:00:00Z');

describe('troubleOf', () => {
  const silent: Record<string, Pod> = {
    'a ready Pod that crashed often before': pod(
      { ready: true, restartCount: 40, lastState: { terminated: { exitCode: 1, finishedAt: ago(120) } } },
      { ready: true },
    ),
    'a Pod that is going away': pod({ state: { waiting: { reason: 'CrashLoopBackOff' } } }, { deleted: true }),
    'a Pod that has done its work': pod({ state: { terminated: { exitCode: 0 } } }, { phase: 'Succeeded' }),
    'a Pod that was evicted': pod({}, { phase: 'Failed', reason: 'Evicted' }),
    'a Pod that its controller replaced': pod(
      { state: { terminated: { exitCode: 1 } } },
      { phase: 'Failed', owned: true },
    ),
    'a Pod that runs for four minutes': pod({ state: { running: { startedAt: ago(4) } } }, { changed: ago(5) }),
    'a Pod that starts for four minutes': pod(
      { state: { waiting: { reason: 'ContainerCreating' } } },
      { phase: 'Pending', started: ago(4) },
    ),
    'a Pod that waits for a node for four minutes': unscheduled('Unschedulable', ago(4)),
    'a Pod that is held back on purpose': unscheduled('SchedulingGated', ago(60)),
    'a Pod that waits for its init container': pod(
      { state: { waiting: { reason: 'PodInitializing' } } },
      { phase: 'Pending', started: ago(60), init: { state: { running: { startedAt: ago(60) } } } },
    ),
    'a Pod that crashed twice and starts again': pod(
      {
        restartCount: 2,
        state: { running: { startedAt: ago(1) } },
        lastState: { terminated: { exitCode: 1, finishedAt: ago(1) } },
      },
      { changed: ago(1) },
    ),
    'a Pod without a status': { kind: 'Pod', metadata: { name: 'cart-1', namespace: 'shop' }, spec: {} },
  };
  it.each(Object.entries(silent))('sees none in %s', (_, given) => {
    expect(troubleOf(given, NOW)).toBeUndefined();
  });

  const troubled: Record<string, [Pod, string, string]> = {
    'a crash loop': [
      pod({
        restartCount: 14,
        state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container' } },
        lastState: { terminated: { exitCode: 1, reason: 'Error', message: 'at start\nmissing env DB_URL\n' } },
      }),
      'CrashLoopBackOff, exit 1, 14 restarts: missing env DB_URL',
      'status.containerStatuses[app].state.waiting.reason',
    ],
    'a crash loop for want of memory': [
      pod({
        restartCount: 1,
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } },
      }),
      'ran out of memory (OOMKilled), 1 restart',
      'status.containerStatuses[app].lastState.terminated.reason',
    ],
    'a container that has just crashed': [
      pod({ state: { terminated: { exitCode: 2, reason: 'Error' } } }),
      'crashed, exit 2',
      'status.containerStatuses[app].state.terminated.reason',
    ],
    'a container between two crashes': [
      pod({
        restartCount: 3,
        state: { running: { startedAt: ago(1) } },
        lastState: { terminated: { exitCode: 1, reason: 'Error', finishedAt: ago(1) } },
      }),
      'crashed, exit 1, 3 restarts',
      'status.containerStatuses[app].lastState.terminated.reason',
    ],
    'an image that cannot be pulled': [
      pod(
        { state: { waiting: { reason: 'ErrImagePull', message: 'shop/cart:1.9: not found' } } },
        { phase: 'Pending' },
      ),
      'ErrImagePull: shop/cart:1.9: not found',
      'status.containerStatuses[app].state.waiting.reason',
    ],
    'a Secret that is missing': [
      pod(
        { state: { waiting: { reason: 'CreateContainerConfigError', message: 'secret "db" not found' } } },
        { phase: 'Pending' },
      ),
      'CreateContainerConfigError: secret "db" not found',
      'status.containerStatuses[app].state.waiting.reason',
    ],
    'an init container that crashes': [
      pod(
        { state: { waiting: { reason: 'PodInitializing' } } },
        {
          phase: 'Pending',
          init: {
            restartCount: 5,
            state: { waiting: { reason: 'CrashLoopBackOff' } },
            lastState: { terminated: { exitCode: 3 } },
          },
        },
      ),
      'CrashLoopBackOff, init container migrate, exit 3, 5 restarts',
      'status.initContainerStatuses[migrate].state.waiting.reason',
    ],
    'no room on any node': [
      unscheduled('Unschedulable', ago(5)),
      'fits on no node (Unschedulable): 0/3 nodes are available',
      'status.conditions[PodScheduled].reason',
    ],
    'a volume that cannot be mounted': [
      pod({ state: { waiting: { reason: 'ContainerCreating' } } }, { phase: 'Pending', started: ago(5) }),
      'cannot be started (ContainerCreating)',
      'status.containerStatuses[app].state.waiting.reason',
    ],
    'a readiness that fails': [
      pod({ state: { running: { startedAt: ago(60) } } }, { changed: ago(5) }),
      'runs but is not ready: containers with unready status: [app]',
      'status.conditions[Ready].status',
    ],
    'a bare Pod that has failed': [
      pod({ state: { terminated: { exitCode: 1, reason: 'Error' } } }, { phase: 'Failed' }),
      'crashed, exit 1',
      'status.containerStatuses[app].state.terminated.reason',
    ],
  };
  it.each(Object.entries(troubled))('names %s', (_, [given, text, path]) => {
    const trouble = troubleOf(given, NOW);
    expect(trouble?.text).toBe(text);
    expect(trouble?.evidence.path).toBe(path);
  });

  it('shortens what is said at length', () => {
    const long = pod({ state: { waiting: { reason: 'CreateContainerError', message: 'x'.repeat(1000) } } });
    expect(troubleOf(long, NOW)?.message).toHaveLength(160);
  });
});

describe('isReady', () => {
  it('believes the condition before the containers', () => {
    expect(isReady(pod({ ready: true }, { ready: false }))).toBe(false);
    expect(isReady(pod({ ready: false }, { ready: true }))).toBe(true);
  });

  it('takes all containers for the Pod where there is no condition', () => {
    const { status: _, ...bare } = pod({ ready: true });
    const container = { name: 'app', ready: true };
    expect(isReady({ ...bare, status: { phase: 'Running', containerStatuses: [container] } })).toBe(true);
    expect(isReady({ ...bare, status: { phase: 'Pending', containerStatuses: [container] } })).toBe(false);
    expect(isReady({ ...bare, status: { phase: 'Running' } })).toBe(false);
  });
});

interface PodFacts {
  readonly phase?: string;
  readonly reason?: string;
  readonly ready?: boolean;
  readonly deleted?: boolean;
  readonly owned?: boolean;
  readonly started?: string;
  readonly changed?: string;
  readonly init?: Partial<ContainerStatus>;
}

function pod(container: Partial<ContainerStatus>, facts: PodFacts = {}): Pod {
  const { phase = 'Running', reason, ready = false, deleted, owned, started, changed, init } = facts;
  return {
    kind: 'Pod',
    metadata: {
      name: 'cart-1',
      namespace: 'shop',
      ...(deleted && { deletionTimestamp: ago(1) }),
      ...(owned && { ownerReferences: [{ kind: 'ReplicaSet', name: 'cart-7d9f', controller: true }] }),
    },
    spec: {},
    status: {
      phase,
      ...(reason && { reason }),
      ...(started && { startTime: started }),
      conditions: [
        {
          type: 'Ready',
          status: ready ? 'True' : 'False',
          ...(changed && { lastTransitionTime: changed }),
          ...(!ready && { message: 'containers with unready status: [app]' }),
        },
      ],
      ...(init && { initContainerStatuses: [{ name: 'migrate', ...init }] }),
      containerStatuses: [{ name: 'app', ...container }],
    },
  };
}

function unscheduled(reason: string, since: string): Pod {
  const condition = { type: 'PodScheduled', status: 'False', message: '0/3 nodes are available' };
  return {
    kind: 'Pod',
    metadata: { name: 'cart-1', namespace: 'shop' },
    spec: {},
    status: { phase: 'Pending', conditions: [{ ...condition, reason, lastTransitionTime: since }] },
  };
}

function ago(minutes: number): string {
  return new Date(NOW.getTime() - minutes * 60_000).toISOString();
}
