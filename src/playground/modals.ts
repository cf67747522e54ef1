import type { InteractionOptions } from './interactions.ts';
import { Refusal } from './refusal.ts';
import { type Fields, fieldsField, isFields, type User, type View } from './shapes.ts';
import { elementsOf } from './validate.ts';
import { makeView, pushView } from './views.ts';
import { wireView } from './wire.ts';

/** What came of a submitted modal. */
export interface SubmitOutcome {
  readonly acked: boolean;
  /** What to correct, by block. */
  readonly errors?: Readonly<Record<string, string>>;
  readonly error?: string;
}

/** Submitting and closing modals, and the answers an app can give to that. */
export class Modals {
  readonly #options: InteractionOptions;
  readonly #who: (user: User) => Fields;

  constructor(options: InteractionOptions, who: (user: User) => Fields) {
    this.#options = options;
    this.#who = who;
  }

  /** Sends `view_submission`, and does what the acknowledgement says. */
  async submit(user: User, view: View): Promise<SubmitOutcome> {
    const { workspace, tickets, delivery, problem } = this.#options;
    const what = `submission of ${view.callback_id || view.id}`;
    const payload: Fields = {
      ...this.#who(user),
      type: 'view_submission',
      trigger_id: tickets.newTrigger(user.id, view.openedIn),
      view: wireView(workspace, view),
      response_urls: this.#responseUrls(user, view),
      enterprise: null,
    };

    const answer = await delivery.send({ kind: 'interactive', payload }, what);
    if (!answer.acked) {
      workspace.notice(user.id, 'We had some trouble connecting. Try again?');
      return { acked: false, error: answer.why };
    }
    try {
      const errors = this.#obey(user, view, isFields(answer.body) ? answer.body : {});
      return { acked: true, ...(errors ? { errors } : {}) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problem({ kind: 'bad_ack', what, detail: `${error.code} ${JSON.stringify(error.more)}` });
      workspace.notice(user.id, 'We had some trouble connecting. Try again?');
      return { acked: true, error: error.code };
    }
  }

  /** Closes the top modal, or all of them; tells the app when the view asked for it. */
  async close(user: User, all: boolean): Promise<void> {
    const { workspace, delivery } = this.#options;
    const stack = workspace.modals(user.id);
    const closed = all ? stack.toReversed() : stack.slice(-1);
    workspace.setModals(user.id, all ? [] : stack.slice(0, -1));

    for (const view of closed.filter((one) => one.notify_on_close)) {
      const payload: Fields = {
        ...this.#who(user),
        type: 'view_closed',
        view: wireView(workspace, view),
        is_cleared: all,
      };
      await delivery.send({ kind: 'interactive', payload }, `closing of ${view.callback_id || view.id}`);
    }
  }

  #obey(user: User, view: View, body: Fields): Readonly<Record<string, string>> | undefined {
    const { workspace } = this.#options;
    const action = body['response_action'];
    const sent = fieldsField(body, 'view');

    if (action === 'errors') return this.#errors(view, fieldsField(body, 'errors') ?? {});
    if (action === 'clear') workspace.setModals(user.id, []);
    else if (action === 'update' && sent) {
      workspace.putView(makeView(workspace, sent, { user: user.id, type: 'modal', replaces: view }));
    } else if (action === 'push' && sent) pushView(workspace, user.id, sent);
    else if (action !== undefined) throw new Refusal('invalid_response_action');
    else {
      workspace.setModals(
        user.id,
        workspace.modals(user.id).filter((one) => one.id !== view.id),
      );
    }
    return undefined;
  }

  #errors(view: View, errors: Fields): Readonly<Record<string, string>> {
    const inputs = view.blocks.filter((block) => block.type === 'input').map((block) => block.block_id);
    for (const block of Object.keys(errors)) {
      if (!inputs.includes(block)) throw new Refusal('invalid_errors', { block_id: block });
    }
    if (Object.keys(errors).length === 0) throw new Refusal('invalid_errors');
    return Object.fromEntries(Object.entries(errors).map(([block, text]) => [block, String(text)]));
  }

  #responseUrls(user: User, view: View): readonly Fields[] {
    return view.blocks.flatMap((block) =>
      elementsOf(block)
        .filter((element) => element['response_url_enabled'] === true)
        .flatMap((element) => {
          const value = view.state.values[block.block_id]?.[String(element['action_id'])];
          const channel = value?.['selected_conversation'] ?? value?.['selected_channel'];
          if (typeof channel !== 'string') return [];

          const id = this.#options.tickets.newResponse({ user: user.id, channel });
          return {
            block_id: block.block_id,
            action_id: element['action_id'],
            channel_id: channel,
            response_url: this.#options.responseUrl(id),
          };
        }),
    );
  }
}
