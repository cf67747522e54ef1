import { LIMITS } from './limits.ts';
import type { Fields } from './shapes.ts';

/** A file on its way to, or in, the workspace. */
export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly alt: string;
  readonly mimetype: string;
  readonly size: number;
  readonly content?: Buffer;
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

  remove(id: string): boolean {
    return this.#files.delete(id);
  }
}

/** The type of a file by the end of its name. */
export function mimetypeOf(name: string): string {
  return TYPES[name.toLowerCase().split('.').at(-1) ?? ''] ?? 'application/octet-stream';
}

/** A file as Slack's answers and messages carry it, without its content. */
export function wireFile(file: StoredFile): Fields {
  const { content: _content, alt, ...rest } = file;
  return { ...rest, alt_txt: alt, filetype: file.name.split('.').at(-1) ?? '', mode: 'hosted', is_external: false };
}

/** The content of an upload: one field of a form, or the body itself. */
export async function uploadedContent(body: Buffer, contentType: string): Promise<Buffer> {
  if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)/.test(contentType)) return body;

  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  const [field] = [...form.values()];
  if (field === undefined) return Buffer.alloc(0);
  return typeof field === 'string' ? Buffer.from(field) : Buffer.from(await field.arrayBuffer());
}
