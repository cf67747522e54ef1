import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { HTTPReceiver, type Receiver, SocketModeReceiver } from '@slack/bolt';
import { type ApiOptions, clientOptions } from './clients.ts';
import { isTokenRefused, reasonOf, type SlackProblem, SlackStartError } from './errors.ts';

/** The way Slack reaches us. */
export interface Line {
  readonly receiver: Receiver;
  /**
   * Takes requests from now on.
   *
   * @throws SlackStartError
   */
  start(): Promise<{ readonly port?: number }>;
  /** Takes no more requests. What was taken can still be answered. */
  stop(): Promise<void>;
  isConnected(): boolean;
}

export interface SocketOptions extends ApiOptions {
  readonly appToken: string;
  /** Milliseconds without an answer to a ping after which a connection counts as dead. */
  readonly clientPingTimeout?: number;
  /** Milliseconds to wait for Slack's first word on a new connection. */
  readonly helloTimeout?: number;
  readonly onProblem: (problem: SlackProblem) => void;
}

const LONGEST_WAIT = 30_000;
/** Milliseconds for a goodbye. */
const LAST_WORDS = 1_000;

/**
 * Socket Mode. It reconnects by itself and not through the SDK, which waits five seconds each time, waits for ever when
 * Slack says nothing, and ends the process with an unhandled rejection when a token was revoked meanwhile.
 */
export function socketLine({
  appToken,
  clientPingTimeout,
  helloTimeout = 15_000,
  onProblem,
  ...api
}: SocketOptions): Line {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: api.logger,
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: clientOptions(api) },
    ...(clientPingTimeout !== undefined && { clientPingTimeout }),
  });
  const { client } = receiver;
  const stopping = new AbortController();
  let isConnected = false;
  let isStarted = false;
  let reconnecting: Promise<void> | undefined;

  const connect = async (): Promise<void> => {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`Slack did not say hello in ${helloTimeout / 1000} s`)), helloTimeout);
    });
    const started = client.start();
    // When the timer was faster, nobody else waits for this.
    started.catch(() => {});
    try {
      await Promise.race([started, silence]);
      isConnected = true;
    } catch (error) {
      void client.disconnect();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };

  const reconnect = async (): Promise<void> => {
    for (let wait = 0; !stopping.signal.aborted; wait = Math.min(LONGEST_WAIT, Math.max(500, wait * 2))) {
      try {
        await sleep(wait, undefined, { signal: stopping.signal });
        await connect();
        return;
      } catch (error) {
        if (stopping.signal.aborted) return;
        if (isTokenRefused(error)) return onProblem({ kind: 'refused', reason: reasonOf(error) });
        onProblem({ kind: 'disconnected', reason: reasonOf(error) });
      }
    }
  };

  client.on('disconnected', () => {
    isConnected = false;
    if (!isStarted || stopping.signal.aborted) return;
    reconnecting ??= reconnect().finally(() => {
      reconnecting = undefined;
    });
  });

  return {
    receiver,
    isConnected: () => isConnected,
    async start() {
      try {
        await connect();
        isStarted = true;
        return {};
      } catch (error) {
        throw new SlackStartError(
          isTokenRefused(error)
            ? `Slack refuses the app-level token (${reasonOf(error)}). It starts with xapp- and needs the scope connections:write.`
            : `Slack opens no Socket Mode connection (${reasonOf(error)}).`,
          { cause: error },
        );
      }
    },
    async stop() {
      stopping.abort();
      await reconnecting;
      // A peer that does not answer the goodbye is not worth waiting for.
      if (isStarted) await Promise.race([client.disconnect(), sleep(LAST_WORDS, undefined, { ref: false })]);
      isConnected = false;
    },
  };
}

export interface HttpOptions extends ApiOptions {
  readonly signingSecret: string;
  /** 0: any free one. */
  readonly port: number;
}

/** Signed requests to `/slack/events`. */
export function httpLine({ signingSecret, port, logger }: HttpOptions): Line {
  const receiver = new HTTPReceiver({ signingSecret, port, logger });
  let server: Server | undefined;

  return {
    receiver,
    isConnected: () => server?.listening ?? false,
    async start() {
      try {
        server = await receiver.start(port);
      } catch (error) {
        throw new SlackStartError(`Port ${port} cannot be listened on (${reasonOf(error)}).`, { cause: error });
      }
      return { port: (server.address() as AddressInfo).port };
    },
    async stop() {
      if (!server?.listening) return;
      // A connection whose request never ends would keep the port for ever.
      const last = setTimeout(() => server?.closeAllConnections(), LAST_WORDS);
      await receiver.stop();
      clearTimeout(last);
    },
  };
}
