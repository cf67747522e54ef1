import { type Fields, fieldsOf, textOf } from '../fields.ts';
import { RequestFailure } from './failure.ts';
import { BrokenList, splitItems } from './split-items.ts';
import type { Body, Patience, Transport } from './transport.ts';

/** A list to read, in one answer or in pages. */
export interface ListRequest {
  /** Path of the collection: `/api/v1/namespaces/shop/pods`. */
  readonly path: string;
  readonly fieldSelector?: string;
  /**
   * Objects on a page. Absent: the whole list in one answer from the server's cache (`resourceVersion=0`), which costs
   * the server a fifth of reading it from etcd, and may be a moment old.
   */
  readonly pageSize?: number;
  readonly patience: Patience;
}

/**
 * Reads a list and gives what `convert` makes of its items. A list that changed too fast (410) is read anew, once.
 *
 * @param onPage is called after each answer with the number of items so far
 * @throws RequestFailure when it cannot be read to its end
 */
export async function readList<T>(
  transport: Transport,
  request: ListRequest,
  convert: (item: unknown) => T,
  onPage: (items: number) => void = () => {},
): Promise<readonly T[]> {
  try {
    return await readPages(transport, request, convert, onPage);
  } catch (error) {
    if (!(error instanceof RequestFailure) || error.status !== 410) throw error;
    return await readPages(transport, request, convert, onPage);
  }
}

async function readPages<T>(
  transport: Transport,
  request: ListRequest,
  convert: (item: unknown) => T,
  onPage: (items: number) => void,
): Promise<readonly T[]> {
  const results: T[] = [];
  let next: string | undefined;
  do {
    const page = await transport.get(pathOf(request, next), (body) => readPage(body, convert), request.patience);
    for (const result of page.results) results.push(result);
    onPage(results.length);
    next = textOf(fieldsOf(page.envelope['metadata'])['continue']) || undefined;
  } while (next !== undefined);
  return results;
}

function pathOf({ path, pageSize, fieldSelector }: ListRequest, next: string | undefined): string {
  const query = new URLSearchParams();
  if (fieldSelector) query.set('fieldSelector', fieldSelector);
  if (pageSize === undefined) query.set('resourceVersion', '0');
  else query.set('limit', String(pageSize));
  if (next !== undefined) {
    // A resource version does not go with a continue token.
    query.delete('resourceVersion');
    query.set('continue', next);
  }
  return `${path}?${query}`;
}

async function readPage<T>(
  body: Body,
  convert: (item: unknown) => T,
): Promise<{ readonly results: readonly T[]; readonly envelope: Fields }> {
  const results: T[] = [];
  const splitter = splitItems((json) => {
    results.push(convert(parsed(json)));
  });
  for await (const chunk of body) splitter.push(chunk);
  const envelope = fieldsOf(splitter.end());
  if (!textOf(envelope['kind'])?.endsWith('List')) throw new BrokenList('it is no Kubernetes list');
  return { results, envelope };
}

/** An object of the API server in one piece. */
export async function readObject(transport: Transport, path: string, patience: Patience): Promise<unknown> {
  return transport.get(
    path,
    async (body) => {
      const pieces: Uint8Array[] = [];
      for await (const piece of body) pieces.push(piece);
      return parsed(Buffer.concat(pieces));
    },
    patience,
  );
}

function parsed(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString());
  } catch {
    throw new BrokenList('it is no JSON');
  }
}
