import { createHash } from 'node:crypto';
import { isEqual } from './equal.ts';
import type { Post } from './errors.ts';
import { cacheName, type Dropped } from './groups.ts';
import type { TCPMapping } from './objects.ts';

/** A TCPMapping that is well in itself. */
export interface TcpCandidate {
  readonly mapping: TCPMapping;
  readonly breakers: unknown;
}

/** TCPMappings of one address, port and host. */
export interface TcpGroupDraft {
  readonly id: string;
  readonly first: TCPMapping;
  readonly core: ReadonlyMap<string, unknown>;
  readonly members: TcpCandidate[];
  readonly names: Set<string>;
}

/** Puts TCPMappings together (ir/irtcpmappinggroup.py). The group that Emissary reads last comes first. */
export function groupTcp(
  candidates: readonly TcpCandidate[],
  post: Post,
  drop: (dropped: Dropped) => void,
): readonly TcpGroupDraft[] {
  const groups = new Map<string, TcpGroupDraft>();
  for (const candidate of candidates) {
    const { mapping } = candidate;
    const { address, port, host } = mapping.spec;
    const text = `TCP-${address || '*'}${port}${host || '*'}`;
    const known = groups.get(text);
    if (!known) {
      groups.set(text, {
        id: createHash('sha1').update(text).digest('hex'),
        first: mapping,
        core: coreOf(candidate),
        members: [candidate],
        names: new Set([cacheName(mapping)]),
      });
      continue;
    }
    if (known.names.has(cacheName(mapping))) {
      drop({ mapping, reason: 'same-name-before-dot', by: known.first });
      continue;
    }
    const field = mismatch(known.core, coreOf(candidate));
    if (field !== undefined) {
      post(known.first, 'member-mismatch', { about: mapping, detail: field });
      drop({ mapping, reason: 'member-mismatch', by: known.first, field });
      continue;
    }
    known.members.push(candidate);
    known.names.add(cacheName(mapping));
  }
  return [...groups.values()].toReversed();
}

const CORE_FIELDS = ['address', 'enable_ipv4', 'enable_ipv6', 'host', 'idle_timeout_ms', 'port', 'tls'];

function coreOf({ mapping, breakers }: TcpCandidate): ReadonlyMap<string, unknown> {
  const core = new Map<string, unknown>([['circuit_breakers', breakers]]);
  for (const field of CORE_FIELDS) if (field in mapping.spec) core.set(field, mapping.spec[field]);
  return core;
}

function mismatch(core: ReadonlyMap<string, unknown>, later: ReadonlyMap<string, unknown>): string | undefined {
  for (const [field, value] of later) if (!core.has(field) || !isEqual(core.get(field), value)) return field;
  return undefined;
}
