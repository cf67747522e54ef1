import { type Backend, type Methods, required, writableChannel } from '../backend.ts';
import { messageEvent } from '../events.ts';
import { mimetypeOf, type StoredFile, wireFile } from '../files.ts';
import { Refusal } from '../refusal.ts';
import { type Fields, listField, type Message, textField } from '../shapes.ts';

/** `files.*`: the three steps of an upload, and afterwards. */
export const fileMethods: Methods = {
  'files.getUploadURLExternal': {
    scopes: () => ['files:write'],
    run(args, { workspace, uploadUrl }) {
      const name = required(args, 'filename', 'missing_argument');
      const size = Number(args['length'] ?? 0);
      if (!(size > 0)) throw new Refusal('missing_argument');

      const id = workspace.nextId('F');
      // The method page says alt_txt, and the SDK sends alt_text.
      const alt = textField(args, 'alt_txt') ?? textField(args, 'alt_text') ?? '';
      workspace.files.put({ id, name, title: name, alt, mimetype: mimetypeOf(name), size });
      return { upload_url: uploadUrl(id), file_id: id };
    },
  },

  'files.completeUploadExternal': {
    scopes: () => ['files:write'],
    run(args, backend) {
      const { workspace } = backend;
      const files = listField(args, 'files').map((one) => titled(one, backend));
      if (files.length === 0) throw new Refusal('missing_argument');
      for (const file of files) workspace.files.put(file);

      const channels = (textField(args, 'channel_id') ?? textField(args, 'channels') ?? '').split(',');
      for (const channel of channels.filter(Boolean)) share(channel, files, args, backend);
      return { files: files.map(wireFile) };
    },
  },

  'files.info': {
    scopes: () => ['files:read'],
    run: (args, backend) => ({ file: wireFile(fileOf(args, 'file', backend)) }),
  },

  'files.delete': {
    scopes: () => ['files:write'],
    run(args, backend) {
      backend.workspace.files.remove(fileOf(args, 'file', backend).id);
      return {};
    },
  },
};

function fileOf(args: Fields, name: string, { workspace }: Backend): StoredFile {
  const file = workspace.files.get(required(args, name, 'file_not_found'));
  if (!file) throw new Refusal('file_not_found');
  return file;
}

function titled(one: Fields, backend: Backend): StoredFile {
  const file = fileOf(one, 'id', backend);
  if (!file.content) throw new Refusal('file_not_found');
  return { ...file, title: textField(one, 'title') ?? file.title };
}

function share(id: string, files: readonly StoredFile[], args: Fields, backend: Backend): void {
  const { workspace } = backend;
  const channel = writableChannel({ channel: id }, backend);
  const thread = textField(args, 'thread_ts');
  if (thread && !workspace.message(channel.id, thread)) throw new Refusal('thread_not_found');

  const message: Message = {
    channel: channel.id,
    ts: workspace.nextTs(),
    user: workspace.bot.id,
    bot_id: workspace.botId,
    text: textField(args, 'initial_comment') ?? '',
    blocks: workspace.withIds(listField(args, 'blocks')),
    attachments: [],
    reactions: [],
    files: files.map(wireFile),
    ...(thread ? { thread_ts: thread } : {}),
  };
  workspace.putMessage(message);
  backend.emit(messageEvent(workspace, message));
}
