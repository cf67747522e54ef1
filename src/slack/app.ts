import { randomInt } from 'node:crypto';
import { App } from '@slack/bolt';
import pLimit from 'p-limit';
import type { AccessRule } from '../commands/access.ts';
import type { DigestAnswer, DigestPlan } from '../commands/answer.ts';
import type { RememberingTools } from '../commands/tools.ts';
import type { Change } from '../state/tracking.ts';
import { cacheFor } from './cache.ts';
import { clientOptions, createClients, plainClient } from './clients.ts';
import { joinClusters } from './clusters.ts';
import { messengerOn } from './deliver.ts';
import { isTokenRefused, reasonOf, type SlackProblem } from './errors.ts';
import { groupsFrom } from './groups.ts';
import { sayInterrupted } from './handlers/check.ts';
import { postDigest } from './handlers/digest.ts';
import { endAcknowledgements, tellEndings } from './handlers/endings.ts';
import { listen } from './handlers/listen.ts';
import { identify } from './identity.ts';
import { countInFlight } from './in-flight.ts';
import { type Log, sdkLogger } from './log.ts';
import { openOutbox, type Pace } from './outbox.ts';
import { askPeople } from './people.ts';
import { httpLine, socketLine } from './receiver.ts';
import { shareChecks } from './share.ts';
import type { Surface, Workspace } from './surface.ts';

export type SlackOptions = {
  readonly botToken: string;
  /** Another address than Slack's own; ends in `/api/`. */
  readonly apiUrl?: string;
  readonly log: Log;
  /** Where checks' pages are; a check's name is put behind it. */
  readonly docsUrl?: string;
  /** Told of what everyone who uses the bot suffers from. */
  readonly onProblem?: (problem: SlackProblem) => void;
  /** Milliseconds that `stop` waits for what is under way. */
  readonly drainTimeout?: number;
  /** Who may do what; empty: as it is by default. */
  readonly access: readonly AccessRule[];
  /** Takes out of a text what looks like a secret, before it is written into the audit. */
  readonly redact: (text: string) => string;
  /** How fast messages go out; for tests. */
  readonly pace?: Pace;
  /** Makes the short references that people see; random when left out. */
  readonly newReference?: () => string;
} & (
  | { readonly appToken: string; readonly clientPingTimeout?: number; readonly helloTimeout?: number }
  | { readonly signingSecret: string; readonly port: number }
);

/** The bot in Slack. */
export interface SlackApp {
  /**
   * Takes requests from now on; gives the port it listens on, if it does.
   *
   * @throws SlackStartError
   */
  start(): Promise<{ readonly port?: number }>;
  /** Takes nothing more, lets what is under way end, for ten seconds at most, and says what could not. */
  stop(): Promise<void>;
  /**
   * Posts a digest with its thread, and tells those whose acknowledgements its run ended.
   *
   * @throws when its channel cannot be posted to
   */
  postDigest(answer: DigestAnswer, channel: string, changes?: readonly Change[]): Promise<void>;
  /** Ends the acknowledgements whose time has come, and tells their threads; what a process before this one could not, too. */
  endAcknowledgements(): Promise<void>;
  /** Whether Slack can reach us now, what went wrong last, and how many requests are under way. */
  health(): Health;
}

export interface Health {
  readonly isConnected: boolean;
  readonly problem?: SlackProblem;
  readonly inFlight: number;
}

const REPEATS_KEPT = 10_000;
const REPEATS_FOR = 10 * 60_000;
const DRAIN = 10_000;
const LOOKS_AT_ONCE = 2;

/**
 * Puts the bot together and asks Slack who it is.
 *
 * @throws SlackStartError when Slack refuses the token or cannot be reached
 */
