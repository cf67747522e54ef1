import { type Methods, required, visibleChannel } from '../backend.ts';
import { Refusal } from '../refusal.ts';
import { textField } from '../shapes.ts';

/** `assistant.threads.*`: what the app is doing, shown under a thread until its next message. */
export const assistantMethods: Methods = {
  'assistant.threads.setStatus': {
    scopes: () => ['chat:write'],
    run(args, backend) {
      const channel = visibleChannel({ channel: args['channel_id'] }, backend);
      const thread = required(args, 'thread_ts', 'invalid_thread_ts');
      if (!backend.workspace.message(channel.id, thread)) throw new Refusal('invalid_thread_ts');
      backend.workspace.setStatus(channel.id, thread, textField(args, 'status') ?? '');
      return {};
    },
  },
};
