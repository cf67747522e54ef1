import { parse } from 'yaml';
import { z } from 'zod';
import { checks } from './checks/index.ts';
import type { AccessRule } from './commands/access.ts';
import type { ClearRule } from './commands/clear.ts';
import { ACCESS_EXAMPLE, readAccess } from './config/access.ts';
import { CLEAR_EXAMPLE, readClear } from './config/clear.ts';
import { CLUSTERS_EXAMPLE, type ClusterConfig, readClusters } from './config-clusters.ts';
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

/** One environment variable, for validation, `.env.example` and docs/configuration.md alike. */
export interface Setting {
  readonly name: string;
  /** What it is, for people. */
  readonly summary: string;
  readonly example?: string;
  readonly default?: string;
  readonly isRequired?: boolean;
  /** Most people set it: it stands in `.env.example` ready to be filled in. */
  readonly isUsual?: boolean;
}

const DIGEST_EXAMPLE =
  '[{ name: morning, cron: "0 9 * * 1-5", timezone: Europe/Berlin, channel: C0123456789, areas: [tls, routing] }]';

const CHECKS_EXAMPLE = '{ tls-cert-expiring: { warnDays: 14 }, MAP018: off }';

/** Every setting, in the order in which people meet them. */
export const SETTINGS = [
  {
    name: 'SLACK_BOT_TOKEN',
    summary: 'The bot token of your Slack app (OAuth & Permissions).',
    example: 'xoxb-…',
    isRequired: true,
    isUsual: true,
  },
  {
    name: 'SLACK_APP_TOKEN',
    summary:
      'The app-level token with connections:write (Basic Information). With it Attaché uses Socket Mode: no public address is needed.',
    example: 'xapp-…',
    isUsual: true,
  },
  {
    name: 'SLACK_SIGNING_SECRET',
    summary: 'Instead of SLACK_APP_TOKEN: answer HTTP requests that Slack signs with this secret.',
  },
  { name: 'SLACK_API_URL', summary: "Another address than Slack's own, for tests; ends in /api/." },
  { name: 'PORT', summary: 'Where signed HTTP requests arrive, at /slack/events.', default: '3000' },
  {
    name: 'ATTACHE_CLUSTER_NAME',
    summary: 'What people call this cluster. Absent: the name of the kubeconfig context.',
    example: 'prod-eu',
  },
  {
    name: 'ATTACHE_CONTEXT',
    summary: 'The kubeconfig context to read. Absent: the current one, or the account of the Pod.',
  },
  {
    name: 'ATTACHE_NAMESPACES',
    summary: 'Namespaces to read, with commas, when reading all of them is not allowed.',
    example: 'emissary,shop,billing',
  },
  {
    name: 'ATTACHE_CLUSTERS',
    summary:
      'Several clusters for one bot, as a YAML or JSON list, instead of the three above: name, kubeconfig context, namespaces, observe (true, false). People name one with --cluster, or a channel its own with /ambassador cluster.',
    example: CLUSTERS_EXAMPLE,
  },
  {
    name: 'ATTACHE_OBSERVE',
    summary:
      'Whether running gateways are asked for their diagnostics, logs, metrics and certificates (on, off), where the rights allow it; docs/observations.md says how.',
    default: 'on',
  },
  { name: 'HTTPS_PROXY', summary: 'An HTTP proxy on the way to the cluster, when the kubeconfig names none.' },
  {
    name: 'NO_PROXY',
    summary:
      'What is reached without that proxy: hosts, domains (.svc), addresses and ranges (10.0.0.0/8), with commas.',
  },
  { name: 'ATTACHE_FROM', summary: 'Read a folder or file of YAML instead of a live cluster, for trying things out.' },
  {
    name: 'ATTACHE_DATABASE',
    summary: 'The SQLite file that holds findings, acknowledgements, threads and digests.',
    default: 'attache.sqlite',
  },
  {
    name: 'ATTACHE_DIGESTS',
    summary:
      'Scheduled digests, as a YAML or JSON list: name, cron expression, IANA time zone, channel id, areas (absent: all), and cluster (absent: the first).',
    example: DIGEST_EXAMPLE,
  },
  {
    name: 'ATTACHE_CHECKS',
    summary:
      'Own thresholds, and checks to turn off, as YAML or JSON, by code or name; the terminal command goes by it too.',
    example: CHECKS_EXAMPLE,
  },
  {
    name: 'ATTACHE_ACCESS',
    summary:
      'Who may do what, as a YAML or JSON list of rules (docs/access.md). Absent: everyone may ask and acknowledge, nobody may delete.',
    example: ACCESS_EXAMPLE,
  },
  {
    name: 'ATTACHE_CLEAR',
    summary:
      'Secrets that may be deleted from Slack when they are nothing but expired tokens, as a YAML or JSON list (docs/clearing.md). Absent: none.',
    example: CLEAR_EXAMPLE,
  },
  {
    name: 'ATTACHE_AUDIT_DAYS',
    summary: 'For how many days it is remembered who asked for what, and what was denied.',
    default: '90',
  },
  {
    name: 'ATTACHE_OWN_CHECKS',
    summary:
      'A folder with checks of your own, as TypeScript or JavaScript (docs/own-checks.md); the terminal command goes by it too.',
    example: '/own-checks',
  },
  {
    name: 'ATTACHE_DOCS_URL',
    summary:
      'Where the pages of docs/checks can be read; findings link to it. Absent: findings name the explain command.',
    example: 'https://wiki.example.com/attache/checks/',
  },
  { name: 'ATTACHE_HEALTH_PORT', summary: 'Where /healthz and /readyz answer; 0: nowhere.', default: '8080' },
  { name: 'LOG_LEVEL', summary: 'debug, info, warn, error or silent.', default: 'info' },
] as const satisfies readonly Setting[];

type SettingName = (typeof SETTINGS)[number]['name'];

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

function defaultOf(name: SettingName): string | undefined {
  return settingOf(name)?.default;
}

function exampleOf(name: SettingName): string | undefined {
  return settingOf(name)?.example;
}

function settingOf(name: SettingName): Setting | undefined {
  return SETTINGS.find((setting) => setting.name === name);
}
