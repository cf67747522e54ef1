import type { AskedRequest } from '../cluster/asked-request.ts';
import { parseRequest } from './typed-request.ts';

/** What somebody wrote of an incident, as far as it says something about the gateway. */
export interface Incident {
  /** The requests that the text names, as they come; at most five. */
  readonly requests: readonly AskedRequest[];
  /** HTTP statuses from 400 on. */
  readonly statuses: readonly number[];
  /** Envoy's response flags. */
  readonly flags: readonly ResponseFlag[];
}

/** What Envoy puts behind the status in its access log (envoyproxy.io, access log, response flags). */
export const RESPONSE_FLAGS = {
  NR: 'no route took the request',
  UH: 'no healthy upstream',
  UF: 'the upstream could not be connected to',
  UC: 'the upstream closed the connection',
  UT: 'the upstream did not answer in time',
  UO: 'a circuit breaker was open',
  URX: 'the last retry failed too',
  UAEX: 'the auth service refused',
  RL: 'rate limited',
  NC: 'the upstream was not configured in Envoy',
  DC: 'the client went away',
  DPE: 'the client broke the protocol',
} as const;

export type ResponseFlag = keyof typeof RESPONSE_FLAGS;

const MOST_REQUESTS = 5;
const METHODS = '(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)';
const URL_TEXT = new RegExp(`(?:\\b(${METHODS})\\s+)?\\b(https?://[^\\s<>"'\`|]+)`, 'g');
const NAME_TEXT = new RegExp(
  `(?<![@\\w./-])(?:(${METHODS})\\s+)?((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.){1,8}[a-z]{2,24}(?::\\d{1,5})?(?:/[^\\s<>"'\`|]*)?)`,
  'gi',
);
const PATH_TEXT = new RegExp(`(?:^|[\\s("'\`])(?:(${METHODS})\\s+)?(/[A-Za-z0-9._~!$&'*+,;=:@%/-]{1,500})`, 'g');
const STATUS = /(?<![\w./:-])[45]\d\d(?![\w:-]|\.\d)/g;
/** Names with dots that are no hostnames: files, Kubernetes' own names, abbreviations. */
const NO_HOST =
  /\.(ya?ml|json|go|ts|js|py|java|rb|rs|log|txt|md|sh|conf|pem|crt|key|png|svc|local|cluster|internal|e\.g|i\.e)$/i;

/**
 * Finds in a message what a gateway can be asked about: addresses, hostnames with paths, paths of a hostname that is named,
 * statuses, response flags. Never throws; what looks like an address and is none is left out.
 */
export function readIncident(text: string): Incident {
  const asked: AskedRequest[] = [];
  const add = (method: string | undefined, typed: string) => {
    const request = parseRequest([method?.toUpperCase() ?? 'GET', typed]);
    if (!('host' in request) || request.host === '') return;
    const isKnown = asked.some(
      ({ host, path, method: other }) => host === request.host && path === request.path && other === request.method,
    );
    if (!isKnown && asked.length < MOST_REQUESTS) asked.push(request);
  };

  for (const [, method, url = ''] of text.matchAll(URL_TEXT)) add(method, trimmed(url));
  const rest = text.replace(URL_TEXT, ' ');
  const bare: string[] = [];
  for (const [, method, found = ''] of rest.matchAll(NAME_TEXT)) {
    const name = trimmed(found);
    const [host = ''] = name.split(/[/:]/, 1);
    if (NO_HOST.test(host)) continue;
    if (name.includes('/')) add(method, name);
    else bare.push(name);
  }
  const [host = asked[0]?.host, ...others] = bare;
  const isOneHost = host !== undefined && others.every((other) => other === host);
  const paths = [...rest.replace(NAME_TEXT, ' ').matchAll(PATH_TEXT)];
  for (const [, method, path = ''] of isOneHost ? paths : []) add(method, `${host}${trimmed(path)}`);
  for (const name of bare)
    if (!asked.some((request) => request.host === name.split(':', 1)[0])) add(undefined, `${name}/`);

  return {
    requests: asked,
    statuses: [...new Set([...rest.matchAll(STATUS)].map(([status]) => Number(status)))],
    flags: (Object.keys(RESPONSE_FLAGS) as ResponseFlag[]).filter((flag) => new RegExp(`\\b${flag}\\b`).test(rest)),
  };
}

/** Without what ends a sentence behind it. */
function trimmed(found: string): string {
  return found.replace(/[.,;:!?)\]}>*_~]+$/, '');
}
