import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join, relative, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { parseAllDocuments } from 'yaml';
import type { Problem, Snapshot } from '../cluster/cluster.ts';
import type { AnyObject } from '../cluster/objects.ts';
import { gapsOfInput, gapsOfObservations, namespacesOfInput } from './completeness.ts';
import { decoded } from './decoded.ts';
import { type Normalized, normalizeObject } from './normalize.ts';
import { observedFileAt, readObserved } from './observed/files.ts';
import { oneLine, withoutQuote } from './parser-words.ts';
import { type Source, SourceError } from './source.ts';

export interface FileSourceOptions {
  /** Folders, YAML or JSON files, or `-` for standard input; all together are one cluster. */
  readonly paths: readonly string[];
  /** When the snapshot is said to be taken. */
  readonly now: () => Date;
  readonly stdin?: NodeJS.ReadableStream;
}

/** Files above this size are refused: no text in memory can be longer. Larger clusters are read live. */
const MAX_FILE_BYTES = 500 * 1024 ** 2;
const OBJECT_FILES = new Set(['.yaml', '.yml', '.json']);

/**
 * Reads a cluster from files: what `kubectl get … -o yaml|json` prints, manifests in a folder, and what was observed of the
 * running gateway in folders beside them (docs/observations.md). A broken document is a problem that names it; the others
 * count.
 *
 * @throws SourceError when the path cannot be read or holds no file to read
 */
export function fileSource({ paths, now, stdin = process.stdin }: FileSourceOptions): Source {
  const clusterName = paths.map(nameOf).join(' and ');
  return {
    clusterName,
    snapshot: async (_, { observe = true } = {}) => {
      const { objects, observed, problems } = await readInput(paths, stdin, observe);
      const namespaces = namespacesOfInput(objects);
      return {
        clusterName,
        takenAt: now(),
        ...withoutTwins([...objects, ...observed], problems),
        gaps: [...gapsOfInput(objects), ...gapsOfObservations(objects, observed)],
        ...(namespaces && { namespaces }),
      } satisfies Snapshot;
    },
    close: async () => {},
  };
}

/** The objects in some YAML or JSON text. `where` names it in problems. */
export function parseObjects(content: string, where: string): Normalized {
  const trimmed = content.trimStart();
  if (trimmed.startsWith('{')) {
    try {
      return normalizeObject(JSON.parse(content), where);
    } catch (error) {
      // kubectl and editors also leave several JSON objects one after the other, and YAML flow maps start the same way.
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  const results = parseAllDocuments(content, { logLevel: 'silent', version: '1.2' });
  if (!Array.isArray(results)) return { objects: [], problems: [] };

  const objects: AnyObject[] = [];
  const problems: Problem[] = [];
  results.forEach((document, index) => {
    const place = results.length > 1 ? `${where}, document ${index + 1}` : where;
    const [error] = document.errors;
    if (error) {
      problems.push({ where: place, message: `is no readable YAML and was left out: ${withoutQuote(error.message)}` });
      return;
    }
    try {
      const value: unknown = document.toJS({ maxAliasCount: 1000 });
      if (value === null || value === undefined) return;
      add({ objects, problems }, normalizeObject(value, place));
    } catch (error) {
      problems.push({
        where: place,
        message: `was left out: ${error instanceof Error ? withoutQuote(error.message) : error}`,
      });
    }
  });
  return { objects, problems };
}

interface Input {
  readonly objects: AnyObject[];
  /** What files say of the running gateway. */
  readonly observed: AnyObject[];
  readonly problems: Problem[];
}

async function readInput(paths: readonly string[], stdin: NodeJS.ReadableStream, observe: boolean): Promise<Input> {
  const input: Input = { objects: [], observed: [], problems: [] };
  for (const path of paths) {
    if (path === '-') {
      add(input, parseObjects(await textOfInput(stdin), 'standard input'));
      continue;
    }
    const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
      throw new SourceError(`Cannot read ${path}: ${reasonOf(error)}.`, 'Give a folder, a YAML or JSON file, or - .');
    });
    const files = info.isDirectory() ? await filesBelow(path, input.problems) : [path];
    for (const file of files) await addFile(input, path, file, { isFolder: info.isDirectory(), observe });
  }
  // Without this a file that was cut off would count as a cluster in which nothing is wrong.
  if (input.objects.length + input.observed.length === 0) throw nothingUsable(paths, input.problems);
  return input;
}

