import type { ContainerStatus, Pod } from './objects.ts';

/** Why a Pod does not serve, in Kubernetes' words; `NotReady`: it runs and its readiness fails. */
export type TroubleReason =
  | 'CrashLoopBackOff'
  | 'OOMKilled'
  | 'Error'
  | 'ImagePullBackOff'
  | 'CreateContainerConfigError'
  | 'ContainerCreating'
  | 'Unschedulable'
  | 'NotReady';

/** Why a Pod does not serve. */
export interface Trouble {
  readonly reason: TroubleReason;
  /** For people: `CrashLoopBackOff, exit 1, 14 restarts: missing env DB_URL`. */
  readonly text: string;
  /** The field of the Pod that shows it. */
  readonly evidence: { readonly at: Pod; readonly path: string; readonly value: string };
  readonly container?: string;
  readonly exitCode?: number;
  readonly restarts?: number;
  /** What Kubernetes or the container said, in one line. */
  readonly message?: string;
  readonly since?: Date;
}

/** Whether a Pod takes traffic, as its own status says. */
export function isReady({ status }: Pod): boolean {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  if (ready) return ready.status === 'True';
  const containers = status?.containerStatuses ?? [];
  return status?.phase === 'Running' && containers.length > 0 && containers.every((container) => container.ready);
}

/** Whether a Pod is going away, has done its work, or was given up and replaced by its controller. */
export function isOver({ metadata, status }: Pod): boolean {
  const hasController = metadata.ownerReferences?.some(({ controller }) => controller) ?? false;
  return (
    metadata.deletionTimestamp !== undefined ||
    status?.phase === 'Succeeded' ||
    (status?.phase === 'Failed' && (hasController || status.reason === 'Evicted'))
  );
}

/** How long a Pod may take before it counts as troubled. */
export interface Patience {
  /** For so long it may wait for a node, pull, start and get ready. */
  readonly startingMinutes: number;
  /** A container that has crashed this often, the last time within ten minutes, is not starting any more. */
  readonly crashes: number;
}

/** What fits most Pods; checks have it as their options. */
export const PATIENCE = { startingMinutes: 5, crashes: 3 } as const satisfies Patience;

/**
 * What keeps a Pod from serving; undefined for one that is ready (whatever it went through before), one that ends or
 * has ended, and one that may only be starting.
 */
export function troubleOf(pod: Pod, now: Date, patience: Partial<Patience> = {}): Trouble | undefined {
  if (!pod.status || isOver(pod) || isReady(pod)) return undefined;
  const { startingMinutes, crashes } = { ...PATIENCE, ...patience };
  const starting = startingMinutes * 60_000;
  return (
    containerTrouble(pod, now, crashes) ??
    unschedulable(pod, now, starting) ??
    stuck(pod, now, starting) ??
    unready(pod, now, starting)
  );
}

const RECENT_MS = 10 * 60 * 1000;

const CANNOT_PULL = new Set([
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
]);
const CANNOT_CREATE = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'PreStartHookError',
  'PostStartHookError',
]);

function containerTrouble(pod: Pod, now: Date, crashes: number): Trouble | undefined {
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  // An init container keeps all others from starting, so it comes first.
  const all = [
    ...initContainerStatuses.map((container) => ({ container, list: 'initContainerStatuses', isInit: true })),
    ...containerStatuses.map((container) => ({ container, list: 'containerStatuses', isInit: false })),
  ];
  for (const { container, list, isInit } of all) {
    const trouble = stateTrouble(pod, container, { path: `status.${list}[${container.name}]`, isInit, now, crashes });
    if (trouble) return trouble;
  }
  return undefined;
}

interface Place {
  readonly path: string;
  readonly isInit: boolean;
  readonly now: Date;
  readonly crashes: number;
}

function stateTrouble(
  pod: Pod,
  container: ContainerStatus,
  { path, isInit, now, crashes }: Place,
): Trouble | undefined {
  const { state, lastState, restartCount } = container;
  const waiting = state?.waiting;
  const last = state?.terminated ?? lastState?.terminated;
  const facts = {
    container: container.name,
    ...(restartCount !== undefined && { restarts: restartCount }),
    ...(isInit && { note: 'init container' }),
  };
  const crash = {
    ...facts,
    ...(last?.exitCode !== undefined && { exitCode: last.exitCode }),
    message: last?.message,
    since: last?.finishedAt,
  };
  if (waiting?.reason === 'CrashLoopBackOff') {
    if (last?.reason === 'OOMKilled') return trouble(pod, 'OOMKilled', `${path}.lastState.terminated.reason`, crash);
    return trouble(pod, 'CrashLoopBackOff', `${path}.state.waiting.reason`, crash);
  }
  const why = { ...facts, message: waiting?.message, since: pod.status?.startTime };
  if (CANNOT_PULL.has(waiting?.reason ?? '')) {
    return trouble(pod, 'ImagePullBackOff', `${path}.state.waiting.reason`, why, waiting?.reason);
  }
  if (CANNOT_CREATE.has(waiting?.reason ?? '')) {
    return trouble(pod, 'CreateContainerConfigError', `${path}.state.waiting.reason`, why, waiting?.reason);
  }

  const ended = state?.terminated;
  if (ended && (ended.exitCode ?? 0) !== 0) {
    const reason = ended.reason === 'OOMKilled' ? 'OOMKilled' : 'Error';
    return trouble(pod, reason, `${path}.state.terminated.reason`, crash, ended.reason);
  }
  const crashed = lastState?.terminated;
  const isCrashing = crashed && (crashed.exitCode ?? 0) !== 0 && (restartCount ?? 0) >= crashes && !container.ready;
  if (!isCrashing || ageOf(crashed.finishedAt, now) > RECENT_MS) return undefined;
  const reason = crashed.reason === 'OOMKilled' ? 'OOMKilled' : 'Error';
  return trouble(pod, reason, `${path}.lastState.terminated.reason`, crash, crashed.reason);
}

