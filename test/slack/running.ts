import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, vi } from 'vitest';
import type { AccessRule } from '../../src/commands/access.ts';
import type { DigestPlan } from '../../src/commands/answer.ts';
import type { Clearing } from '../../src/commands/clear.ts';
import type { RememberingTools } from '../../src/commands/tools.ts';
import type { Check } from '../../src/engine/check.ts';
import type { Person } from '../../src/playground/person.ts';
import type { Message } from '../../src/playground/shapes.ts';
import { type SlackOptions as SimulatorOptions, type SlackSimulator, startSlack } from '../../src/playground/slack.ts';
import { createSlackApp, type SlackApp } from '../../src/slack/app.ts';
import type { SlackProblem } from '../../src/slack/errors.ts';
import { withoutSecrets } from '../../src/sources/redact.ts';
import { openStore } from '../../src/state/open.ts';
import { CHECKS, inspectWorld, lookWorld, newWorld, type World } from './fixtures.ts';

/** The way Slack reaches the app. */
export type Way = 'socket' | 'http';
export const WAYS: readonly Way[] = ['socket', 'http'];

export interface Running {
  readonly slack: SlackSimulator;
  /** What prod-eu is like, and what each cluster is. */
  readonly world: World;
  readonly worldOf: (cluster: string) => World;
  readonly tools: RememberingTools;
  /** Lines of the app's log. */
  readonly log: LogLine[];
  /** The files of its store. */
  readonly memory: readonly string[];
  readonly problems: SlackProblem[];
  app: SlackApp;
  /** Where it takes signed requests, over HTTP. */
  readonly port: number | undefined;
  /** A person of whose every act all that follows is waited for. For runs that are held, take `slack.user`. */
  user(name: string): Pick<Person, 'id' | 'command' | 'click' | 'submit' | 'say'>;
  /** Waits until the app has done everything it was asked for. */
  settled(): Promise<void>;
  /** Ends the app and starts another one with the same memory. */
  restart(): Promise<void>;
}

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: object;
}

export interface RunOptions {
  readonly way?: Way;
  readonly slack?: SimulatorOptions;
  readonly digests?: readonly DigestPlan[];
  /** Clusters beside prod-eu. */
  readonly others?: readonly string[];
  readonly docsUrl?: string;
  /** Who may do what, with the ids of this workspace. */
  readonly access?: (slack: SlackSimulator) => readonly AccessRule[];
  /** Checks beside the usual ones. */
  readonly checks?: readonly Check[];
  /** Deletes Secrets in prod-eu. */
  readonly clearing?: Clearing;
  readonly drainTimeout?: number;
  readonly helloTimeout?: number;
}

const ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).toReversed()) await end();
});

/** Starts a workspace, the real app against it, and a real store in a file. All end with the test. */
export async function run({
  way = 'socket',
  slack: simulated = {},
  digests = [],
  others = [],
  access = () => [],
  checks = [],
  clearing,
  ...more
}: RunOptions = {}): Promise<Running> {
  const slack = await startSlack({ ackTimeout: 1_000, retryDelays: [], ...simulated });
  const folder = await mkdtemp(join(tmpdir(), 'attache-slack-'));
  const now = () => slack.clock.now();
  const path = join(folder, 'memory.db');
  const store = await openStore({ path, now });
  const worlds = new Map<string, World>();
  const toolsOf = (clusterName: string): RememberingTools => {
    const world = newWorld();
    worlds.set(clusterName, world);
    return {
      ...{ clusterName, checks: [...CHECKS, ...checks], now, store },
      inspect: inspectWorld(world, clusterName),
      ...lookWorld(world, clusterName),
      get settings() {
        return world.settings;
      },
    };
  };
  const tools: RememberingTools = Object.assign(toolsOf('prod-eu'), clearing && { clearing });
  const all = [tools, ...others.map(toolsOf)] as const;
  const worldOf = (cluster: string): World => {
    const world = worlds.get(cluster);
    if (!world) throw new Error(`the test has no cluster ${cluster}`);
    return world;
  };
  const log: LogLine[] = [];
  const problems: SlackProblem[] = [];
  let references = 0;
  let listening: number | undefined;
  const write = (level: LogLine['level']) => (fields: object, message: string) =>
    void log.push({ level, fields, message });

  const start = async (): Promise<SlackApp> => {
    const common = {
      botToken: slack.botToken,
      apiUrl: slack.apiUrl,
      log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
      onProblem: (problem: SlackProblem) => void problems.push(problem),
      newReference: () => `REF${++references}`,
      pace: { every: 0 },
      ...{ access: access(slack), redact: withoutSecrets },
      ...more,
    };
    const transport =
      way === 'socket'
        ? { appToken: slack.appToken, clientPingTimeout: 2_000 }
        : { signingSecret: slack.signingSecret, port: 0 };
    const app = await createSlackApp({ ...common, ...transport }, all, () => digests);
    const { port } = await app.start();
    listening = port;
    if (port !== undefined) await slack.useHttp(`http://127.0.0.1:${port}/slack/events`);
    return app;
  };

  const running: Running = {
    ...{ slack, world: worldOf('prod-eu'), worldOf, tools, log, problems, memory: [path, `${path}-wal`] },
    app: await start(),
    get port() {
      return listening;
    },
    async settled() {
      await vi.waitUntil(() => running.app.health().inFlight === 0, { timeout: 15_000, interval: 5 });
      await slack.idle({ quiet: 10 });
    },
    user(name) {
      const person = slack.user(name);
      const waited =
        <Args extends unknown[], Result extends object>(act: (...args: Args) => Promise<Result>) =>
        async (...args: Args): Promise<Result> => {
          const result = await act(...args);
          await running.settled();
          // A form can have opened, or closed, since the simulator thought that nothing more comes.
          const isForm = !('ts' in result);
          return isForm ? Object.defineProperty(result, 'modal', { value: person.modal(), enumerable: true }) : result;
        };
      return {
        id: person.id,
        command: waited(person.command),
        click: waited(person.click),
        submit: waited(person.submit),
        say: waited(person.say),
      };
    },
    async restart() {
      await running.app.stop();
      running.app = await start();
    },
  };
  ended.push(async () => {
    await running.app.stop();
    await slack.close();
    await store.close();
    await rm(folder, { recursive: true });
  });
  return running;
}

/** What people would notice as broken: nothing. */
export function expectNoProblems({ slack, log }: Running): void {
  expect(slack.problems).toEqual([]);
  expect(log.filter(({ level }) => level === 'error')).toEqual([]);
}

/** The only message of a channel that is no reply. */
export function onlyMessage({ slack }: Running, channel = 'platform'): Message {
  const [message, ...others] = slack.messages(channel).filter(({ bot_id }) => bot_id !== undefined);
  if (!message || others.length > 0) throw new Error(`#${channel} has ${others.length + (message ? 1 : 0)} messages`);
  return message;
}

/** The message of a thread that says something. */
export function inThread({ slack }: Running, parent: Message, words: string): Message {
  const found = slack.thread(parent).find((message) => JSON.stringify([message.text, message.blocks]).includes(words));
  if (!found) throw new Error(`no message in the thread says ${words}`);
  return found;
}

/** A promise to hold a run with, and the way to let it go. */
export function gate(): { readonly closed: Promise<void>; open(): void } {
  let open = () => {};
  const closed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { closed, open: () => open() };
}
