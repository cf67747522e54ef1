import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Backend } from './backend.ts';
import { type Clock, isMovable, milliseconds, virtualClock } from './clock.ts';
import { Delivery } from './delivery.ts';
import type { Fault } from './faults.ts';
import { Interactions } from './interactions.ts';
import {
  type CommandHint,
  DEFAULT_CHANNELS,
  DEFAULT_EVENTS,
  DEFAULT_SCOPES,
  DEFAULT_USER_GROUPS,
  DEFAULT_USERS,
  type ShortcutOption,
  type SlackOptions,
} from './options.ts';
import { PageServer } from './page-server.ts';
import { type Person, personFor } from './person.ts';
import { Activity, type Problem } from './problems.ts';
import { visibleText } from './read.ts';
import { ResponseUrls } from './response-urls.ts';
import { type Channel, isFromSlack, type Message, type View } from './shapes.ts';
import { SignedHttp } from './signed-http.ts';
import { SocketMode } from './socket-mode.ts';
import { Switches } from './switches.ts';
import { Tickets } from './tickets.ts';
import { Trouble, type TroubleState } from './trouble.ts';
import { receiveUpload } from './uploads.ts';
import { type Call, WebApi } from './web-api.ts';
import { Workspace } from './workspace.ts';

export type { SlackOptions } from './options.ts';

/** What a message must look like: words in it, a pattern, or a condition. */
export type MessageMatch = string | RegExp | ((message: Message) => boolean);

/** How long to wait, in real milliseconds. */
export interface WaitOptions {
  readonly timeout?: number;
}

/** A Slack workspace on this machine. */
export interface SlackSimulator {
  /** For `clientOptions.slackApiUrl`; ends in `/api/`. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  /** The page to look at, with this run's token. */
  readonly pageUrl: string;
  readonly clock: Clock;
  readonly workspace: Workspace;
  /** Calls of the app, oldest first. */
  readonly calls: readonly Call[];
  /** What users would notice as broken; a good test ends with none. */
  readonly problems: readonly Problem[];
  /** Open Socket Mode connections. */
  readonly connections: number;

  /** A person who acts. */
  user(name: string): Person;
  /** Waits for a message, or an ephemeral one, that matches now or later. */
  message(match: MessageMatch, options?: WaitOptions & { readonly channel?: string }): Promise<Message>;
  /** The message as it is now, or nothing when it was deleted. */
  latest(message: Message): Message | undefined;
  /** Messages of a channel that are not replies, oldest first; without what Slack itself says there. */
  messages(channel: string): readonly Message[];
  /** The replies to a message, oldest first. */
  thread(parent: Message): readonly Message[];
  /** Ephemeral messages this person sees, oldest first. */
  ephemerals(user: string): readonly Message[];
  /** The published Home tab of this person. */
  home(user: string): View | undefined;
  /** Waits for this person's top modal to match. */
  modal(user: string, match?: string | RegExp, options?: WaitOptions): Promise<View>;
  channel(name: string): Channel;
  /** Moves the virtual clock, by milliseconds or words such as `4s`. */
  advance(by: number | string): void;
  /** Makes the next calls of a method (`*` for any, `response_url` for answers) go wrong. */
  fail(method: string, fault: Fault): void;
  /** Switches lasting trouble on or off. */
  trouble(change: Partial<TroubleState>): void;
  /** Makes every token fail from now on. */
  revoke(error?: 'token_revoked' | 'account_inactive'): void;
  /** Breaks the Socket Mode connections. */
  dropSockets(): void;
  /** Asks the app to open new Socket Mode connections. */
  refreshSockets(): void;
  /** Waits until the app has a Socket Mode connection. */
  connected(options?: WaitOptions): Promise<void>;
  /** From now on signed HTTP to this URL, after `url_verification` and `ssl_check` as Slack does them. */
  useHttp(url: string): Promise<void>;
  /** A trigger_id as interactions of this user carry it. */
  newTrigger(user: string): string;
  /** Sends an event to the app as Slack sends it. */
  emit(event: Readonly<Record<string, unknown>>): Promise<void>;
  /** Waits until no request has been under way for a little while. */
  idle(options?: WaitOptions & { readonly quiet?: number }): Promise<void>;
  close(): Promise<void>;
}

