import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { type SlackOptions, type SlackSimulator, startSlack } from '../../src/playground/slack.ts';

/** A Bolt app that runs against a simulator. */
export interface Running {
  readonly slack: SlackSimulator;
  readonly app: App;
  stop(): Promise<void>;
}

/** The way the app is reached. */
export type Way = 'socket' | 'http';

/** Both ways, for tests that must hold in each. */
export const WAYS: readonly Way[] = ['socket', 'http'];

/** Starts a simulator and a Bolt app with these listeners against it. */
export async function runBolt(way: Way, listeners: (app: App) => void, options: SlackOptions = {}): Promise<Running> {
  const slack = await startSlack({ ackTimeout: 400, retryDelays: [], ...options });
  const clientOptions = { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } };
  const receiver =
    way === 'socket'
      ? new SocketModeReceiver({
          appToken: slack.appToken,
          clientPingTimeout: 300,
          logLevel: LogLevel.ERROR,
          installerOptions: { clientOptions: { ...clientOptions } },
        })
      : new HTTPReceiver({ signingSecret: slack.signingSecret, port: 0, logLevel: LogLevel.ERROR });
  const app = new App({
    token: slack.botToken,
    receiver,
    logLevel: LogLevel.ERROR,
    clientOptions,
    deferInitialization: true,
  });
  listeners(app);
  await app.init();
  const server = await app.start();
  if (way === 'http') {
    const address = server && 'address' in server ? server.address() : null;
    if (typeof address !== 'object' || !address) throw new Error('the app has no port');
    await slack.useHttp(`http://127.0.0.1:${address.port}/slack/events`);
  }

  return {
    slack,
    app,
    async stop() {
      await app.stop();
      await slack.close();
    },
  };
}
