import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { type Attache, startAttache } from './attache.ts';
import { COMMANDS } from './commands/catalogue.ts';
import { createLog } from './log.ts';
import { movableClock } from './playground/clock.ts';
import { SAMPLE_CLUSTERS, writeSampleCluster } from './playground/clusters.ts';
import { startSlack } from './playground/slack.ts';
import { slackManifest } from './slack/manifest.ts';

// The real bot, a Slack workspace and a sample cluster on this machine: what `npm run play` starts.
const { cluster, port, logLevel } = new Command('npm run play --')
  .description('Starts Attaché against a Slack workspace and a sample cluster on this machine.')
  .addOption(
    new Option('--cluster <name>', 'the sample cluster')
      .choices(SAMPLE_CLUSTERS.map(({ name }) => name))
      .default('everything'),
  )
  .option('--port <number>', 'where the page is', (text) => Number.parseInt(text, 10), 0)
  .option('--log-level <level>', 'what the bot logs', 'warn')
  .parse()
  .opts<{ cluster: string; port: number; logLevel: string }>();

const clock = movableClock();
const now = () => clock.now();
const manifest = slackManifest();
const folder = await mkdtemp(join(tmpdir(), 'attache-play-'));
const files = join(folder, 'prod-eu');
const sample = await writeSampleCluster(cluster, files, now());
let attache: Attache | undefined;
const slack = await startSlack({
  port,
  clock,
  workspace: 'Corner Shop',
  // What the manifest does not ask for, the bot does not get here either.
  botScopes: manifest.oauth_config?.scopes?.bot ?? [],
  events: manifest.settings?.event_subscriptions?.bot_events ?? [],
  homeTab: manifest.features?.app_home?.home_tab_enabled ?? false,
  hints: COMMANDS.map(({ usage, summary }) => ({ command: '/ambassador', usage, description: summary })),
  shortcuts: (manifest.features?.shortcuts ?? []).map(({ type, name, callback_id }) => ({
    callbackId: callback_id,
    name,
    on: type === 'message' ? 'message' : 'composer',
  })),
  onClockMoved: () => attache?.wake(),
  example: '/ambassador check tls',
});
attache = await startAttache(
  {
    slack: { botToken: slack.botToken, mode: 'socket', appToken: slack.appToken, apiUrl: slack.apiUrl },
    clusters: [{ name: 'prod-eu', source: { kind: 'file', paths: [files] } }],
    database: ':memory:',
    digests: [
      {
        name: 'morning',
        cron: '0 9 * * 1-5',
        timezone: 'Europe/Berlin',
        channel: slack.channel('platform').id,
        areas: [],
      },
    ],
    settings: {},
    ...{ access: [], clear: [], auditDays: 90 },
    logLevel,
    healthPort: 0,
  },
  { log: createLog(logLevel), now },
);

const pad = '  ';
console.log(`
Attaché is in a Slack workspace on this machine. Open it in a browser:

${pad}${slack.pageUrl}

Type there: /ambassador check tls

${pad}The sample cluster: ${sample.story}
${pad}Others: npm run play -- --cluster ${SAMPLE_CLUSTERS.map(({ name }) => name)
  .filter((name) => name !== cluster)
  .join(' | ')}
${pad}The same cluster in a terminal: npx attache check --from ${files}

Ctrl+C ends it.`);

const stop = async () => {
  await attache?.stop();
  await slack.close();
  await rm(folder, { recursive: true, force: true });
  process.exit(0);
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
