import { open } from 'node:fs/promises';
import { basename, extname, sep } from 'node:path';
import type { AnyObject } from '../../cluster/objects.ts';
import type { ObservedKind } from '../../cluster/observed.ts';
import { decoded } from '../decoded.ts';
import { MOST_BYTES, type Place, type Understood } from './answer.ts';
import { servedCertificateOf } from './certificate.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { containerLogOf } from './log.ts';
import { metricsOf } from './metrics.ts';

/** A file that holds an observation, by its path. */
export type ObservedFile = {
  /** Of the Pod; of a certificate the namespace of the gateway and the server name. */
  readonly place: Place;
} & (
  | { readonly kind: 'ContainerLog'; readonly container: string }
  | { readonly kind: Exclude<ObservedKind, 'ContainerLog'> }
);

/** Folders that hold one file for each Pod or name, in a folder for its namespace. */
const FOLDERS: Readonly<
  Record<string, { readonly kind: Exclude<ObservedKind, 'ContainerLog'>; readonly extensions: readonly string[] }>
> = {
  diagnostics: { kind: 'Diagnostics', extensions: ['.json'] },
  metrics: { kind: 'GatewayMetrics', extensions: ['.txt', '.prom'] },
  certificates: { kind: 'ServedCertificate', extensions: ['.pem'] },
};

/**
 * What a file beside the YAML observes, by its path in the folder: `logs/<namespace>/<pod>/<container>.log`,
 * `diagnostics/<namespace>/<pod>.json`, `metrics/<namespace>/<pod>.txt` (or `.prom`),
 * `certificates/<namespace>/<hostname>.pem`; undefined: it is no observation.
 */
export function observedFileAt(path: string): ObservedFile | undefined {
  const [top = '', namespace = '', ...rest] = path.split(sep);
  const file = rest.at(-1) ?? '';
  const extension = extname(file);
  const name = basename(file, extension);
  if (top === 'logs' && rest.length === 2 && extension === '.log') {
    return { kind: 'ContainerLog', place: { namespace, name: rest[0] ?? '' }, container: name };
  }
  const folder = Object.hasOwn(FOLDERS, top) ? FOLDERS[top] : undefined;
  if (!folder || rest.length !== 1 || !folder.extensions.includes(extension)) return undefined;
  return { kind: folder.kind, place: { namespace, name } };
}

/** Reads an observation from a file. `where` names the file. Throws what the file system throws. */
export async function readObserved(
  file: string,
  where: string,
  observed: ObservedFile,
): Promise<Understood<AnyObject>> {
  const { kind, place } = observed;
  const { size, text } = await readPart(file, MOST_BYTES[kind], kind === 'ContainerLog' ? 'end' : 'start');
  switch (kind) {
    case 'ContainerLog':
      return { object: containerLogOf(text, observed.container, place) };
    case 'GatewayMetrics':
      return metricsOf(text, place);
    case 'Diagnostics':
      if (size > MOST_BYTES[kind]) return { problem: TOO_LARGE };
      return diagnosticsOf(text, place);
    case 'ServedCertificate':
      return servedCertificateOf(text, where, place);
  }
}

const TOO_LARGE = 'is larger than 5 MB and was left out; save what ?json=true&filter=errors answers instead';

/** The start or the end of a file, of its end whole lines only. */
async function readPart(
  file: string,
  most: number,
  part: 'start' | 'end',
): Promise<{ readonly size: number; readonly text: string }> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    // Even, so that no character of UTF-16 is cut in two.
    const from = part === 'end' ? 2 * Math.ceil(Math.max(0, size - most) / 2) : 0;
    const [first, bytes] = [Buffer.alloc(Math.min(2, size)), Buffer.alloc(Math.min(size - from, most))];
    await handle.read(first, 0, first.length, 0);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
    const text = decoded(bytes.subarray(0, bytesRead), first);
    return { size, text: from > 0 ? text.slice(text.indexOf('\n') + 1) : text };
  } finally {
    await handle.close();
  }
}
