import pLimit from 'p-limit';
import type { Snapshot } from '../../cluster/cluster.ts';
import { isObserved, KINDS } from '../../cluster/kinds.ts';
import type { Kind, ObjectKind } from '../../cluster/objects.ts';
import { NOT_OBSERVED } from '../../cluster/observed.ts';
import { type Progress, type SnapshotOptions, type Source, SourceError } from '../source.ts';
import { type ConnectionOptions, connectionOf } from './connection.ts';
import { RequestFailure } from './failure.ts';
import { LIMITS, type Limits } from './limits.ts';
import { readObject } from './list.ts';
import { kindsToObserve, observe } from './observe.ts';
import { type ProxySettings, proxyTo } from './proxy.ts';
import { type KindReading, type Reader, readKind } from './read-kind.ts';
import { type NamedSecrets, readNamedSecrets } from './read-secrets.ts';
import { type Transport, transportTo } from './transport.ts';
import { versionsOf } from './versions.ts';

export interface LiveSourceOptions extends ConnectionOptions, ProxySettings {
  readonly now: () => Date;
  /** What people call the cluster; absent: the name of the context. */
  readonly clusterName?: string;
  /** Where to look for kinds that may not be listed in the whole cluster. */
  readonly namespaces?: readonly string[];
  /** Whether running gateways may be asked as well; absent: yes. */
  readonly observe?: boolean;
  readonly limits?: Partial<Limits>;
}

/** Milliseconds that the first request may wait for a second try: people wait for it to learn of a wrong address. */
const FIRST_WAITING = 1000;

/**
 * Reads a cluster from its API server, with the rights of a kubeconfig context or of the Pod's service account. Needs
 * `list` on what is read, and does with less: what is forbidden becomes a gap, and Secrets that may not be listed are read
 * by name.
 *
 * @throws SourceError when there is no usable kubeconfig; `snapshot` when the cluster cannot be reached
 */
export function liveSource(options: LiveSourceOptions): Source {
  const limits = { ...LIMITS, ...options.limits };
  const connection = connectionOf(options, options.now, limits.login);
  const clusterName = options.clusterName ?? connection.name;
  const transport = transportTo(connection, limits, connection.proxyUrl ?? proxyTo(connection.server, options));
  return {
    clusterName,
    async snapshot(kinds, { signal, onProgress = () => {}, observe: isWanted = true }: SnapshotOptions = {}) {
      const takenAt = options.now();
      await reach(transport, clusterName, signal);
      const reader: Reader = {
        clusterName,
        transport,
        versions: versionsOf(transport),
        limits,
        patience: { waiting: limits.waiting, signal },
        namespaces: options.namespaces ?? [],
      };
      const observed = [...kinds].filter(isObserved);
      const asked = isWanted && options.observe !== false ? observed : [];
      const unasked = observed.filter((kind) => !asked.includes(kind)).map((kind) => ({ kind, reason: NOT_OBSERVED }));
      const inOrder = kindsInOrder(new Set([...kinds, ...kindsToObserve(asked)]));
      const progress = progressOf(inOrder.length + asked.length, onProgress);
      const snapshot = await snapshotOf(reader, takenAt, await readKinds(reader, inOrder, progress));
      const { objects, gaps } = await observe(reader, snapshot, asked, {
        isInside: connection.isInside,
        now: options.now,
        onObserved: progress.end,
      });
      return {
        ...snapshot,
        objects: [...snapshot.objects, ...objects],
        gaps: [...snapshot.gaps, ...gaps, ...unasked],
      };
    },
    close: () => transport.close(),
  };
}

async function reach(transport: Transport, clusterName: string, signal: AbortSignal | undefined): Promise<void> {
  try {
    await readObject(transport, '/version', { waiting: FIRST_WAITING, signal });
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error;
    const { status, message } = error;
    if (status === 401) {
      throw new SourceError(
        `${clusterName} refused the credentials.`,
        'Log in again, or check with `kubectl auth whoami` that kubectl gets in with this context.',
      );
    }
    // Whoever may not ask for the version may still read the rest.
    if (status !== undefined && status < 500) return;
    throw new SourceError(
      `Cannot reach ${clusterName}: ${message}.`,
      'Check the server of this context in the kubeconfig, the network, a VPN or proxy on the way.',
    );
  }
}

/** In this order what refers is read before what it refers to: an object that is made meanwhile is not missed. */
function kindsInOrder(kinds: ReadonlySet<Kind>): readonly ObjectKind[] {
  return (Object.keys(KINDS) as ObjectKind[]).filter((kind) => kinds.has(kind));
}

interface Counter {
  /** So many objects of a kind were read so far. */
  count(kind: Kind, objects: number): void;
  /** A kind was read to its end, or given up. */
  end(kind: Kind, objects: number): void;
}

function progressOf(of: number, onProgress: (progress: Progress) => void): Counter {
  const counts = new Map<Kind, number>();
  let done = 0;
  const count = (kind: Kind, objects: number) => {
    counts.set(kind, objects);
    const all = [...counts.values()].reduce((sum, some) => sum + some, 0);
    onProgress({ kind, done, of, objects: all });
  };
  return {
    count,
    end(kind, objects) {
      done++;
      count(kind, objects);
    },
  };
}

async function readKinds(
  reader: Reader,
  kinds: readonly ObjectKind[],
  progress: Counter,
): Promise<readonly KindReading[]> {
  const limit = pLimit(reader.limits.lists);
  const read = async (kind: ObjectKind) => {
    let objects = 0;
    const reading = await readKind(reader, kind, (count) => {
      objects = count;
      progress.count(kind, count);
    });
    progress.end(kind, objects);
    return reading;
  };
  return Promise.all(kinds.map((kind) => limit(read, kind)));
}

async function snapshotOf(reader: Reader, takenAt: Date, readings: readonly KindReading[]): Promise<Snapshot> {
  const objects = readings.flatMap((reading) => reading.objects);
  const gaps = readings.flatMap((reading) => reading.gaps);
  const isSecret = ({ kind }: { readonly kind: Kind }) => kind === 'Secret';
  const unlisted = gaps.filter((gap) => isSecret(gap) && gap.reason === 'forbidden');
  const named: NamedSecrets =
    unlisted.length > 0
      ? await readNamedSecrets(reader, objects, unlisted)
      : { secrets: [], confirmedAbsent: [], gaps: [] };
  return {
    clusterName: reader.clusterName,
    takenAt,
    objects: [...objects, ...named.secrets],
    gaps: [...gaps.filter((gap) => !unlisted.includes(gap)), ...named.gaps],
    problems: readings.flatMap((reading) => reading.problems),
    ...(readings.some(({ isNarrowed }) => isNarrowed) && { namespaces: reader.namespaces }),
    ...(named.confirmedAbsent.length > 0 && { confirmedAbsent: named.confirmedAbsent }),
  };
}
