import { setTimeout as sleep } from 'node:timers/promises';
import { checks } from './checks/index.ts';
import type { DigestPlan } from './commands/answer.ts';
import { type DigestOptions, digest } from './commands/digest.ts';
import type { RememberingTools } from './commands/tools.ts';
import type { ClusterConfig } from './config/clusters.ts';
import type { Config } from './config.ts';
import { serveHealth } from './health.ts';
import { openSource, readInThread, type SourceSettings } from './inspect.ts';
import type { Log } from './log.ts';
import type { ListedChecks } from './own/list.ts';
import { type DigestConfig, type ScheduleEvent, startSchedules } from './schedule.ts';
import { createSlackApp } from './slack/app.ts';
import { secretClearing } from './sources/live/clear-secret.ts';
import { withoutSecrets } from './sources/redact.ts';
import { openStore } from './state/open.ts';

/** The running bot. */
export interface Attache {
  readonly clusterNames: readonly string[];
  /** Makes the digests that are due now, and ends acknowledgements whose time is over: for a clock that was moved. */
  wake(): void;
  /** Ends what is under way, in order: schedules, Slack, database. */
  stop(): Promise<void>;
}

export interface Surroundings {
  readonly log: Log;
  readonly now: () => Date;
  /** Checks of somebody's own, beside ours. */
  readonly own?: ListedChecks;
}

const DAY = 24 * 60 * 60 * 1000;
/** Milliseconds between two looks for acknowledgements whose time has come. */
const SWEEP = 30_000;
/** Milliseconds that a running digest gets when the bot ends; Kubernetes gives thirty seconds to everything. */
const LAST_DIGEST = 10_000;

/**
 * Puts the bot together and starts it.
 *
 * @throws StateError, SourceError or an error of Slack, each with a message for people, when it cannot start
 */
export async function startAttache(config: Config, { log, now, own }: Surroundings): Promise<Attache> {
  const store = await openStore({
    path: config.database,
    now,
    warn: ({ table, id, reason }) => log.warn({ table, id, reason }, 'something remembered was left out'),
    audit: { days: config.auditDays },
  });
  for (const { where, message } of own?.problems ?? []) {
    log.warn({ where, reason: message }, 'own checks cannot be used');
  }
  const toolsOf = async ({ name, source }: ClusterConfig): Promise<RememberingTools> => {
    const clusterName = name || (await nameOf(source, now));
    const rules = config.clear.filter(({ cluster = clusterName }) => cluster === clusterName);
    const isCleared = rules.length > 0 && source.kind === 'live';
    return {
      clusterName,
      checks: [...checks, ...(own?.checks ?? [])],
      settings: config.settings,
      ...readInThread(source, clusterName, { settings: config.settings, ...(own && { own: own.folder }) }),
      now,
      store,
      ...(isCleared && { clearing: { ...secretClearing({ ...source, now, clusterName }), rules } }),
    };
  };
  const [first, ...others] = config.clusters;
  const clusters = [await toolsOf(first), ...(await Promise.all(others.map(toolsOf)))] as const;
  const named = (name: string | undefined) => clusters.find(({ clusterName }) => clusterName === name) ?? clusters[0];

  const plans = (): readonly DigestPlan[] =>
    config.digests.map(({ name, channel, timezone, cluster }) => {
      const next = schedules?.next(name);
      return { name, channel, timezone, cluster: named(cluster).clusterName, ...(next && { next }) };
    });
  const slack = await createSlackApp(
    {
      ...config.slack,
      log,
      access: config.access,
      redact: withoutSecrets,
      ...(config.docsUrl !== undefined && { docsUrl: config.docsUrl }),
    },
    clusters,
    plans,
  );
  await slack.start();

  const schedules = startSchedules(config.digests, {
    run: async (plan: DigestConfig, slot) => {
      const next = schedules.next(plan.name);
      const deliver: DigestOptions['deliver'] = (answer, changes) => slack.postDigest(answer, plan.channel, changes);
      await digest({ ...plan, ...(next && { next }) }, named(plan.cluster), { slot, deliver });
    },
    claim: store.claim,
    finish: store.finish,
    lastFinished: store.lastFinished,
    now,
    log: (event) => logSchedule(log, event),
  });
  const health =
    config.healthPort > 0
      ? await serveHealth(config.healthPort, {
          // A refused token does not mend itself: a new Pod reads the Secret again.
          isAlive: () => slack.health().problem?.kind !== 'refused',
          isReady: () => slack.health().isConnected,
        })
      : undefined;
  const pruning = setInterval(() => {
    store.prune(now()).catch((error: unknown) => log.warn({ error: String(error) }, 'cannot forget old findings'));
  }, DAY);
  const sweep = () => {
    slack.endAcknowledgements().catch((error: unknown) => {
      log.warn({ error: String(error) }, 'cannot end acknowledgements');
    });
  };
  const sweeping = setInterval(sweep, SWEEP);
  const clusterNames = clusters.map(({ clusterName }) => clusterName);
  log.info({ clusters: clusterNames, mode: config.slack.mode, digests: config.digests.length }, 'attaché is ready');

  return {
    clusterNames,
    wake: () => {
      schedules.wake();
      sweep();
    },
    stop: async () => {
      clearInterval(pruning);
      clearInterval(sweeping);
      health?.close();
      // Together: people who wait for a check are told, however long a digest waits for its cluster.
      const [isDone] = await Promise.all([within(LAST_DIGEST, schedules.stop()), slack.stop()]);
      if (!isDone) log.warn('a digest was cut short; it is made after the next start');
      await store.close();
    },
  };
}

/** Waits for something so many milliseconds; says whether it came. */
async function within(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  const waiting = new AbortController();
  const late = sleep(milliseconds, false, { signal: waiting.signal }).catch(() => false);
  const isDone = await Promise.race([work.then(() => true), late]);
  waiting.abort();
  return isDone;
}

async function nameOf(source: SourceSettings, now: () => Date): Promise<string> {
  const opened = openSource(source, now);
  await opened.close();
  return opened.clusterName;
}

function logSchedule(log: Log, event: ScheduleEvent): void {
  if (event.kind === 'failed') log.error({ ...event, error: String(event.error) }, 'a digest failed');
  else if (event.kind === 'missed') log.warn(event, 'digests were missed');
  else if (event.kind === 'unsure')
    log.warn({ ...event, error: String(event.error) }, 'cannot tell whether a digest is due');
  else log.info(event, 'digest');
}
