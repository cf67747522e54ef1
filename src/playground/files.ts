import { LIMITS } from './limits.ts';
import type { Fields } from './shapes.ts';

/** A message that a file was shared with. */
export interface FileShare {
  readonly channel: string;
  readonly isPrivate: boolean;
  readonly ts: string;
  readonly thread_ts?: string;
}

/** A file on its way to, or in, the workspace. */
export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly alt: string;
  readonly mimetype: string;
  readonly size: number;
  readonly content?: Buffer;
  /** Milliseconds of when Slack has looked at it: from then on blocks can show it. Absent: it is not complete. */
  readonly readyAt?: number;
  /** Messages that carry it. */
  readonly shares: readonly FileShare[];
}

const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  txt: 'text/plain',
  log: 'text/plain',
  md: 'text/plain',
  csv: 'text/csv',
  json: 'application/json',
  yaml: 'text/yaml',
  yml: 'text/yaml',
};

/** The files of a workspace; old ones go when there are many. */
export class Files {
  readonly #files = new Map<string, StoredFile>();

  get(id: string): StoredFile | undefined {
    return this.#files.get(id);
  }

  put(file: StoredFile): void {
    this.#files.set(file.id, file);
    const [oldest] = this.#files.keys();
    if (this.#files.size > LIMITS.keptFiles && oldest !== undefined) this.#files.delete(oldest);
  }

  /** Notes that a message carries a file; gives the file as it is then. */
  share(id: string, share: FileShare): StoredFile {
    const file = this.#files.get(id);
    if (!file) throw new Error(`there is no file ${id}`);
    const shared = { ...file, shares: [...file.shares, share] };
    this.put(shared);
    return shared;
  }

  remove(id: string): boolean {
    return this.#files.delete(id);
  }
}

/** The type of a file by the end of its name. */
export function mimetypeOf(name: string): string {
  return TYPES[name.toLowerCase().split('.').at(-1) ?? ''] ?? 'application/octet-stream';
}

/**
 * A file as Slack's answers and messages carry it, without its content. Until Slack has looked at it, it has no type.
 * https://github.com/slackapi/node-slack-sdk/issues/1865
 */
export function wireFile(file: StoredFile, now: number): Fields {
  const { content: _content, alt, readyAt, shares, mimetype, ...rest } = file;
  const isReady = isShowable(file, now);
  const shared = (isPrivate: boolean): Fields => {
    const there = shares.filter((share) => share.isPrivate === isPrivate);
    return Object.fromEntries(
      there.map(({ channel }) => [
        channel,
        there.filter((one) => one.channel === channel).map(({ channel: _, isPrivate: __, ...where }) => where),
      ]),
    );
  };
  return {
    ...rest,
    alt_txt: alt,
    mimetype: isReady ? mimetype : '',
    filetype: isReady ? (file.name.split('.').at(-1) ?? '') : '',
    mode: 'hosted',
    is_external: false,
    channels: shares.filter((share) => !share.isPrivate).map(({ channel }) => channel),
    groups: shares.filter((share) => share.isPrivate).map(({ channel }) => channel),
    shares: { public: shared(false), private: shared(true) },
  };
}

/** Whether blocks can show a file. */
export function isShowable(file: StoredFile, now: number): boolean {
  return file.readyAt !== undefined && file.readyAt <= now;
}

/** The content of an upload: one field of a form, or the body itself. */
export async function uploadedContent(body: Buffer, contentType: string): Promise<Buffer> {
  if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)/.test(contentType)) return body;

  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  const [field] = [...form.values()];
  if (field === undefined) return Buffer.alloc(0);
  return typeof field === 'string' ? Buffer.from(field) : Buffer.from(await field.arrayBuffer());
}
