import { type Logger, WebClient, type WebClientOptions } from '@slack/web-api';

/** Where Slack is. */
export interface ApiOptions {
  /** Another address than Slack's own, such as a playground's. */
  readonly apiUrl?: string;
  readonly logger: Logger;
}

/**
 * Options of one client: a fresh object each time, because the SDK writes into it. `retryConfig` is always there, or
 * Socket Mode would add its own 100 retries; `headers` never, because the SDK would share one token among all clients.
 */
export function clientOptions({ apiUrl, logger }: ApiOptions): WebClientOptions {
  return {
    logger,
    timeout: 10_000,
    retryConfig: { retries: 3, minTimeout: 500, maxTimeout: 10_000, factor: 2, randomize: true },
    ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
  };
}

/** A client that tries each call once and says at once what Slack answers: the outbox decides what comes next. */
export function plainClient(botToken: string, api: ApiOptions): WebClient {
  return new WebClient(botToken, {
    ...clientOptions(api),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
}

/**
 * Two clients, because one 429 pauses everything that waits in the same client: answers to people do not wait behind
 * thirty messages of a thread.
 */
export function createClients(
  botToken: string,
  api: ApiOptions,
): { readonly talk: WebClient; readonly bulk: WebClient } {
  return { talk: new WebClient(botToken, clientOptions(api)), bulk: new WebClient(botToken, clientOptions(api)) };
}
