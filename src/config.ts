import { parse } from 'yaml';
import { z } from 'zod';
import { checks } from './checks/index.ts';
import type { AccessRule } from './commands/access.ts';
import type { ClearRule } from './commands/clear.ts';
import { readAccess } from './config/access.ts';
import { readClear } from './config/clear.ts';
import { type ClusterConfig, readClusters } from './config/clusters.ts';
import { CHECKS_EXAMPLE, DIGEST_EXAMPLE, defaultOf, exampleOf, type SettingName } from './config/settings.ts';
import { AREAS } from './engine/check.ts';
import { type CheckSettings, type ReadSettings, readSettings } from './engine/settings.ts';
import type { SourceSettings } from './inspect.ts';
import type { OwnChecks } from './own/load.ts';
import { type DigestConfig, validateDigests } from './schedule.ts';

/** How to talk to Slack: over Socket Mode, or over HTTP with signed requests. */
export type SlackSettings = { readonly botToken: string; readonly apiUrl?: string } & (
  | { readonly mode: 'socket'; readonly appToken: string }
  | { readonly mode: 'http'; readonly signingSecret: string; readonly port: number }
);

/** Everything that can be set, understood and valid. */
export interface Config {
  readonly slack: SlackSettings;
  /** The first is meant where nobody names one. */
  readonly clusters: readonly [ClusterConfig, ...ClusterConfig[]];
  readonly database: string;
  readonly digests: readonly DigestConfig[];
  /** Own thresholds, and checks that are off. */
  readonly settings: CheckSettings;
  /** Who may do what; empty: as it is by default. */
  readonly access: readonly AccessRule[];
  /** Secrets that may be deleted; empty: none. */
  readonly clear: readonly ClearRule[];
  /** How long the audit is kept. */
  readonly auditDays: number;
  readonly docsUrl?: string;
  readonly logLevel: string;
  readonly healthPort: number;
}

/** All mistakes of a configuration, in one message for people. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    const count = mistakes.length === 1 ? 'one setting needs' : `${mistakes.length} settings need`;
    super(`Attaché cannot start: ${count} attention.\n${mistakes.map((mistake) => `  - ${mistake}`).join('\n')}`);
    this.mistakes = mistakes;
  }
}

/**
 * Reads the configuration from environment variables.
 *
 * @param own checks that ATTACHE_CHECKS can name beside ours
 * @throws ConfigError with every mistake; no value of a secret is in its message
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  own: OwnChecks = { checks: [], problems: [] },
): Config {
  const mistakes: string[] = [];
  const value = (name: SettingName): string | undefined => env[name]?.trim() || defaultOf(name);

  const slack = readSlack(value, mistakes);
  const source = readSource(value, mistakes);
  const clusters = readAllClusters(value, source, mistakes);
  const digests = readDigests(value('ATTACHE_DIGESTS'), clusters, mistakes);
  const { settings, mistakes: wrong } = readCheckSettings(value('ATTACHE_CHECKS'), own);
  mistakes.push(...wrong);
  const access = readAccess(value('ATTACHE_ACCESS'));
  const clear = readClear(value('ATTACHE_CLEAR'));
  mistakes.push(...access.mistakes, ...clear.mistakes);
  const auditDays = readDays(value('ATTACHE_AUDIT_DAYS'), mistakes);
  const healthPort = readPort('ATTACHE_HEALTH_PORT', value, mistakes);
  const logLevel = value('LOG_LEVEL') ?? 'info';
  if (!LOG_LEVELS.includes(logLevel)) {
    mistakes.push(`LOG_LEVEL is "${logLevel}"; it can be ${LOG_LEVELS.join(', ')}.`);
  }
  const docsUrl = value('ATTACHE_DOCS_URL');
  if (docsUrl !== undefined && !/^https?:\/\/\S+$/.test(docsUrl)) {
    mistakes.push(`ATTACHE_DOCS_URL is no web address; it looks like ${exampleOf('ATTACHE_DOCS_URL')}`);
  }
  const [first, ...others] = clusters;
  if (mistakes.length > 0 || !slack || !first) throw new ConfigError(mistakes);

  return {
    slack,
    clusters: [first, ...others],
    database: value('ATTACHE_DATABASE') ?? '',
    digests,
    settings,
    ...{ access: access.value, clear: clear.value, auditDays },
    ...(docsUrl !== undefined && { docsUrl }),
    logLevel,
    healthPort,
  };
}

type Values = (name: SettingName) => string | undefined;

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'];

function readSlack(value: Values, mistakes: string[]): SlackSettings | undefined {
  const botToken = value('SLACK_BOT_TOKEN');
  const appToken = value('SLACK_APP_TOKEN');
  const signingSecret = value('SLACK_SIGNING_SECRET');
  if (!botToken) mistakes.push('SLACK_BOT_TOKEN is not set: the bot token of your Slack app, which starts with xoxb-.');
  else if (!botToken.startsWith('xoxb-')) mistakes.push('SLACK_BOT_TOKEN is no bot token: those start with xoxb-.');
  if (appToken && !appToken.startsWith('xapp-')) {
    mistakes.push('SLACK_APP_TOKEN is no app-level token: those start with xapp-.');
  }
  if (appToken && signingSecret) {
    mistakes.push(
      'SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are both set: the first means Socket Mode, the second HTTP; keep one.',
    );
  }
  if (!appToken && !signingSecret) {
    mistakes.push(
      'SLACK_APP_TOKEN is not set: the app-level token (xapp-…) for Socket Mode. For HTTP set SLACK_SIGNING_SECRET instead.',
    );
  }
  const port = signingSecret ? readPort('PORT', value, mistakes) : 0;
  const apiUrl = value('SLACK_API_URL');
  const common = { botToken: botToken ?? '', ...(apiUrl !== undefined && { apiUrl }) };
  if (appToken) return { ...common, mode: 'socket', appToken };
  return signingSecret ? { ...common, mode: 'http', signingSecret, port } : undefined;
}

function readSource(value: Values, mistakes: string[]): SourceSettings {
  const path = value('ATTACHE_FROM');
  if (path !== undefined) return { kind: 'file', paths: [path] };
  const context = value('ATTACHE_CONTEXT');
  const namespaces = (value('ATTACHE_NAMESPACES') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const proxyUrl = value('HTTPS_PROXY');
  const noProxy = value('NO_PROXY');
  const observe = value('ATTACHE_OBSERVE');
  if (observe !== 'on' && observe !== 'off') mistakes.push(`ATTACHE_OBSERVE is "${observe}"; it can be on, off.`);
  return {
    kind: 'live',
    ...(observe === 'off' && { observe: false }),
    ...(proxyUrl !== undefined && { proxyUrl }),
    ...(noProxy !== undefined && { noProxy }),
    ...(context !== undefined && { context }),
    ...(namespaces.length > 0 && { namespaces }),
  };
}

/** One cluster, or those of ATTACHE_CLUSTERS. */
function readAllClusters(value: Values, only: SourceSettings, mistakes: string[]): readonly ClusterConfig[] {
  const several = value('ATTACHE_CLUSTERS');
  if (several === undefined) return [{ name: value('ATTACHE_CLUSTER_NAME') ?? '', source: only }];
  for (const name of ['ATTACHE_CLUSTER_NAME', 'ATTACHE_CONTEXT', 'ATTACHE_NAMESPACES', 'ATTACHE_FROM'] as const) {
    if (value(name) !== undefined)
      mistakes.push(`${name} is set beside ATTACHE_CLUSTERS: write it there, at its cluster.`);
  }
  const { clusters, mistakes: wrong } = readClusters(several, only);
  mistakes.push(...wrong);
  return clusters;
}

