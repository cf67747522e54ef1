import type { GroupDraft } from './groups.ts';
import { selectsLabels } from './groups.ts';
import { overlap } from './hostnames.ts';
import type { CompiledHost } from './hosts.ts';
import { compareOrder, type Matcher } from './matchers.ts';

/** What a group as a whole says, which is mostly what its last member says (ir/irhttpmappinggroup.py, finalize). */
export interface GroupTraits {
  /** A hostname or glob. Of a redirect its own; of a shadow alone none. */
  readonly host?: string;
  /** Whether some member's host is a regex, or says so beside a hostname. */
  readonly hostRegex: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly query: readonly Matcher[];
  readonly regexRewrite?: { readonly pattern?: string; readonly substitution?: string };
  readonly caseSensitive: boolean;
}

/** Flattens the members of a group into one; redirects and shadows are no members. */
export function traitsOf({ members, redirect }: GroupDraft): GroupTraits {
  const ordered = members.toSorted((a, b) => compareOrder(a.match.order, b.match.order));
  const last = ordered.at(-1);
  if (!last) {
    const { match, mapping } = redirect ?? {};
    return {
      ...(match?.host && !match.hostRegex && { host: match.host }),
      hostRegex: false,
      labels: {},
      query: [],
      caseSensitive: mapping?.spec.case_sensitive ?? true,
    };
  }
  const lastWith = (field: string) => ordered.findLast(({ mapping }) => field in mapping.spec)?.mapping.spec;
  const { match, mapping } = last;
  return {
    ...(match.host && !match.hostRegex && { host: match.host }),
    hostRegex: lastWith('host_regex')?.host_regex ?? false,
    labels: Object.assign({}, ...ordered.map(({ mapping: { metadata } }) => metadata.labels)),
    query: match.query,
    ...(mapping.spec.regex_rewrite && { regexRewrite: mapping.spec.regex_rewrite }),
    caseSensitive: lastWith('case_sensitive')?.case_sensitive ?? true,
  };
}

/**
 * Answers which Hosts a group is attached to (ir/irhost.py, matches_httpgroup). Hosts are found by hostname, so that
 * thousands of Mappings and hundreds of Hosts cost what they have to do with each other.
 */
export function hostFinder(
  hosts: readonly CompiledHost[],
  strict: boolean,
): (traits: GroupTraits) => readonly CompiledHost[] {
  const active = hosts.filter((host) => host.active);
  const exact = Map.groupBy(
    active.filter(({ hostname }) => !hostname.includes('*')),
    ({ hostname }) => hostname,
  );
  const globs = active.filter(({ hostname }) => hostname.includes('*'));
  const selecting = active.filter(({ selector }) => selector);
  const known = new Map<string, readonly CompiledHost[]>();

  const overlapping = (host: string): readonly CompiledHost[] => {
    const before = known.get(host);
    if (before) return before;
    const candidates = host.includes('*') ? active : [...(exact.get(host) ?? []), ...globs];
    const found = candidates.filter(({ hostname }) => overlap(hostname, host));
    known.set(host, found);
    return found;
  };
  const selected = ({ selector }: CompiledHost, labels: GroupTraits['labels']) =>
    selector !== undefined && selectsLabels(selector.matchLabels, labels, strict);

  return ({ host, hostRegex, labels }) => {
    const byName = hostRegex ? active : host ? overlapping(host) : [];
    if (!strict) {
      const names = new Set(byName);
      return active.filter((candidate) => names.has(candidate) || selected(candidate, labels));
    }
    if (!hostRegex && !host) return selecting.filter((candidate) => selected(candidate, labels));
    return byName.filter((candidate) => !candidate.selector || selected(candidate, labels));
  };
}
