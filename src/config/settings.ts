import { ACCESS_EXAMPLE } from './access.ts';
import { CLEAR_EXAMPLE } from './clear.ts';
import { CLUSTERS_EXAMPLE } from './clusters.ts';

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

export const DIGEST_EXAMPLE =
  '[{ name: morning, cron: "0 9 * * 1-5", timezone: Europe/Berlin, channel: C0123456789, areas: [tls, routing] }]';

export const CHECKS_EXAMPLE = '{ tls-cert-expiring: { warnDays: 14 }, MAP018: off }';

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

export type SettingName = (typeof SETTINGS)[number]['name'];

/** What a setting is when it is absent; undefined: it has no default. */
export function defaultOf(name: SettingName): string | undefined {
  return settingOf(name)?.default;
}

export function exampleOf(name: SettingName): string | undefined {
  return settingOf(name)?.example;
}

function settingOf(name: SettingName): Setting | undefined {
  return SETTINGS.find((setting) => setting.name === name);
}
