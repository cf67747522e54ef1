import { type Backend, type Methods, required, writableChannel } from '../backend.ts';
import { messageEvent } from '../events.ts';
import { mimetypeOf, type StoredFile, wireFile } from '../files.ts';
import { LIMITS } from '../limits.ts';
import { fileFlaws } from '../pictures.ts';
import { Refusal, refuseFlaws } from '../refusal.ts';
import { type Channel, type Fields, listField, type Message, textField } from '../shapes.ts';
import { validateBlocks } from '../validate.ts';

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
      if (alt.length > LIMITS.fileAlt) throw new Refusal('invalid_arguments');
      workspace.files.put({ id, name, title: name, alt, mimetype: mimetypeOf(name), size, shares: [] });
      return { upload_url: uploadUrl(id), file_id: id };
    },
  },

  'files.completeUploadExternal': {
    scopes: () => ['files:write'],
    run(args, backend) {
      const { workspace } = backend;
      const files = listField(args, 'files').map((one) => completed(one, backend));
      if (files.length === 0) throw new Refusal('missing_argument');

      const names = (textField(args, 'channel_id') ?? textField(args, 'channels') ?? '').split(',').filter(Boolean);
      const channels = names.map((channel) => writableChannel({ channel }, backend));
      if (channels.length > LIMITS.fileChannels) throw new Refusal('invalid_arguments');
      for (const file of files) workspace.files.put(file);
      for (const channel of channels) share(channel, files, args, backend);
      return { files: files.map((file) => wired(file, backend)) };
    },
  },

  'files.info': {
    scopes: () => ['files:read'],
    run: (args, backend) => ({ file: wired(fileOf(args, 'file', backend), backend) }),
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

function wired(file: StoredFile, { workspace }: Backend): Fields {
  return wireFile(file, workspace.clock.now().getTime());
}

function completed(one: Fields, backend: Backend): StoredFile {
  const file = fileOf(one, 'id', backend);
  if (!file.content || file.readyAt !== undefined) throw new Refusal('file_not_found');
  const readyAt = backend.workspace.clock.now().getTime() + backend.filesReadyAfter;
  return { ...file, title: textField(one, 'title') ?? file.title, readyAt };
}

function share(channel: Channel, files: readonly StoredFile[], args: Fields, backend: Backend): void {
  const { workspace } = backend;
  const thread = textField(args, 'thread_ts');
  if (thread && !workspace.message(channel.id, thread)) throw new Refusal('thread_not_found');

  // The comment wins: with it Slack ignores blocks.
  const comment = textField(args, 'initial_comment') ?? '';
  const blocks = comment === '' ? listField(args, 'blocks') : [];
  refuseFlaws('invalid_blocks', [...validateBlocks(blocks, 'message'), ...fileFlaws(workspace, blocks)]);
  const ts = workspace.nextTs();
  const where = { channel: channel.id, isPrivate: channel.kind !== 'public', ts, ...(thread && { thread_ts: thread }) };
  const shared = files.map(({ id }) => workspace.files.share(id, where));

  const message: Message = {
    channel: channel.id,
    ts,
    user: workspace.bot.id,
    bot_id: workspace.botId,
    text: comment,
    blocks: workspace.withIds(blocks),
    attachments: [],
    reactions: [],
    files: shared.map((file) => wired(file, backend)),
    ...(thread ? { thread_ts: thread } : {}),
  };
  workspace.putMessage(message);
  backend.emit(messageEvent(workspace, message));
}
