import type { IncomingMessage, ServerResponse } from 'node:http';
import { uploadedContent } from './files.ts';
import { readBytes, sendText } from './http.ts';
import type { Workspace } from './workspace.ts';

/** `POST /upload/v1/<id>`: the content of a file whose upload was announced. */
export async function receiveUpload(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  workspace: Workspace,
): Promise<void> {
  const file = workspace.files.get(path.split('/').at(-1) ?? '');
  const content = await uploadedContent(await readBytes(request), request.headers['content-type'] ?? '');
  if (!file) return sendText(response, 404, 'file_not_found');

  workspace.files.put({ ...file, content, size: content.length });
  sendText(response, 200, `OK - ${content.length}`);
}