function unschedulable(pod: Pod, now: Date, starting: number): Trouble | undefined {
  const scheduled = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status !== 'False' || scheduled.reason === 'SchedulingGated') return undefined;
  const since = scheduled.lastTransitionTime ?? pod.metadata.creationTimestamp;
  if (ageOf(since, now) < starting) return undefined;
  return trouble(pod, 'Unschedulable', 'status.conditions[PodScheduled].reason', { message: scheduled.message, since });
}

/** Scheduled, and its containers never start: a volume that cannot be mounted, a network that cannot be set up. */
function stuck(pod: Pod, now: Date, starting: number): Trouble | undefined {
  const { status } = pod;
  const waiting = status?.containerStatuses?.find(({ state }) => state?.waiting?.reason === 'ContainerCreating');
  const since = status?.startTime ?? pod.metadata.creationTimestamp;
  if (!waiting || ageOf(since, now) < starting) return undefined;
  const { name, state } = waiting;
  const path = `status.containerStatuses[${name}].state.waiting.reason`;
  return trouble(pod, 'ContainerCreating', path, { container: name, message: state?.waiting?.message, since });
}

function unready(pod: Pod, now: Date, starting: number): Trouble | undefined {
  const { status, metadata } = pod;
  if (status?.phase === 'Pending') return undefined;
  const condition = status?.conditions?.find(({ type }) => type === 'Ready');
  const container = status?.containerStatuses?.find(({ ready }) => !ready);
  const started = container?.state?.running?.startedAt;
  const since = latest(condition?.lastTransitionTime, started) ?? metadata.creationTimestamp;
  if (!condition && !container) return undefined;
  if (ageOf(since, now) < starting) return undefined;
  const path = condition ? 'status.conditions[Ready].status' : `status.containerStatuses[${container?.name}].ready`;
  const facts = {
    ...(container && { container: container.name, restarts: container.restartCount }),
    message: condition?.message,
    since,
  };
  return trouble(pod, 'NotReady', path, facts, condition?.status ?? 'false');
}

interface Facts {
  readonly container?: string;
  readonly exitCode?: number;
  readonly restarts?: number | undefined;
  readonly note?: string;
  readonly message?: string | undefined;
  readonly since?: string | undefined;
}

const WORDS: Readonly<Partial<Record<TroubleReason, string>>> = {
  OOMKilled: 'ran out of memory (OOMKilled)',
  Error: 'crashed',
  ContainerCreating: 'cannot be started (ContainerCreating)',
  Unschedulable: 'fits on no node (Unschedulable)',
  NotReady: 'runs but is not ready',
};

function trouble(pod: Pod, reason: TroubleReason, path: string, facts: Facts, value: string = reason): Trouble {
  const { container, exitCode, restarts, note } = facts;
  const message = oneLine(facts.message);
  const since = Date.parse(facts.since ?? '');
  const words = [
    WORDS[reason] ?? value,
    ...(note && container ? [`${note} ${container}`] : []),
    ...(exitCode !== undefined && reason !== 'OOMKilled' ? [`exit ${exitCode}`] : []),
    ...(restarts ? [`${restarts} restart${restarts === 1 ? '' : 's'}`] : []),
  ].join(', ');
  return {
    reason,
    text: message ? `${words}: ${message}` : words,
    evidence: { at: pod, path, value },
    ...(container !== undefined && { container }),
    ...(exitCode !== undefined && { exitCode }),
    ...(restarts !== undefined && { restarts }),
    ...(message && { message }),
    ...(!Number.isNaN(since) && { since: new Date(since) }),
  };
}

const LONGEST_MESSAGE = 160;

/** The last line of what was said, where a stack trace has its reason; shortened. */
function oneLine(message: string | undefined): string | undefined {
  const line = message?.trim().split(/\r?\n/).at(-1)?.trim();
  if (!line) return undefined;
  return line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE - 1)}…` : line;
}

/** Milliseconds since a time; endless when it is not known. */
function ageOf(time: string | undefined, now: Date): number {
  const at = Date.parse(time ?? '');
  return Number.isNaN(at) ? Number.POSITIVE_INFINITY : now.getTime() - at;
}

function latest(...times: readonly (string | undefined)[]): string | undefined {
  return times.filter((time) => time !== undefined).toSorted((a, b) => Date.parse(b) - Date.parse(a))[0];
}
