import type { Gap, Problem } from '../../cluster/cluster.ts';
import { isBuiltIn, KINDS } from '../../cluster/kinds.ts';
import type { AnyObject, ObjectKind } from '../../cluster/objects.ts';
import { SourceError } from '../source.ts';
import { RequestFailure } from './failure.ts';
import type { Limits } from './limits.ts';
import { type ListRequest, readList } from './list.ts';
import { project } from './project.ts';
import type { Patience, Transport } from './transport.ts';
import type { Versions } from './versions.ts';

/** What one snapshot is read with. */
export interface Reader {
  readonly clusterName: string;
  readonly transport: Transport;
  readonly versions: Versions;
  readonly limits: Limits;
  readonly patience: Patience;
  /** Where to look when a kind may not be listed in the whole cluster. */
  readonly namespaces: readonly string[];
}

/** What became of reading one kind. */
export interface KindReading {
  readonly objects: readonly AnyObject[];
  readonly problems: readonly Problem[];
  readonly gaps: readonly Gap[];
  /** It was read in the namespaces of the reader only. */
  readonly isNarrowed: boolean;
}

const NOTHING: KindReading = { objects: [], problems: [], gaps: [], isNarrowed: false };
/** Only of these there are so many that the server could not give all in one answer. */
const LARGE: ReadonlySet<ObjectKind> = new Set(['Pod']);

/**
 * Every object of a kind: in the whole cluster, or where that is forbidden in the namespaces of the reader. A definition
 * that is not installed means that there are none. Expected failures are gaps.
 *
 * @param onPage gets the number of objects so far
 */
export async function readKind(
  reader: Reader,
  kind: ObjectKind,
  onPage: (objects: number) => void,
): Promise<KindReading> {
  try {
    return await readEverywhere(reader, kind, onPage);
  } catch (error) {
    const isForbidden = error instanceof RequestFailure && error.status === 403;
    if (isForbidden && KINDS[kind].namespaced && reader.namespaces.length > 0) {
      return readNamespaces(reader, kind, onPage);
    }
    return { ...NOTHING, gaps: [{ kind, reason: reasonOf(error) }] };
  }
}

/** An expected failure in words for people; a bug is thrown on. */
export function reasonOf(error: unknown): string {
  if (error instanceof RequestFailure || error instanceof SourceError) return error.message;
  throw error;
}

/** The path of a kind, in a namespace or (absent) in the whole cluster. */
export function pathOf(kind: ObjectKind, version: string, namespace?: string): string {
  const { group, plural } = KINDS[kind];
  const home = group ? `/apis/${group}/${version}` : `/api/${version}`;
  return namespace === undefined
    ? `${home}/${plural}`
    : `${home}/namespaces/${encodeURIComponent(namespace)}/${plural}`;
}

async function readNamespaces(
  reader: Reader,
  kind: ObjectKind,
  onPage: (objects: number) => void,
): Promise<KindReading> {
  let { objects, problems, gaps } = NOTHING;
  for (const namespace of reader.namespaces) {
    const before = objects.length;
    try {
      const reading = await readEverywhere(reader, kind, (count) => onPage(before + count), namespace);
      objects = [...objects, ...reading.objects];
      problems = [...problems, ...reading.problems];
    } catch (error) {
      gaps = [...gaps, { kind, namespace, reason: reasonOf(error) }];
    }
  }
  return { objects, problems, gaps, isNarrowed: true };
}

async function readEverywhere(
  reader: Reader,
  kind: ObjectKind,
  onPage: (objects: number) => void,
  namespace?: string,
): Promise<KindReading> {
  for (const version of await reader.versions.of(kind, reader.patience)) {
    try {
      const items = await readList(
        reader.transport,
        requestFor(reader, kind, pathOf(kind, version, namespace)),
        (item) => project(kind, version, item, reader.clusterName),
        onPage,
      );
      return {
        ...NOTHING,
        objects: items.flatMap(({ objects }) => objects),
        problems: items.flatMap(({ problems }) => problems),
      };
    } catch (error) {
      if (!(error instanceof RequestFailure) || error.status !== 404) throw error;
    }
  }
  if (!isBuiltIn(kind)) return NOTHING;
  throw new RequestFailure(`this cluster is too old for ${KINDS[kind].group} ${KINDS[kind].version}`);
}

function requestFor({ limits, patience }: Reader, kind: ObjectKind, path: string): ListRequest {
  return {
    path,
    patience,
    ...(LARGE.has(kind) && { pageSize: limits.pageSize }),
    // A cluster keeps ten old releases of everything that Helm installed, up to a megabyte each; nothing can use them.
    ...(kind === 'Secret' && { fieldSelector: 'type!=helm.sh/release.v1' }),
  };
}
