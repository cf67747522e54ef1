import pLimit from 'p-limit';
import type { Cluster, Gap } from '../../cluster/cluster.ts';
import { adminPortOf, gatewayPartsOf } from '../../cluster/gateway-parts.ts';
import type { AnyObject, Pod } from '../../cluster/objects.ts';
import { NOT_OBSERVED, type ObservedKind } from '../../cluster/observed.ts';
import { isReady } from '../../cluster/pods.ts';
import { type Place, podNames, type Understood } from '../observed/answer.ts';
import { RequestFailure } from './failure.ts';
import { type Reader, reasonOf } from './read-kind.ts';
import { readUpTo, type Transport } from './transport.ts';

/** A Pod of a gateway, and how it can be asked. */
export interface GatewayPod {
  readonly pod: Pod;
  /** The gateway's own container. */
  readonly container: string;
  readonly adminPort: number;
}

/** What observations are made with. */
export interface Observer {
  readonly reader: Reader;
  /** The objects that were read. */
  readonly cluster: Cluster;
  readonly pods: readonly GatewayPod[];
  /** Whether this runs in the cluster, where the addresses of Pods can be reached. */
  readonly isInside: boolean;
  readonly now: () => Date;
}

/** What was observed, and what not. */
export interface Observation {
  readonly objects: readonly AnyObject[];
  readonly gaps: readonly Gap[];
}

/** Of one answer: how many bytes of it are read at most, and how many milliseconds it may take. */
export interface Measure {
  readonly most: number;
  readonly within: number;
}

/** GETs a path within its measure, of the API server unless another way is given. */
export type Ask = (
  path: string,
  measure: Measure,
  transport?: Transport,
) => Promise<{ readonly text: string; readonly isWhole: boolean }>;

/** How one kind is asked of Pods. */
export interface Questions {
  readonly kind: ObservedKind;
  /** Pods that are asked at the same time. */
  readonly atOnce: number;
  /** Whether it can only be asked of a Pod whose gateway runs. */
  readonly needsRunning: boolean;
  /** Throws RequestFailure when there is no answer, or none that can be understood. */
  ask(pod: GatewayPod, ask: Ask): Promise<AnyObject>;
  /** Why there is none, in words that fit this question; undefined: nothing special. */
  reason(failure: RequestFailure): string | undefined;
}

/**
 * The Pods of all gateways, the ready ones first, and by turns: a gateway with many slow Pods must not use up the time of
 * the others.
 */
export function gatewayPodsOf(cluster: Cluster): readonly GatewayPod[] {
  return gatewayPartsOf(cluster)
    .flatMap((part) =>
      part.pods
        .toSorted((a, b) => Number(isReady(b)) - Number(isReady(a)))
        .map((pod, turn) => ({ pod, container: part.container.name, adminPort: adminPortOf(part), turn })),
    )
    .toSorted((a, b) => a.turn - b.turn);
}

/**
 * Asks every Pod within the time that one kind has. What one Pod does not answer is a gap in its namespace that names
 * it, and what none answers a gap everywhere.
 */
export async function askPods(observer: Observer, questions: Questions): Promise<Observation> {
  const { reader, pods } = observer;
  const ask = asking(reader);
  const limit = pLimit(questions.atOnce);
  const forbidden = new Map<string, string>();
  const answers = await Promise.all(pods.map((pod) => limit(() => answerOf(pod, questions, ask, forbidden))));
  const objects = answers.flatMap(({ object }) => object ?? []);
  return { objects, gaps: gapsOf(questions.kind, objects.length, answers.flatMap(failureOf)) };
}

/** Gives what GETs within a measure, all of them together within the time of one kind. */
export function asking({ transport: server, patience, limits }: Reader): Ask {
  const deadline = AbortSignal.timeout(limits.questions);
  return async (path, { most, within }, transport = server) => {
    const timeout = AbortSignal.timeout(within);
    const signal = AbortSignal.any([deadline, timeout, ...(patience.signal ? [patience.signal] : [])]);
    try {
      signal.throwIfAborted();
      // Not sent again: who answers late is busy.
      const read = transport.get(path, (body) => readUpTo(body, most), { waiting: 0, signal });
      const { bytes, isWhole } = await read;
      return { text: bytes.toString(), isWhole };
    } catch (error) {
      patience.signal?.throwIfAborted();
      if (deadline.aborted) throw new RequestFailure(`not within the ${limits.questions / 1000} s that there are`);
      if (timeout.aborted) throw new RequestFailure(`timed out after ${within / 1000} s`);
      throw error;
    }
  };
}

/** What was understood of an answer. */
export function understood<T>(answer: Understood<T>): T {
  if ('object' in answer) return answer.object;
  throw new RequestFailure(`its answer ${answer.problem}`);
}

/** Where the API server keeps a Pod. */
export function pathOfPod({ metadata }: Pod, port?: number): string {
  const { namespace, name } = metadata;
  const target = encodeURIComponent(name) + (port === undefined ? '' : `:${port}`);
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${target}`;
}

interface Answer {
  readonly pod: Pod;
  readonly object?: AnyObject;
  /** Absent beside no object: the Pod is gone. */
  readonly reason?: string;
}

async function answerOf(
  target: GatewayPod,
  questions: Questions,
  ask: Ask,
  forbidden: Map<string, string>,
): Promise<Answer> {
  const { pod } = target;
  const { namespace } = pod.metadata;
  if (questions.needsRunning && !isRunning(target)) return { pod, reason: 'it does not run' };
  const refusal = forbidden.get(namespace);
  if (refusal !== undefined) return { pod, reason: refusal };
  try {
    return { pod, object: await questions.ask(target, ask) };
  } catch (error) {
    const reason = (error instanceof RequestFailure && questions.reason(error)) || reasonOf(error);
    if (error instanceof RequestFailure) {
      if (error.status === 404 && POD_IS_GONE.test(error.said)) return { pod };
      if (error.status === 403) forbidden.set(namespace, reason);
    }
    return { pod, reason };
  }
}

/** What the API server says of a Pod that is no more. */
const POD_IS_GONE = /^pods ".*" not found$/;

function isRunning({ pod, container }: GatewayPod): boolean {
  const state = pod.status?.containerStatuses?.find(({ name }) => name === container)?.state;
  return state ? state.running !== undefined : pod.status?.phase === 'Running';
}

interface Failure {
  readonly metadata: Place;
  readonly reason: string;
}

function failureOf({ pod: { metadata }, reason }: Answer): readonly Failure[] {
  return reason === undefined ? [] : [{ metadata, reason }];
}

function gapsOf(kind: ObservedKind, answered: number, failures: readonly Failure[]): readonly Gap[] {
  if (answered === 0) {
    const [only, ...others] = new Set(failures.map(({ reason }) => reason));
    return [{ kind, reason: others.length > 0 ? byPod(failures) : (only ?? NOT_OBSERVED) }];
  }
  const byNamespace = Map.groupBy(failures, ({ metadata }) => metadata.namespace);
  return [...byNamespace].map(([namespace, some]) => ({ kind, namespace, reason: byPod(some) }));
}

/** `Pod a: timed out after 10 s; Pods b, c: it does not run` */
function byPod(failures: readonly Failure[]): string {
  return [...Map.groupBy(failures, ({ reason }) => reason)]
    .map(([reason, some]) => `${podNames(some)}: ${reason}`)
    .join('; ');
}
