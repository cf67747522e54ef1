/** Why a list could not be read to its end. The text is for people. */
export class BrokenList extends Error {
  override readonly name = 'BrokenList';
}

/** Takes the bytes of a Kubernetes list apart as they come. */
export interface ItemSplitter {
  /** @throws BrokenList when the bytes are no JSON object, or an item is larger than any real one */
  push(chunk: Uint8Array): void;
  /**
   * What stands around the items.
   *
   * @throws BrokenList when the list has not ended
   */
  end(): unknown;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const ITEMS = Buffer.from('"items"');
const EMPTY: Buffer = Buffer.alloc(0);

/** Bytes; etcd takes objects of 1.5 MB, and JSON of one is never this much larger. */
const LARGEST_ITEM = 64 * 1024 * 1024;
/** Bytes of everything but the items. */
const LARGEST_ENVELOPE = 16 * 1024 * 1024;

/**
 * Splits `{"kind": …, "items": [{…}, {…}], …}` into its items without parsing it, so that a list of any size takes the
 * memory of one item. Only `items` of the outermost object counts, first or last; null in its place is an empty list.
 *
 * @param onItem gets the JSON text of each item, once it is whole
 */
export function splitItems(onItem: (json: Buffer) => void): ItemSplitter {
  let depth = 0;
  let inItems = false;
  let inString = false;
  let isEscaped = false;
  let hasEnded = false;
  // The last string of the outermost object and what followed it: `"items"`, then `:`, then `[`.
  let key: Buffer = EMPTY;
  let keyStart = -1;
  let isAfterColon = false;
  const item = gather(LARGEST_ITEM, 'an item is too large');
  const envelope = gather(LARGEST_ENVELOPE, 'it is no list');

  function push(bytes: Uint8Array): void {
    const chunk = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { length } = chunk;
    let start = inItems && depth === 2 ? -1 : 0;
    let i = 0;
    if (keyStart >= 0) keyStart = 0;
    while (i < length) {
      if (inString) {
        i = endOfString(chunk, isEscaped ? i + 1 : i);
        isEscaped = i > length;
        if (i >= length) break;
        inString = false;
        if (keyStart >= 0) {
          key = concat(key, chunk.subarray(keyStart, i + 1));
          keyStart = -1;
        }
        i++;
        continue;
      }
      // Most bytes are inside of items, where only strings and braces matter.
      if (inItems && depth > 2) i = nextSign(chunk, i);
      if (i >= length) break;
      const byte = chunk[i] as number;
      switch (byte) {
        case QUOTE:
          if (depth === 0) throw new BrokenList('it is no JSON object');
          inString = true;
          if (depth === 1) {
            key = EMPTY;
            keyStart = i;
            isAfterColon = false;
          }
          break;
        case COLON:
          if (depth === 1) isAfterColon = true;
          break;
        case OPEN_BRACE:
          if (depth === 0 && hasEnded) throw new BrokenList('something follows its end');
          if (inItems && depth === 2) start = i;
          depth++;
          break;
        case OPEN_BRACKET:
          if (depth === 0) throw new BrokenList('it is no JSON object');
          depth++;
          if (depth === 2 && isAfterColon && key.equals(ITEMS)) {
            inItems = true;
            envelope.add(chunk.subarray(start, i + 1));
            start = -1;
          }
          break;
        case CLOSE_BRACE:
          depth--;
          if (depth < 0) throw new BrokenList('it ends twice');
          if (inItems && depth === 2) {
            item.add(chunk.subarray(start, i + 1));
            start = -1;
            onItem(item.take());
          } else if (depth === 0) hasEnded = true;
          break;
        case CLOSE_BRACKET:
          depth--;
          if (inItems && depth === 1) {
            inItems = false;
            start = i;
          }
          break;
        default:
          if (depth === 0 && byte > 0x20) throw new BrokenList('it is no JSON object');
      }
      i++;
    }
    if (keyStart >= 0) key = concat(key, chunk.subarray(keyStart));
    if (start >= 0) (inItems ? item : envelope).add(chunk.subarray(start));
  }

  function end(): unknown {
    if (!hasEnded) throw new BrokenList('it was cut off');
    try {
      return JSON.parse(envelope.take().toString());
    } catch {
      throw new BrokenList('it is no JSON');
    }
  }

  return { push, end };
}

// Where the closing quote is; one past the length when the chunk ends in a backslash, the length when it just ends.
function endOfString(chunk: Buffer, from: number): number {
  const { length } = chunk;
  let i = from;
  while (i < length) {
    const byte = chunk[i];
    if (byte === QUOTE) return i;
    i += byte === BACKSLASH ? 2 : 1;
  }
  return i;
}

// Where the next quote or brace is. Brackets in an item need not be counted: they close before its braces do.
function nextSign(chunk: Buffer, from: number): number {
  const { length } = chunk;
  let i = from;
  while (i < length) {
    const byte = chunk[i];
    if (byte === QUOTE || byte === OPEN_BRACE || byte === CLOSE_BRACE) return i;
    i++;
  }
  return i;
}

// A key of the outermost object that is longer than this is not `items`; its bytes need not be kept.
function concat(key: Buffer, more: Buffer): Buffer {
  return key.length + more.length > 64 ? EMPTY : Buffer.concat([key, more]);
}

function gather(most: number, complaint: string): { add(piece: Buffer): void; take(): Buffer } {
  let pieces: Buffer[] = [];
  let size = 0;
  return {
    add(piece) {
      size += piece.length;
      if (size > most) throw new BrokenList(complaint);
      pieces.push(piece);
    },
    take() {
      const [first = EMPTY] = pieces;
      const whole = pieces.length > 1 ? Buffer.concat(pieces) : first;
      pieces = [];
      size = 0;
      return whole;
    },
  };
}
