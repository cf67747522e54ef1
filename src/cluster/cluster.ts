import { isNamespaced } from './kinds.ts';
import { type AnyObject, type Kind, type Kinds, keyOf, type Ref } from './objects.ts';

/** A kind that could not be read, everywhere or in one namespace: what it holds is unknown, not absent. */
export interface Gap {
  readonly kind: Kind;
  readonly namespace?: string;
  /** A short reason for people: `forbidden`, `timed out after 30 s`, `not in the input`. */
  readonly reason: string;
}

/** Something in the input that could not be understood and was left out; the rest goes on. */
export interface Problem {
  /** The file, or the object as `Kind namespace/name`. */
  readonly where: string;
  /** What is wrong and what to do, in one line. */
  readonly message: string;
  /** Of an object that was left out what is sure all the same: its names, and for which gateway it is. */
  readonly object?: AnyObject;
}

/** An object that is there, and that neither we nor Emissary can use for what it says. */
export interface LeftOut<T extends AnyObject = AnyObject> {
  /** Its names, and for which gateway it is; nothing else. */
  readonly object: T;
  /** `spec.timeout_ms: expected number, received string` */
  readonly mistake: string;
}

/** What a source saw of a cluster at one time. Plain data: it can be cloned, sent to a thread and saved. */
export interface Snapshot {
  readonly clusterName: string;
  readonly takenAt: Date;
  readonly objects: readonly AnyObject[];
  readonly gaps: readonly Gap[];
  readonly problems: readonly Problem[];
  /**
   * The namespaces that were looked at; absent: all there are. Nothing is known of objects in other namespaces.
   */
  readonly namespaces?: readonly string[];
  /** Objects that were asked for by name in a gap and are not there: of these absence is known. */
  readonly confirmedAbsent?: readonly Ref[];
}

/** Read access to the objects of the kinds K, and to no others. */
export interface Cluster<in K extends Kind = Kind> {
  readonly name: string;
  readonly takenAt: Date;
  /** Every object of a kind, in the order of namespace and name. */
  all<T extends K>(kind: T): readonly Kinds[T][];
  /** The objects of a kind in one namespace. */
  in<T extends K>(kind: T, namespace: string): readonly Kinds[T][];
  find<T extends K>(kind: T, namespace: string, name: string): Kinds[T] | undefined;
  /** Whether there is surely no such object: its kind and namespace were read, and it was not there. */
  lacks(kind: K, namespace: string, name: string): boolean;
  /** Whether all objects of a kind in a namespace (absent: in the whole cluster) are known. */
  knows(kind: K, namespace?: string): boolean;
  /** The objects of a kind that were left out because their fields are not of the right types. */
  leftOut<T extends K>(kind: T): readonly LeftOut<Kinds[T]>[];
  /** Whether a namespace exists; undefined when that is unknown. */
  hasNamespace(namespace: string): boolean | undefined;
}

/**
 * Indexes a snapshot. Two objects of one kind and name (a Mapping and its twin in an annotation) both stand in `all`;
 * `find` gives the later one.
 */
export function indexSnapshot(snapshot: Snapshot): Cluster {
  const kinds = new Map<string, KindIndex>();
  for (const object of snapshot.objects) {
    const index: KindIndex = kinds.get(object.kind) ?? {
      objects: [],
      byName: new Map(),
      sorted: undefined,
      byNamespace: undefined,
    };
    index.objects.push(object);
    index.byName.set(`${object.metadata.namespace}/${object.metadata.name}`, object);
    kinds.set(object.kind, index);
  }
  const scope = snapshot.namespaces && new Set(snapshot.namespaces);
  const listed = kinds.get('Namespace');
  const isWholeScope = listed?.objects.every(({ metadata }) => scope?.has(metadata.name)) ?? false;
  const absent = new Set(snapshot.confirmedAbsent?.map(keyOf));

  const all = <T extends Kind>(kind: T) => sorted(kinds.get(kind)) as readonly Kinds[T][];
  const find = <T extends Kind>(kind: T, namespace: string, name: string) =>
    kinds.get(kind)?.byName.get(`${namespace}/${name}`) as Kinds[T] | undefined;
  const knows = (kind: Kind, namespace?: string) => {
    if (namespace !== undefined && namespace !== '' && scope && !scope.has(namespace)) {
      return listed !== undefined && !listed.byName.has(`/${namespace}`);
    }
    // Who looked at some namespaces only does not know all objects of a kind.
    if (namespace === undefined && scope && isNamespaced(kind) && !isWholeScope) return false;
    return !snapshot.gaps.some(
      (gap) => gap.kind === kind && (!gap.namespace || namespace === undefined || gap.namespace === namespace),
    );
  };

  return {
    name: snapshot.clusterName,
    takenAt: snapshot.takenAt,
    all,
    in: <T extends Kind>(kind: T, namespace: string) => inNamespace(kinds.get(kind), namespace) as readonly Kinds[T][],
    find,
    knows,
    lacks: (kind, namespace, name) =>
      !find(kind, namespace, name) && (knows(kind, namespace) || absent.has(keyOf({ kind, namespace, name }))),
    leftOut: <T extends Kind>(kind: T) =>
      snapshot.problems.flatMap(({ object, message }) => {
        const [mistake = message] = message.split('; the object was left out');
        // Its kind is the one that was asked for.
        return object?.kind === kind ? [{ object: object as Kinds[T], mistake }] : [];
      }),
    hasNamespace: (namespace) => {
      if (listed?.byName.has(`/${namespace}`) || scope?.has(namespace)) return true;
      return listed && knows('Namespace') ? false : undefined;
    },
  };
}

interface KindIndex {
  readonly objects: AnyObject[];
  readonly byName: Map<string, AnyObject>;
  sorted: readonly AnyObject[] | undefined;
  byNamespace: Map<string, AnyObject[]> | undefined;
}

function sorted(index: KindIndex | undefined): readonly AnyObject[] {
  if (!index) return [];
  index.sorted ??= index.objects.toSorted(byName);
  return index.sorted;
}

function byName({ metadata: a }: AnyObject, { metadata: b }: AnyObject): number {
  if (a.namespace !== b.namespace) return a.namespace < b.namespace ? -1 : 1;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function inNamespace(index: KindIndex | undefined, namespace: string): readonly AnyObject[] {
  if (!index) return [];
  index.byNamespace ??= Map.groupBy(sorted(index), (object) => object.metadata.namespace);
  return index.byNamespace.get(namespace) ?? [];
}
