import type { Gap } from '../../cluster/cluster.ts';
import { isObserved } from '../../cluster/kinds.ts';
import { OBSERVED } from '../../cluster/observed.ts';
import type { CheckRequest } from '../../commands/answer.ts';
import { AREAS, type Area, SEVERITIES, type Severity } from '../../engine/check.ts';
import { count } from '../../engine/text.ts';
import { code, oneLine } from '../format.ts';

/** One icon for each severity, everywhere; a word always stands beside it. */
export const ICONS: Readonly<Record<Severity, string>> = { critical: '🔴', error: '🟠', warning: '🟡', info: '🔵' };

/** Areas as people write them. */
export const AREA_NAMES: Readonly<Record<Area, string>> = {
  mappings: 'Mappings',
  tls: 'TLS',
  routing: 'Routing',
  auth: 'Auth',
  balance: 'Load balancing',
  metrics: 'Metrics',
  gateway: 'Gateway',
};

/** What a request is about: `TLS in prod-eu`, `TLS and Auth in prod-eu, namespace shop`. */
export function subjectOf({ words, namespace }: CheckRequest, clusterName: string): string {
  const names = words.map((word) => {
    const area = AREAS.find((one) => one === word.toLowerCase());
    return area ? AREA_NAMES[area] : oneLine(word);
  });
  const cluster = oneLine(clusterName);
  const what = names.length > 0 ? `${list(names)} in ${cluster}` : cluster;
  return namespace === undefined ? what : `${what}, namespace ${oneLine(namespace)}`;
}

/** `1 critical, 2 errors, 1 warning`; empty for none. */
export function countSeverities(severities: readonly Severity[]): string {
  return SEVERITIES.flatMap((severity) => {
    const number = severities.filter((one) => one === severity).length;
    if (number === 0) return [];
    return [severity === 'critical' || severity === 'info' ? `${number} ${severity}` : count(number, severity)];
  }).join(', ');
}

/** The worst of some severities. */
export function worstOf(severities: readonly Severity[]): Severity | undefined {
  return SEVERITIES.find((severity) => severities.includes(severity));
}

/** `a`, `a and b`, `a, b and c`. */
export function list(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** `12 Hosts`, `1 Ingress`, `3 Endpoints`. */
export function countKind(number: number, kind: string): string {
  return `${number} ${number === 1 ? kind : plural(kind)}`;
}

/** `Hosts`, `Ingresses`, `Endpoints`, `Diagnostics`. */
function plural(kind: string): string {
  if (/(points|ics)$/.test(kind)) return kind;
  return `${kind}${kind.endsWith('s') ? 'es' : 's'}`;
}

/** What could not be read, each once: `Secrets in namespace shop`, `the log of the gateway`. */
export function gapNames(gaps: readonly Gap[]): readonly string[] {
  const names = gaps.map(({ kind, namespace }) => {
    const name = isObserved(kind) ? OBSERVED[kind].title : plural(kind);
    return namespace ? `${name} in namespace ${namespace}` : name;
  });
  return [...new Set(names)];
}

/** How long something has lasted, in the largest unit that fits: `a moment`, `2 minutes`, `6 days`. */
export function duration(from: Date, to: Date): string {
  const seconds = Math.max(0, Math.floor((to.getTime() - from.getTime()) / 1000));
  if (seconds < 3) return 'a moment';
  if (seconds < 60) return count(seconds, 'second');
  if (seconds < 3_600) return count(Math.floor(seconds / 60), 'minute');
  if (seconds < 86_400) return count(Math.floor(seconds / 3_600), 'hour');
  return count(Math.floor(seconds / 86_400), 'day');
}

/** A line that people can type. */
export function typed(line: string): string {
  return code(`/ambassador ${line}`);
}

/** A link to a check's page. */
export function pageLink(docsUrl: string, name: string, label: string): string {
  return `<${encodeURI(docsUrl).replace(/\/*$/, '/')}${encodeURIComponent(name.toWellFormed())}|${label}>`;
}
