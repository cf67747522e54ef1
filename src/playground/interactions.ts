import { Channels } from './channels.ts';
import type { Delivery } from './delivery.ts';
import { homeOpenedEvent, mentionEvent, messageEvent } from './events.ts';
import { initialState, inputErrors, type Placed, withValue } from './inputs.ts';
import { LIMITS } from './limits.ts';
import { Modals, type SubmitOutcome } from './modals.ts';
import type { Problem } from './problems.ts';
import { Refusal } from './refusal.ts';
import { showFromSlack, showResponse } from './respond.ts';
import { type Channel, type Fields, type InputState, isFields, type Message, type User, type View } from './shapes.ts';
import type { ResponseGrant, Tickets } from './tickets.ts';
import { typedCommand, typedMessage } from './typed.ts';
import { wireMessage, wireView } from './wire.ts';
import type { Workspace } from './workspace.ts';

/** What interactions need from the simulator. */
export interface InteractionOptions {
  readonly workspace: Workspace;
  readonly tickets: Tickets;
  readonly delivery: Delivery;
  readonly commands: readonly string[];
  responseUrl(id: string): string;
  problem(problem: Problem): void;
}

/** What the app did with a command, click or shortcut. */
export interface Outcome {
  readonly acked: boolean;
  readonly error?: string;
}

/** Messages shown for one interaction, added to as they come. */
export type Shown = (message: Message) => void;

/** What people do in Slack, turned into the requests Slack sends for it. */
export class Interactions {
  readonly modals: Modals;
  readonly channels: Channels;
  readonly #options: InteractionOptions;
  readonly #inputs = new Map<string, InputState>();