function nothingUsable(paths: readonly string[], problems: readonly Problem[]): SourceError {
  const names = paths.map(nameOf).join(' and ');
  const [first] = problems;
  const more = problems.length > 1 ? `, and ${problems.length - 1} more` : '';
  return new SourceError(
    first
      ? `Nothing in ${names} can be used: ${first.where} ${first.message}${more}.`
      : `There is no object that concerns a gateway in ${names}.`,
    'Give what `kubectl get mappings,hosts,services,… -A -o yaml` prints.',
  );
}

async function textOfInput(stdin: NodeJS.ReadableStream): Promise<string> {
  try {
    return decoded(await buffer(stdin));
  } catch (error) {
    throw new SourceError(`Cannot read standard input: ${reasonOf(error)}.`, 'Pipe YAML or JSON into it.');
  }
}

async function addFile(
  input: Input,
  root: string,
  file: string,
  { isFolder, observe }: { readonly isFolder: boolean; readonly observe: boolean },
): Promise<void> {
  const where = isFolder ? relative(root, file) : file;
  try {
    const observed = isFolder ? observedFileAt(where) : undefined;
    if (observed) {
      if (!observe) return;
      const answer = await readObserved(file, where, observed);
      if ('object' in answer) input.observed.push(answer.object);
      else input.problems.push({ where, message: answer.problem });
      return;
    }
    const { size } = await stat(file);
    if (size > MAX_FILE_BYTES) {
      input.problems.push({ where, message: 'is larger than 500 MiB and was left out; read the cluster itself' });
      return;
    }
    add(input, parseObjects(decoded(await readFile(file)), where));
  } catch (error) {
    input.problems.push({ where, message: `cannot be read: ${reasonOf(error)}` });
  }
}

function add(input: Pick<Input, 'objects' | 'problems'>, { objects, problems }: Normalized): void {
  for (const object of objects) input.objects.push(object);
  for (const problem of problems) input.problems.push(problem);
}

async function filesBelow(root: string, problems: Problem[], folder = root): Promise<string[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    problems.push({ where: relative(root, folder) || folder, message: `cannot be read: ${reasonOf(error)}` });
    return [];
  }
  const files: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await filesBelow(root, problems, path)));
    else if (isWanted(relative(root, path)) && (await isFile(entry, path))) files.push(path);
  }
  return files.sort();
}

function isWanted(path: string): boolean {
  return OBJECT_FILES.has(extname(path)) || observedFileAt(path) !== undefined;
}

// A link to a folder is left alone: it could lead in a circle.
async function isFile(entry: Dirent, path: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isFile();
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

// Two files may hold the same object (`kubectl get all` beside `kubectl get services`): that is one object.
function withoutTwins(
  objects: readonly AnyObject[],
  problems: readonly Problem[],
): Pick<Snapshot, 'objects' | 'problems'> {
  const known = new Map<string, AnyObject>();
  const different: Problem[] = [];
  for (const object of objects) {
    const { namespace, name } = object.metadata;
    const key = `${object.kind}/${namespace}/${name}${originOf(object)}`;
    const twin = known.get(key);
    if (twin && JSON.stringify(twin) !== JSON.stringify(object)) {
      const where = `${object.kind} ${namespace}/${name}`;
      different.push({ where, message: 'stands twice in the input, in two forms; the later one counts' });
    }
    known.set(key, object);
  }
  return { objects: [...known.values()], problems: [...problems, ...different] };
}

/** What tells apart objects of one kind and name. */
function originOf(object: AnyObject): string {
  if (object.kind === 'ContainerLog') return `/${object.container}`;
  return 'annotationOf' in object && object.annotationOf ? `@${object.annotationOf.name}` : '';
}

function nameOf(path: string): string {
  return path === '-' ? 'standard input' : basename(resolve(path)).replace(/\.(ya?ml|json)$/, '');
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file or folder';
  if (code === 'EACCES') return 'no permission';
  if (code === 'EISDIR') return 'it is a folder';
  return error instanceof Error ? oneLine(error.message) : String(error);
}
