import { createHash } from 'node:crypto';
import { isEqual } from './equal.ts';
import type { Post } from './errors.ts';
import type { CompiledHost } from './hosts.ts';
import type { Installation } from './installations.ts';
import { hasLabels } from './labels.ts';
import type { MappingFault } from './mapping-faults.ts';
import { compareOrder, type Match, type RouteOrder } from './matchers.ts';
import type { Mapping, TCPMapping } from './objects.ts';
import { byText } from './order.ts';
import { isAtLeast } from './versions.ts';

/** Why a Mapping is in no group. */
export type DropReason =
  | MappingFault
  | 'replaced'
  | 'same-name-before-dot'
  | 'member-mismatch'
  | 'second-shadow'
  | 'second-redirect'
  | 'redirect-after-members'
  | 'member-after-redirect';

/** A Mapping or TCPMapping that Emissary knows and leaves out. */
export interface Dropped {
  readonly mapping: Mapping | TCPMapping;
  readonly reason: DropReason;
  /** The Mapping it does not go together with. */
  readonly by?: Mapping | TCPMapping;
  readonly field?: string;
  readonly detail?: string;
}

/** A Mapping that is well in itself. */
export interface Candidate {
  readonly mapping: Mapping;
  readonly match: Match;
  /** The circuit breakers it has, its own or the Module's. */
  readonly breakers: unknown;
}

/** A group while Mappings come in. */
export interface GroupDraft {
  readonly id: string;
  readonly first: Candidate;
  readonly core: ReadonlyMap<string, unknown>;
  readonly members: Candidate[];
  /** The names of its members up to their first dot. */
  readonly names: Set<string>;
  shadow: Candidate | undefined;
  redirect: Candidate | undefined;
  order: RouteOrder;
}

/** Puts Mappings together, in the order in which Emissary reads them (ir/ir.py, add_mapping). Last group first. */
export function group(
  candidates: readonly Candidate[],
  hosts: readonly CompiledHost[],
  { strictLabelSelectors: strict, version }: Installation,
  post: Post,
  drop: (dropped: Dropped) => void,
): readonly GroupDraft[] {
  // Labels count since 3.8.
  const selecting =
    isAtLeast(version, '3.8') === false ? [] : hosts.filter(({ active, selector }) => active && selector);
  const groups = new Map<string, GroupDraft>();
  for (const candidate of candidates) {
    const text = identityOf(candidate, selecting, strict);
    const known = groups.get(text);
    if (!known) groups.set(text, start(candidate, text));
    else if (known.names.has(cacheName(candidate.mapping))) {
      drop({ mapping: candidate.mapping, reason: 'same-name-before-dot', by: known.first.mapping });
    } else add(known, candidate, post, drop);
  }
  return [...groups.values()].toSorted((a, b) => compareOrder(a.order, b.order)).toReversed();
}

/**
 * What makes two Mappings one group: the plain concatenation of their conditions. Without a hostname the labels that
 * Hosts ask for join in (ir/irhttpmapping.py, _group_id).
 */
function identityOf({ mapping, match }: Candidate, selecting: readonly CompiledHost[], strict: boolean): string {
  const { prefix, headers, query, precedence, host, hostRegex } = match;
  const conditions = [...headers, ...query].map(({ name, value }) => name + value).join('');
  const labels = host && !hostRegex ? '' : selectingLabels(mapping, selecting, strict);
  return `HTTP-GET${prefix}${conditions}${labels}${precedence === 0 ? '' : precedence}`;
}

function selectingLabels({ metadata }: Mapping, selecting: readonly CompiledHost[], strict: boolean): string {
  return selecting
    .filter(({ selector }) => selectsLabels(selector?.matchLabels, metadata.labels, strict))
    .flatMap(({ selector }) => Object.entries(selector?.matchLabels ?? {}).toSorted(([a], [b]) => byText(a, b)))
    .map(([key, value]) => key + value)
    .join('');
}

