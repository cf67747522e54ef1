import pLimit from 'p-limit';
import { backedServices } from '../../cluster/backing.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { AnyObject, Pod } from '../../cluster/objects.ts';
import { type Trouble, troubleOf } from '../../cluster/pods.ts';
import { MOST_BYTES } from '../observed/answer.ts';
import { containerLogOf, LOG_LINES } from '../observed/log.ts';
import { RequestFailure } from './failure.ts';
import { asking, askPods, type Observation, type Observer, pathOfPod } from './observe-pods.ts';

const AT_ONCE = 4;
const MOST_CRASHING = 20;
/** Of a crash the last words are wanted. */
const LAST_WORDS = { tailLines: 50, limitBytes: 65_536 };

/**
 * The tail of the log of each gateway container; and the last words of containers that crash behind Services, as far as
 * they can be had: they explain a finding, so that those that are missing leave no gap.
 */
export async function observeLogs(observer: Observer): Promise<Observation> {
  const within = observer.reader.limits.question;
  const [gateway, crashed] = await Promise.all([
    askPods(observer, {
      kind: 'ContainerLog',
      atOnce: AT_ONCE,
      needsRunning: false,
      async ask({ pod, container }, ask) {
        const limits = { tailLines: LOG_LINES, limitBytes: MOST_BYTES.ContainerLog };
        const { text } = await ask(pathOfLog(pod, { container, ...limits }), { most: limits.limitBytes, within });
        return containerLogOf(text, container, pod.metadata, observer.now());
      },
      reason: ({ status }) => (status === 400 ? 'its container has not started' : undefined),
    }),
    observeCrashes(observer),
  ]);
  return { ...gateway, objects: [...gateway.objects, ...crashed] };
}

async function observeCrashes({ reader, cluster }: Observer): Promise<readonly AnyObject[]> {
  const ask = asking(reader);
  const limit = pLimit(AT_ONCE);
  const measure = { most: LAST_WORDS.limitBytes, within: reader.limits.question };
  const lastWords = async ({ evidence: { at: pod }, container = '', restarts = 0 }: Trouble) => {
    try {
      const previous = restarts > 0 && { previous: true };
      const { text } = await ask(pathOfLog(pod, { container, ...LAST_WORDS, ...previous }), measure);
      return [containerLogOf(text, container, pod.metadata)];
    } catch (error) {
      if (error instanceof RequestFailure) return [];
      throw error;
    }
  };
  const logs = await Promise.all(crashingIn(cluster).map((trouble) => limit(lastWords, trouble)));
  return logs.flat();
}

/** The first containers behind Services that crash. */
function crashingIn(cluster: Cluster): readonly Trouble[] {
  const crashing = cluster.all('Pod').flatMap((pod): readonly Trouble[] => {
    const trouble = troubleOf(pod, cluster.takenAt);
    return trouble?.container !== undefined && CRASHES.has(trouble.reason) ? [trouble] : [];
  });
  // What stands behind which Service takes time to find out, and mostly nothing crashes.
  if (crashing.length === 0) return [];
  const backing = new Set<Pod>(backedServices(cluster).flatMap(({ backends }) => backends.pods));
  return crashing.filter(({ evidence }) => backing.has(evidence.at)).slice(0, MOST_CRASHING);
}

const CRASHES: ReadonlySet<string> = new Set(['CrashLoopBackOff', 'OOMKilled', 'Error']);

function pathOfLog(pod: Pod, query: Readonly<Record<string, string | number | boolean>>): string {
  const parameters = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${pathOfPod(pod)}/log?${parameters.join('&')}`;
}