const DIGESTS = z.array(
  z.strictObject({
    name: z.string().min(1),
    cron: z.string(),
    timezone: z.string(),
    channel: z.string().min(1),
    areas: z.array(z.enum(AREAS)).optional(),
    cluster: z.string().optional(),
  }),
);

function readDigests(
  text: string | undefined,
  clusters: readonly ClusterConfig[],
  mistakes: string[],
): readonly DigestConfig[] {
  if (text === undefined) return [];
  let raw: unknown;
  try {
    raw = parse(text);
  } catch {
    mistakes.push(`ATTACHE_DIGESTS is neither YAML nor JSON; it looks like ${DIGEST_EXAMPLE}`);
    return [];
  }
  const parsed = DIGESTS.safeParse(raw);
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) {
      const where = path.length > 0 ? `ATTACHE_DIGESTS, ${path.join('.')}` : 'ATTACHE_DIGESTS';
      mistakes.push(`${where}: ${message}. It looks like ${DIGEST_EXAMPLE}`);
    }
    return [];
  }
  const names = clusters.map(({ name }) => name).filter(Boolean);
  const digests = parsed.data.map(({ areas = [], cluster, ...digest }) => {
    if (cluster !== undefined && !names.includes(cluster)) {
      const known = names.length > 0 ? `mine: ${names.join(', ')}` : 'none is named';
      mistakes.push(`ATTACHE_DIGESTS, ${digest.name}: there is no cluster ${cluster} (${known}).`);
    }
    return { ...digest, areas, ...(cluster !== undefined && { cluster }) };
  });
  mistakes.push(...validateDigests(digests).map(({ message }) => `ATTACHE_DIGESTS: ${message}`));
  return digests;
}

/** Reads ATTACHE_CHECKS, for the bot and the terminal alike. `own` are the checks that it can name beside ours. */
export function readCheckSettings(text: string | undefined, own: OwnChecks): ReadSettings {
  if (text === undefined || text.trim() === '') return { settings: {}, mistakes: [] };
  let raw: unknown;
  try {
    raw = parse(text);
  } catch {
    return { settings: {}, mistakes: [`ATTACHE_CHECKS is neither YAML nor JSON; it looks like ${CHECKS_EXAMPLE}`] };
  }
  // A name that nobody knows may be that of an own check which could not be loaded.
  const { settings, mistakes } = readSettings(raw, [...checks, ...own.checks], { isWhole: own.problems.length === 0 });
  return { settings, mistakes: mistakes.map((mistake) => `ATTACHE_CHECKS: ${mistake}`) };
}

function readDays(text = '', mistakes: string[]): number {
  if (/^\d{1,4}$/.test(text) && Number(text) > 0) return Number(text);
  mistakes.push(`ATTACHE_AUDIT_DAYS is "${text}"; it has to be a number of days from 1 to 9999, such as 90.`);
  return 0;
}

function readPort(name: 'PORT' | 'ATTACHE_HEALTH_PORT', value: Values, mistakes: string[]): number {
  const text = value(name) ?? '';
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  mistakes.push(`${name} is "${text}"; it has to be a port number, such as ${defaultOf(name)}.`);
  return 0;
}