/** Whether labels satisfy a Host's selector; only `matchLabels` counts (ir/irutils.py, selector_matches). */
export function selectsLabels(
  wanted: Readonly<Record<string, string>> | undefined,
  labels: Readonly<Record<string, string>> | undefined,
  strict: boolean,
): boolean {
  const pairs = Object.entries(wanted ?? {});
  if (pairs.length === 0) return true;
  if (!labels || Object.keys(labels).length === 0) return false;
  return strict ? hasLabels(labels, wanted ?? {}) : pairs.some(([key, value]) => labels[key] === value);
}

/** Emissary caches a Mapping under its name up to the first dot (ir/irbasemapping.py, make_cache_key). */
export function cacheName({ metadata }: Mapping | TCPMapping): string {
  return `${metadata.name.split('.')[0]}.${metadata.namespace}`;
}

function start(candidate: Candidate, text: string): GroupDraft {
  const draft: GroupDraft = {
    id: createHash('sha1').update(text).digest('hex'),
    first: candidate,
    core: coreOf(candidate),
    members: [],
    names: new Set(),
    shadow: undefined,
    redirect: undefined,
    order: candidate.match.order,
  };
  const { shadow, host_redirect } = candidate.mapping.spec;
  if (shadow) draft.shadow = candidate;
  else if (host_redirect) draft.redirect = candidate;
  else join(draft, candidate);
  return draft;
}

/** Adds a later Mapping to a group, or says why it cannot be in it (ir/irhttpmappinggroup.py, add_mapping). */
function add(draft: GroupDraft, candidate: Candidate, post: Post, drop: (dropped: Dropped) => void): void {
  const { mapping } = candidate;
  const { first, core, members } = draft;
  const refuse = (reason: DropReason, by: Mapping, field?: string) => {
    drop({ mapping, reason, by, ...(field && { field }) });
  };

  // Only what the later one has is compared: what the first alone has is not missed.
  for (const [field, value] of coreOf(candidate)) {
    if (core.has(field) && isEqual(core.get(field), value)) continue;
    post(first.mapping, 'member-mismatch', { about: mapping, detail: field });
    refuse('member-mismatch', first.mapping, field);
    return;
  }

  if (mapping.spec.shadow) {
    if (!draft.shadow) draft.shadow = candidate;
    else {
      post(first.mapping, 'second-shadow', { about: mapping });
      refuse('second-shadow', draft.shadow.mapping);
    }
    return;
  }
  if (mapping.spec.host_redirect) {
    const [member] = members;
    if (!draft.redirect && !member) draft.redirect = candidate;
    else {
      post(first.mapping, 'redirect-mixed', { about: mapping });
      if (draft.redirect) refuse('second-redirect', draft.redirect.mapping);
      else if (member) refuse('redirect-after-members', member.mapping);
    }
    return;
  }
  if (draft.redirect) {
    post('-global-', 'redirect-mixed', { about: mapping });
    refuse('member-after-redirect', draft.redirect.mapping);
    return;
  }
  join(draft, candidate);
  if (compareOrder(candidate.match.order, draft.order) > 0) draft.order = candidate.match.order;
}

function join(draft: GroupDraft, candidate: Candidate): void {
  draft.members.push(candidate);
  draft.names.add(cacheName(candidate.mapping));
}

const CORE_FIELDS = [
  'bypass_auth',
  'connect_timeout_ms',
  'cluster_idle_timeout_ms',
  'cluster_max_connection_lifetime_ms',
  'keepalive',
  'labels',
  'load_balancer',
  'prefix',
  'prefix_regex',
  'prefix_exact',
];

/** What members of a group have to agree on, as far as a Mapping has it; circuit breakers it always has. */
function coreOf({ mapping, match, breakers }: Candidate): ReadonlyMap<string, unknown> {
  const core = new Map<string, unknown>([['circuit_breakers', breakers]]);
  for (const field of CORE_FIELDS) if (field in mapping.spec) core.set(field, mapping.spec[field]);
  core.set('headers', match.headers);
  return core;
}