/** Starts a workspace on 127.0.0.1. */
export async function startSlack(options: SlackOptions = {}): Promise<SlackSimulator> {
  const clock = options.clock ?? virtualClock();
  const workspace = new Workspace({
    clock,
    name: options.workspace ?? 'Playground',
    bot: options.bot ?? 'ambassador',
    users: options.users ?? DEFAULT_USERS,
    channels: options.channels ?? DEFAULT_CHANNELS,
    userGroups: options.userGroups ?? DEFAULT_USER_GROUPS,
  });
  const server = createServer();
  const problems: Problem[] = [];
  const problem = (one: Problem): void => void problems.push(one);
  const activity = new Activity();
  const tickets = new Tickets(clock);
  const sockets = new SocketMode(workspace.appId, () => page.showSwitches());
  const botScopes = options.botScopes ?? DEFAULT_SCOPES;
  const mode = options.mode ?? 'socket';
  const signingSecret = mode === 'socket' ? secret('') : mode.signingSecret;
  const ackTimeout = options.ackTimeout ?? 3_000;

  const delivery = new Delivery(
    {
      workspace,
      activity,
      ackTimeout,
      retryDelays: options.retryDelays ?? [0, 60_000, 300_000],
      subscriptions: options.events ?? DEFAULT_EVENTS,
      botScopes,
      problem,
    },
    mode === 'socket' ? sockets : new SignedHttp(mode.http, signingSecret),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  const backend: Backend = {
    workspace,
    tickets,
    botScopes,
    hasHomeTab: options.homeTab ?? true,
    filesReadyAfter: options.filesReadyAfter ?? 0,
    socketUrl: (ticket) => `ws://${host}/link/?ticket=${ticket}&app_id=${workspace.appId}`,
    uploadUrl: (file) => `http://${host}/upload/v1/${file}`,
    emit: (event) => void delivery.emit(event),
  };
  const [botToken, appToken] = [secret('xoxb-'), secret('xapp-1-')];
  const rateLimit = options.rateLimit ? { rateLimit: options.rateLimit } : {};
  const api = new WebApi({ backend, botToken, appToken, clock, problem, ...rateLimit });
  const trouble = new Trouble(api.faults, () => page.showSwitches());
  const responses = new ResponseUrls({ workspace, tickets, faults: api.faults, problem });
  const commands = options.commands ?? ['/ambassador'];
  const responseUrl = (id: string): string => `http://${host}/response/${id}`;
  const interactions = new Interactions({ workspace, tickets, delivery, commands, responseUrl, problem });
  const hints: readonly CommandHint[] = options.hints ?? commands.map((command) => ({ command, description: '' }));
  const shortcuts: readonly ShortcutOption[] = options.shortcuts ?? [];
  const example = options.example ?? '/ambassador check tls';
  const switches = new Switches({
    workspace,
    trouble,
    connections: () => (mode === 'socket' ? sockets.connections : undefined),
    dropSockets: () => sockets.drop(),
    clockMoved() {
      page.showSwitches();
      options.onClockMoved?.();
    },
  });
  const page = new PageServer({ workspace, interactions, hints, shortcuts, example, host, switches });

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = new URL(request.url ?? '/', `http://${host}`).pathname;
    const [, area = '', name = ''] = path.split('/');
    if (area === 'api' && request.method === 'POST') return api.handle(request, response, name);
    if (area === 'response' && request.method === 'POST') return responses.handle(request, response, name);
    if (area === 'upload' && (request.method === 'POST' || request.method === 'PUT'))
      return receiveUpload(request, response, path, workspace);
    return page.handle(request, response, path);
  };
  server.on('request', (request, response) => {
    // The page's live stream stays open, so it does not count as something under way.
    const isPage = request.url?.startsWith(page.path) ?? false;
    const work = async (): Promise<void> => answer(request, response);
    (isPage ? work() : activity.during(work)).catch((error: unknown) => {
      problem({ kind: 'refused', what: request.url ?? '', detail: String(error) });
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url ?? '/', `http://${host}`);
    if (url.pathname !== '/link/' || !tickets.useSocket(url.searchParams.get('ticket') ?? '')) {
      socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
      return;
    }
    sockets.accept(request, socket, head);
  });

  const wait = async <Found>(find: () => Found | undefined, what: string, timeout = 5_000): Promise<Found> => {
    const found = find();
    if (found !== undefined) return found;

    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        stop();
        const seen = [...workspace.messages(), ...workspace.ephemerals()].slice(-8).map(visibleText).join('\n---\n');
        reject(new Error(`${what} did not come in ${timeout} ms. Last messages:\n${seen}`));
      }, timeout);
      const stop = workspace.onChange(() => {
        const now = find();
        if (now === undefined) return;
        clearTimeout(timer);
        stop();
        resolve(now);
      });
    });
  };
  const userId = (name: string): string => {
    const user = workspace.user(name);
    if (!user) throw new Error(`there is no user ${name}`);
    return user.id;
  };
  const channelNamed = (name: string): Channel => {
    const channel = workspace.channel(name);
    if (!channel) throw new Error(`there is no channel ${name}`);
    return channel;
  };
  const idle: SlackSimulator['idle'] = ({ quiet = 40, timeout = 5_000 } = {}) => activity.idle(quiet, timeout);

  return {
    apiUrl: `http://${host}/api/`,
    botToken,
    appToken,
    signingSecret,
    pageUrl: page.url,
    clock,
    workspace,
    calls: api.calls,
    problems,
    get connections() {
      return sockets.connections;
    },
    user(name) {
      const user = workspace.user(name);
      if (!user || user.isBot) throw new Error(`there is no person ${name}`);
      return personFor(user, { workspace, interactions, settle: () => idle({ timeout: 2_000 }) });
    },
    message(match, { timeout, channel } = {}) {
      const id = channel === undefined ? undefined : channelNamed(channel).id;
      const find = (): Message | undefined =>
        [...workspace.messages(id), ...workspace.ephemerals()].findLast(
          (message) => (id === undefined || message.channel === id) && matches(message, match),
        );
      return wait(find, `a message like ${String(match)}`, timeout);
    },
    latest: ({ channel, ts }) => workspace.message(channel, ts) ?? workspace.ephemeral(channel, ts),
    messages: (channel) =>
      workspace
        .messages(channelNamed(channel).id)
        .filter((one) => (one.thread_ts ?? one.ts) === one.ts && !isFromSlack(one)),
    thread: (parent) => workspace.replies(parent),
    ephemerals: (user) => workspace.ephemerals(userId(user)),
    home: (user) => workspace.home(userId(user)),
    modal(user, match = '', { timeout } = {}) {
      const id = userId(user);
      const find = (): View | undefined => {
        const top = workspace.modals(id).at(-1);
        return top && textMatches(`${String(top.title?.['text'])}\n${visibleText(top)}`, match) ? top : undefined;
      };
      return wait(find, `a modal like ${String(match)} for ${user}`, timeout);
    },
    channel: channelNamed,
    advance(by) {
      if (!isMovable(clock)) throw new Error('this clock moves by itself');
      clock.advance(milliseconds(by));
    },
    fail: (method, fault) => api.fail(method, fault),
    trouble: (change) => trouble.set(change),
    revoke(error = 'token_revoked') {
      api.revoked = error;
    },
    dropSockets: () => sockets.drop(),
    refreshSockets: () => sockets.refresh(),
    async connected({ timeout = 10_000 } = {}) {
      if (!(await sockets.connected(timeout))) throw new Error(`no Socket Mode connection in ${timeout} ms`);
    },
    async useHttp(url) {
      const transport = new SignedHttp(url, signingSecret);
      await transport.verify(ackTimeout);
      delivery.use(transport);
    },
    newTrigger: (user) => tickets.newTrigger(userId(user)),
    emit: (event) => delivery.emit(event),
    idle,
    async close() {
      delivery.close();
      trouble.close();
      page.close();
      await sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function secret(prefix: string): string {
  return prefix + randomBytes(16).toString('hex');
}

function matches(message: Message, match: MessageMatch): boolean {
  return typeof match === 'function' ? match(message) : textMatches(`${message.text}\n${visibleText(message)}`, match);
}

function textMatches(text: string, match: string | RegExp): boolean {
  return typeof match === 'string' ? text.includes(match) : match.test(text);
}
