import { matchesName } from '../cluster/globs.ts';

/**
 * What people can do with the bot, and whether they may while no rule names it: `open` to everyone, `here` in the channel
 * it is about, `closed` to all. docs/decisions/0010-access.md says why.
 */
export const ACTIONS = {
  /** Runs checks, also those of a message again, and shows what a finding explains. */
  check: 'open',
  /** What memory answers. */
  status: 'open',
  routes: 'open',
  /** Triage is a trace too. */
  trace: 'open',
  simulate: 'open',
  audit: 'open',
  acknowledge: 'open',
  schedule: 'here',
  clear: 'closed',
} as const;

export type AccessAction = keyof typeof ACTIONS;

/** The actions that change nothing, which a rule can name in one word. */
export const READING = ['check', 'status', 'routes', 'trace', 'simulate', 'audit'] as const satisfies AccessAction[];

/** Stands in a rule for whoever asks. */
export const EVERYONE = 'everyone';

/** Who may do something. An action that some rule names is allowed to whom a rule names, and to nobody else. */
export interface AccessRule {
  /** Ids of people (U, W), of user groups (S), of channels in which it is asked (C, G, D), or `everyone`. */
  readonly who: readonly string[];
  readonly may: readonly AccessAction[];
  /** Names or patterns with `*`; absent: all, and what lives in no namespace. */
  readonly namespaces?: readonly string[];
  /** Names or patterns with `*`; absent: all. */
  readonly clusters?: readonly string[];
}

/** Who asks, and where. */
export interface Asking {
  readonly user: string;
  readonly channel: string;
  /** Whether the person is in a user group; undefined: it could not be looked up. */
  readonly isIn: (group: string) => boolean | undefined;
}

/** What somebody wants to do. */
export interface Deed {
  readonly action: AccessAction;
  readonly cluster: string;
  /** The namespaces it touches, of which one has to be allowed; absent: the whole cluster. */
  readonly namespaces?: readonly string[];
  /** The channel that a schedule posts in. */
  readonly channel?: string;
  /** The fingerprint of the finding that it is about. */
  readonly finding?: string;
}

/** It is allowed; `namespaces` are the patterns of what may be seen, absent: everything. */
export interface Permission {
  readonly kind: 'allowed';
  readonly namespaces?: readonly string[];
}

/** Why something is not allowed. */
export interface Denial {
  readonly kind: 'denied';
  readonly deed: Deed;
  readonly reason: /** Nobody may, as long as no rule says otherwise. */
    | 'closed'
    /** Only in the channel that it is about, as long as no rule says otherwise. */
    | 'elsewhere'
    /** Only others may. */
    | 'others'
    /** This person may, but only in `namespaces`. */
    | 'namespaces'
    /** It depends on a user group that could not be looked up. */
    | 'unknown';
  /** Ids of those who may. */
  readonly who: readonly string[];
  /** The patterns of namespaces in which this person may. */
  readonly namespaces: readonly string[];
}

/** Whether somebody may do something with some namespaces, or with the whole cluster when it names none. */
export function allowed(rules: readonly AccessRule[], asking: Asking, deed: Deed): Permission | Denial {
  const permission = permissionFor(rules, asking, deed);
  if (permission.kind === 'denied' || !permission.namespaces) return permission;
  const { namespaces } = permission;
  const isInside = deed.namespaces?.some((namespace) => mayBeSeen(namespace, permission)) ?? false;
  return isInside ? permission : deniedTo(rules, deed, 'namespaces', namespaces);
}

/** What of a cluster somebody may do something with, whatever namespaces the deed names. */
export function permissionFor(rules: readonly AccessRule[], asking: Asking, deed: Deed): Permission | Denial {
  const naming = rules.filter(({ may }) => may.includes(deed.action));
  if (naming.length === 0) return byDefault(asking, deed);
  const here = naming.filter(({ clusters }) => !clusters || matchesSome(clusters, deed.cluster));
  const isMeant = (id: string) => id === EVERYONE || id === asking.user || id === asking.channel;
  const isMember = (id: string) => isGroup(id) && asking.isIn(id) === true;
  const fitting = here.filter(({ who }) => who.some((id) => isMeant(id) || isMember(id)));
  if (fitting.some(({ namespaces }) => !namespaces)) return { kind: 'allowed' };
  if (fitting.length === 0) {
    const isUnsure = here.some(({ who }) => who.some((id) => isGroup(id) && asking.isIn(id) === undefined));
    return deniedTo(rules, deed, isUnsure ? 'unknown' : 'others');
  }
  return { kind: 'allowed', namespaces: [...new Set(fitting.flatMap(({ namespaces = [] }) => namespaces))] };
}

/** The user groups that decide on an action; they have to be looked up first. */
export function groupsNamed(rules: readonly AccessRule[], action: AccessAction): readonly string[] {
  const who = rules.filter(({ may }) => may.includes(action)).flatMap((rule) => rule.who);
  return [...new Set(who.filter(isGroup))];
}

/** Whether somebody with this permission may see a namespace; `''` stands for what lives in none. */
export function mayBeSeen(namespace: string, { namespaces }: Permission): boolean {
  return !namespaces || (namespace !== '' && matchesSome(namespaces, namespace));
}

/** The one namespace that somebody may see, when it is one. */
export function onlyNamespace({ namespaces = [] }: Permission): string | undefined {
  const [first, ...others] = namespaces;
  return others.length === 0 && first !== undefined && !first.includes('*') ? first : undefined;
}

function byDefault({ channel }: Asking, deed: Deed): Permission | Denial {
  const how = ACTIONS[deed.action];
  if (how === 'open') return { kind: 'allowed' };
  if (how === 'closed') return deniedTo([], deed, 'closed');
  return deed.channel === undefined || deed.channel === channel ? { kind: 'allowed' } : deniedTo([], deed, 'elsewhere');
}

function deniedTo(
  rules: readonly AccessRule[],
  deed: Deed,
  reason: Denial['reason'],
  namespaces: readonly string[] = [],
): Denial {
  const able = rules.filter(
    ({ may, ...rule }) =>
      may.includes(deed.action) &&
      (!rule.clusters || matchesSome(rule.clusters, deed.cluster)) &&
      (!rule.namespaces || (deed.namespaces?.some((one) => matchesSome(rule.namespaces ?? [], one)) ?? false)),
  );
  return { kind: 'denied', deed, reason, who: [...new Set(able.flatMap(({ who }) => who))], namespaces };
}

function isGroup(id: string): boolean {
  return id.startsWith('S');
}

function matchesSome(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => matchesName(pattern, text));
}