  constructor(options: InteractionOptions) {
    this.#options = options;
    this.modals = new Modals(options, (user) => this.#who(user));
    this.channels = new Channels(options.workspace, options.delivery);
  }

  /** A slash command; `line` starts with the slash. */
  async command(user: User, channel: Channel, line: string, shown: Shown): Promise<Outcome> {
    const { workspace, tickets, delivery, commands, problem } = this.#options;
    const [, command = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(line.trim()) ?? [];
    if (command === '/invite' || command === '/remove') return this.#membership(user, channel, command, rest, shown);
    if (!commands.includes(command)) {
      shown(showFromSlack(workspace, user.id, channel.id, `${command} is not a valid command.`));
      return { acked: false, error: 'unknown_command' };
    }

    const grant: ResponseGrant = { user: user.id, channel: channel.id, shown };
    const payload: Fields = {
      token: 'playground',
      team_id: workspace.team.id,
      team_domain: workspace.team.domain,
      channel_id: channel.id,
      channel_name: channel.kind === 'im' ? 'directmessage' : channel.name,
      user_id: user.id,
      user_name: user.name,
      command,
      text: typedCommand(workspace, rest),
      api_app_id: workspace.appId,
      is_enterprise_install: 'false',
      response_url: this.#options.responseUrl(tickets.newResponse(grant)),
      trigger_id: tickets.newTrigger(user.id, channel.id),
    };

    const answer = await delivery.send({ kind: 'slash_commands', payload }, line.trim());
    if (!answer.acked) {
      const error = answer.why === 'http_error' ? 'dispatch_failed' : answer.why;
      shown(showFromSlack(workspace, user.id, channel.id, `${command} failed with the error "${error}"`));
      return { acked: false, error };
    }

    const body = typeof answer.body === 'string' ? { text: answer.body } : answer.body;
    if (!isFields(body) || Object.keys(body).length === 0) return { acked: true };
    try {
      const message = showResponse(workspace, grant, body);
      if (message) shown(message);
      return { acked: true };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problem({ kind: 'bad_ack', what: line.trim(), detail: `${error.code} ${JSON.stringify(error.more)}` });
      shown(showFromSlack(workspace, user.id, channel.id, `${command} failed with the error "${error.code}"`));
      return { acked: true, error: error.code };
    }
  }

  /** A click, choice or date in a message. */
  async actInMessage(user: User, message: Message, placed: Placed, value: Fields, shown: Shown): Promise<Outcome> {
    const { workspace, tickets } = this.#options;
    const state = this.#remember(user, message, placed, value);
    const isEphemeral = message.ephemeralTo !== undefined;
    const grant: ResponseGrant = {
      user: user.id,
      channel: message.channel,
      original: { ts: message.ts, ephemeral: isEphemeral },
      shown,
    };

    const where: Fields = {
      container: {
        type: 'message',
        message_ts: message.ts,
        channel_id: message.channel,
        is_ephemeral: isEphemeral,
        ...(message.thread_ts ? { thread_ts: message.thread_ts } : {}),
      },
      channel: { id: message.channel, name: this.#channelName(message.channel) },
      ...(isEphemeral ? {} : { message: wireMessage(workspace, message) }),
      state: { values: state },
      response_url: this.#options.responseUrl(tickets.newResponse(grant)),
    };
    const outcome = await this.#act(user, placed, value, where, message.channel);
    if (!outcome.acked) this.#warn(user, placed, message.ts);
    return outcome;
  }

  /** A click, choice or date in a modal or on the Home tab. */
  async actInView(user: User, view: View, placed: Placed, value: Fields): Promise<Outcome> {
    const { workspace } = this.#options;
    const isStateful = value['type'] !== 'button' && value['type'] !== 'overflow';
    const now = isStateful ? { ...view, state: { values: withValue(view.state.values, placed, value) } } : view;
    if (isStateful) workspace.putView(now);
    if (placed.block.type === 'input' && placed.block['dispatch_action'] !== true) return { acked: true };

    const outcome = await this.#act(user, placed, value, {
      container: { type: 'view', view_id: view.id },
      view: wireView(workspace, now),
    });
    if (!outcome.acked) this.#warn(user, placed);
    return outcome;
  }

  /** A shortcut from the message menu, or from the composer when there is no message. */
  async shortcut(user: User, callbackId: string, message: Message | undefined, shown: Shown): Promise<Outcome> {
    const { workspace, tickets, delivery } = this.#options;
    const ts = workspace.nextTs();
    const common = {
      ...this.#who(user),
      callback_id: callbackId,
      action_ts: ts,
      trigger_id: tickets.newTrigger(user.id, message?.channel),
    };
    const payload: Fields = message
      ? {
          ...common,
          type: 'message_action',
          message_ts: message.ts,
          message: wireMessage(workspace, message),
          channel: { id: message.channel, name: this.#channelName(message.channel) },
          response_url: this.#options.responseUrl(
            tickets.newResponse({ user: user.id, channel: message.channel, shown }),
          ),
        }
      : { ...common, type: 'shortcut' };

    const answer = await delivery.send({ kind: 'interactive', payload }, `shortcut ${callbackId}`);
    if (answer.acked) return { acked: true };
    workspace.notice(user.id, 'That shortcut did not work: the app did not answer in time.');
    return { acked: false, error: answer.why };
  }

  /** Posts as a person; resolves when the app has acknowledged the events of it. */
  async say(user: User, channel: Channel, text: string, thread?: string): Promise<Message> {
    const { workspace, delivery } = this.#options;
    const typed = typedMessage(workspace, text);
    const section = { type: 'rich_text_section', elements: [{ type: 'text', text }] };
    const message: Message = {
      channel: channel.id,
      ts: workspace.nextTs(),
      user: user.id,
      text: typed,
      blocks: workspace.withIds([{ type: 'rich_text', elements: [section] }]),
      attachments: [],
      reactions: [],
      ...(thread ? { thread_ts: thread } : {}),
    };
    workspace.putMessage(message);

    const events = [messageEvent(workspace, message)];
    const isMention = typed.includes(`<@${workspace.bot.id}>`) && channel.kind !== 'im';
    if (isMention) events.unshift(mentionEvent(workspace, message));
    await Promise.all(events.map((event) => delivery.emit(event)));
    return message;
  }

  /** Looks at the app's Home or Messages tab. */
  async openApp(user: User, tab: 'home' | 'messages'): Promise<void> {
    await this.#options.delivery.emit(homeOpenedEvent(this.#options.workspace, user, tab));
  }

  /** Submits the top modal. */
  async submit(user: User, view: View): Promise<SubmitOutcome> {
    const errors = inputErrors(view.blocks, view.state.values);
    if (Object.keys(errors).length > 0) return { acked: true, errors };
    return this.modals.submit(user, view);
  }

  /** What the app offers for an external select while a person types into it. */
  async suggest(user: User, place: Message | View, placed: Placed, typed: string): Promise<readonly Fields[]> {
    const { workspace, delivery } = this.#options;
    const where =
      'ts' in place
        ? {
            container: { type: 'message', message_ts: place.ts, channel_id: place.channel },
            channel: { id: place.channel, name: this.#channelName(place.channel) },
            message: wireMessage(workspace, place),
          }
        : { container: { type: 'view', view_id: place.id }, view: wireView(workspace, place) };
    const action_id = String(placed.element['action_id']);
    const ids = { action_id, block_id: placed.block.block_id, value: typed };
    const payload: Fields = { ...this.#who(user), type: 'block_suggestion', ...ids, ...where };

    const answer = await delivery.send({ kind: 'interactive', payload }, `options of ${action_id}`);
    const body = answer.acked && isFields(answer.body) ? answer.body : {};
    const groups = Array.isArray(body['option_groups']) ? body['option_groups'].filter(isFields) : [];
    const lists = [body['options'], ...groups.map((group) => group['options'])];
    return lists.flatMap((list) => (Array.isArray(list) ? list.filter(isFields) : []));
  }

  async #act(user: User, placed: Placed, value: Fields, where: Fields, channel?: string): Promise<Outcome> {
    const { workspace, tickets, delivery } = this.#options;
    const { element, block } = placed;
    const { options: _options, option_groups: _groups, confirm: _confirm, url: _url, ...shownElement } = element;
    const action = { ...shownElement, ...value, block_id: block.block_id, action_ts: workspace.nextTs() };
    const payload: Fields = {
      ...this.#who(user),
      type: 'block_actions',
      trigger_id: tickets.newTrigger(user.id, channel),
      enterprise: null,
      ...where,
      actions: [action],
    };
    const what = `click on ${String(element['action_id'])}`;
    const answer = await delivery.send({ kind: 'interactive', payload }, what);
    return answer.acked ? { acked: true } : { acked: false, error: answer.why };
  }

  async #membership(user: User, channel: Channel, command: string, name: string, shown: Shown): Promise<Outcome> {
    const { workspace } = this.#options;
    const who = workspace.user(name.trim());
    try {
      if (!who) throw new Error(`There is nobody called ${name.trim() || '…'} here.`);
      if (command === '/invite') await this.channels.invite(user, channel, who);
      else await this.channels.remove(user, channel, who);
    } catch (error) {
      shown(showFromSlack(workspace, user.id, channel.id, error instanceof Error ? error.message : String(error)));
    }
    return { acked: true };
  }

  #who(user: User): Fields {
    const { workspace } = this.#options;
    return {
      token: 'playground',
      api_app_id: workspace.appId,
      is_enterprise_install: false,
      team: { id: workspace.team.id, domain: workspace.team.domain },
      user: { id: user.id, username: user.name, name: user.name, team_id: workspace.team.id },
    };
  }

  // Slack sends what every input of the message holds, as this person left it.
  #remember(user: User, message: Message, placed: Placed, value: Fields): InputState {
    const key = `${user.id}:${message.channel}:${message.ts}`;
    const before = this.#inputs.get(key) ?? initialState(message.blocks, message.channel);
    if (value['type'] === 'button' || value['type'] === 'overflow') return before;
    const state = withValue(before, placed, value);
    this.#inputs.set(key, state);
    const [oldest] = this.#inputs.keys();
    if (this.#inputs.size > LIMITS.keptTickets && oldest !== undefined) this.#inputs.delete(oldest);
    return state;
  }

  #warn(user: User, { element, block }: Placed, ts?: string): void {
    this.#options.workspace.notice(user.id, '⚠️ That did not work: the app did not answer in time.', {
      block_id: block.block_id,
      action_id: String(element['action_id']),
      ...(ts ? { ts } : {}),
    });
  }

  #channelName(id: string): string {
    const channel = this.#options.workspace.channel(id);
    return channel?.kind === 'im' ? 'directmessage' : (channel?.name ?? id);
  }
}