export async function createSlackApp(
  options: SlackOptions,
  all: readonly [RememberingTools, ...RememberingTools[]],
  digests: () => readonly DigestPlan[],
): Promise<SlackApp> {
  const [{ store, now }] = all;
  const { botToken, apiUrl, log, docsUrl, redact, newReference = randomReference } = options;
  const api = { logger: sdkLogger(log), ...(apiUrl !== undefined && { apiUrl }) };
  const { talk, bulk } = createClients(botToken, api);
  const bot = await identify(talk);

  let problem: SlackProblem | undefined;
  let isStopping = false;
  const onProblem = (one: SlackProblem) => {
    problem = one;
    log[one.kind === 'refused' ? 'error' : 'warn']({ problem: one }, 'Slack does not work as it should');
    options.onProblem?.(one);
  };
  const line =
    'appToken' in options
      ? socketLine({ ...api, ...options, onProblem })
      : httpLine({ ...api, signingSecret: options.signingSecret, port: options.port });

  const inFlight = countInFlight();
  const outbox = openOutbox(
    {
      client: plainClient(botToken, api),
      ...{ store, now, inFlight, log },
      onRefused: (_, error) => {
        if (isTokenRefused(error)) onProblem({ kind: 'refused', reason: reasonOf(error) });
      },
    },
    options.pace,
  );
  const seen = cacheFor<true>(REPEATS_KEPT, REPEATS_FOR, now);
  const workspace: Workspace = {
    ...{ store, now, bot, log, redact, newReference, onProblem },
    people: askPeople(talk, now, log),
    access: { rules: options.access, groups: groupsFrom(plainClient(botToken, api), now) },
    talk: messengerOn(talk, outbox, 'talk', onProblem),
    bulk: messengerOn(bulk, outbox, 'bulk', onProblem),
    ...{ outbox, inFlight },
    busy: new Map(),
    queue: pLimit(LOOKS_AT_ONCE),
    isStopping: () => isStopping,
    isRepeated(id) {
      if (seen.has(id)) return true;
      seen.set(id, true);
      return false;
    },
    ...(docsUrl !== undefined && { docsUrl }),
  };
  const [first, ...others] = all;
  const surfaceOf = (tools: RememberingTools): Surface => ({
    ...{ ...workspace, tools },
    digests: () => digests().filter(({ cluster = first.clusterName }) => cluster === tools.clusterName),
    share: shareChecks(tools),
  });
  const clusters = joinClusters(workspace, [surfaceOf(first), ...others.map(surfaceOf)], await store.chosenClusters());

  const app = new App({
    receiver: line.receiver,
    logger: api.logger,
    clientOptions: clientOptions(api),
    // With both ids Bolt ignores what the bot says, and never asks Slack who it is.
    authorize: async () => ({ botToken, botId: bot.botId, botUserId: bot.userId }),
    // Without this the constructor itself would talk to Slack, and a failure would end the process.
    deferInitialization: true,
    convoStore: false,
  });
  app.error(async (error) => log.error({ err: error }, 'Bolt failed'));
  listen(app, clusters);
  await app.init();
  const endAll = async () => {
    for (const surface of clusters.all) await endAcknowledgements(surface);
  };

  return {
    async start() {
      const unfinished = await store.unfinished();
      await outbox.resume();
      const started = await line.start();
      for (const run of unfinished) {
        inFlight
          .during(() => sayInterrupted(run, clusters))
          .catch((error: unknown) => log.warn({ err: error, ts: run.ts }, 'cannot say that a check was interrupted'));
      }
      inFlight
        .during(async () => {
          for (const surface of clusters.all) await tellEndings(surface, { isAll: true });
          await endAll();
        })
        .catch((error: unknown) => log.warn({ err: error }, 'cannot say which acknowledgements ended'));
      return started;
    },
    health() {
      const isConnected = line.isConnected();
      const isOver = isConnected && problem?.kind === 'disconnected';
      return { isConnected, inFlight: inFlight.count, ...(problem && !isOver && { problem }) };
    },
    endAcknowledgements: () => inFlight.during(endAll),
    postDigest: (answer, channel, changes = []) =>
      inFlight.during(() => {
        const surface = clusters.named(answer.clusterName);
        if (!surface) throw new Error(`a digest of ${answer.clusterName}, which I do not look after`);
        return postDigest(answer, channel, changes, surface);
      }),
    async stop() {
      isStopping = true;
      outbox.stop();
      const closed = line.stop();
      const isDone = await inFlight.drain(options.drainTimeout ?? DRAIN);
      if (!isDone) {
        log.warn({ running: inFlight.count }, 'stopped before everything was answered');
        await Promise.allSettled([...workspace.busy.values()].map(({ interrupted }) => interrupted?.()));
      }
      await closed;
    },
  };
}

// Without letters and digits that look alike.
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

function randomReference(): string {
  return Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}
