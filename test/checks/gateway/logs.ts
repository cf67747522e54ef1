import type { ContainerLog, Diagnostics } from '../../../src/cluster/observed.ts';
import { gateway, gatewayPod } from './given.ts';

/** A gateway with one Pod, `emissary-ingress-1`. */
export const GATEWAY = [gateway({ replicas: 1 }), gatewayPod({ name: 'emissary-ingress-1' })];

/** What the container `emissary-ingress` of a gateway's Pod said. */
export function log(lines: readonly string[], { pod = 'emissary-ingress-1', container = 'app' } = {}): ContainerLog {
  return { kind: 'ContainerLog', metadata: { namespace: 'emissary', name: pod }, container, lines };
}

interface Access {
  readonly path?: string;
  readonly method?: string;
  readonly host?: string;
  readonly code?: number;
  readonly flags?: string;
  readonly upstream?: string;
  readonly duration?: number;
  readonly client?: string;
  readonly agent?: string;
}

/** A line of Envoy's access log, as Emissary has it written; `at` in seconds since 2025-12-31T23:00:00Z. */
export function access(at: number, facts: Access = {}): string {
  const { path = '/cart/', method = 'GET', host = 'shop.test', code = 200, flags = '-', upstream = '-' } = facts;
  const { duration = 3, client = '198.51.100.7', agent = 'curl/8.5.0' } = facts;
  const words = `"${method} ${path} HTTP/1.1" ${code} ${flags} 0 95 ${duration} -`;
  return `ACCESS [${timeOf(at)}] ${words} "${client}" "${agent}" "0c5a-${at}" "${host}" "${upstream}"`;
}

/** The same as JSON. */
export function accessJson(
  at: number,
  { path = '/cart/', code = 200, flags = '-', host = 'shop.test' }: Access,
): string {
  return JSON.stringify({
    start_time: timeOf(at),
    method: 'GET',
    path,
    protocol: 'HTTP/2',
    response_code: code,
    response_flags: flags,
    duration: 3,
    x_forwarded_for: '198.51.100.7',
    user_agent: 'curl/8.5.0',
    authority: host,
    upstream_host: null,
  });
}

/** A line of diagd. */
export function diagd(at: number, message: string, level = 'INFO'): string {
  return `${timeOf(at).slice(0, 19).replace('T', ' ')} diagd 4.0.1 [P20TAEW] ${level}: ${message}`;
}

/** A line of the entrypoint or ambex. */
export function entrypoint(at: number, message: string, level = 'info'): string {
  const time = timeOf(at).slice(0, 23).replace('T', ' ');
  return `time="${time}" level=${level} msg=${JSON.stringify(message)} func=main file="/go/main.go:9" CMD=entrypoint PID=1 THREAD=/watcher`;
}

/** A line of Envoy. */
export function envoy(at: number, level: string, message: string): string {
  return `[${timeOf(at).slice(0, 23).replace('T', ' ')}][41][${level}][main] ${message}`;
}

/** Numbers from `from`, each `step` above the one before. */
export function series(count: number, from: number, step: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => from + index * step);
}

function timeOf(seconds: number): string {
  return new Date(Date.UTC(2025, 11, 31, 23) + seconds * 1000).toISOString();
}

/** What the diagnostics of a gateway's Pod say: all is well, unless given otherwise. */
export function diagnostics(
  facts: Partial<Omit<Diagnostics, 'kind' | 'metadata'>> = {},
  pod = 'emissary-ingress-1',
): Diagnostics {
  return {
    kind: 'Diagnostics',
    metadata: { namespace: 'emissary', name: pod },
    isWhole: true,
    environment: [],
    errors: [],
    notices: [],
    elements: {},
    ...facts,
  };
}
