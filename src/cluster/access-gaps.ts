import {
  type Access,
  type AccessKind,
  accessOf,
  allows,
  type Binding,
  bindingsIn,
  type Grant,
  grantOf,
  isAggregated,
  namesAccount,
  roleAllows,
  type Verb,
} from './access.ts';
import type { Cluster } from './cluster.ts';
import { type GatewayPart, gatewayPartsOf } from './gateway-parts.ts';
import { nearest } from './names.ts';
import { type NeededRight, neededRights } from './needed-rights.ts';
import type { ClusterRole, Ref, Role, RoleBinding } from './objects.ts';
import type { RoutingKind } from './routing.ts';

/** What keeps the account of a gateway from its rights; each but the last has an object to change. */
export type AccessCause =
  /** The role that gives it most does not give it this; `isByName`: for named objects alone. */
  | { readonly kind: 'role'; readonly on: ClusterRole | Role; readonly isByName: boolean }
  /** A role that would give it lacks the label by which another one gathers it. */
  | {
      readonly kind: 'label';
      readonly on: ClusterRole;
      readonly by: ClusterRole;
      readonly label: readonly [string, string];
    }
  | { readonly kind: 'role-missing'; readonly on: Binding; readonly role: Ref }
  /** It has the rights in one namespace, and needs them in all. */
  | { readonly kind: 'one-namespace'; readonly on: RoleBinding }
  /** The binding is for an account of another name or namespace. */
  | { readonly kind: 'other-account'; readonly on: Binding; readonly subject: Ref }
  /** Nothing names the account. `role`: what it could be bound to. */
  | { readonly kind: 'unbound'; readonly role?: ClusterRole };

/** Rights that gateway Pods need and do not have. */
export interface AccessGap {
  readonly part: GatewayPart;
  readonly account: Ref;
  readonly verb: Verb;
  readonly missing: readonly NeededRight[];
  readonly cause: AccessCause;
  /** Whether other Pods of the same gateway run as an account that has its rights. */
  readonly isPartial: boolean;
}

/** The rights that gateways surely lack; one gap for each account, and none where roles or bindings are not all known. */
export function accessGapsOf(cluster: Cluster<AccessKind | RoutingKind>): readonly AccessGap[] {
  const parts = [...Map.groupBy(gatewayPartsOf(cluster), keyOf).values()].flatMap(([first]) => first ?? []);
  const gaps = parts.map((part) => ({ part, gap: gapOf(cluster, part) }));
  return gaps.flatMap(({ part: { installation }, gap }) => {
    const isPartial = gaps.some((other) => other.part.installation === installation && !other.gap);
    return gap ? [{ ...gap, isPartial }] : [];
  });
}

/** The ServiceAccount that gateway Pods run as. */
export function accountOf({ spec, namespace }: GatewayPart): Ref {
  return { kind: 'ServiceAccount', namespace, name: spec.serviceAccountName ?? spec.serviceAccount ?? 'default' };
}

function keyOf(part: GatewayPart): string {
  const { namespace, name } = accountOf(part);
  return `${part.installation.namespace}/${part.installation.id}/${namespace}/${name}`;
}

function gapOf(
  cluster: Cluster<AccessKind | RoutingKind>,
  part: GatewayPart,
): Omit<AccessGap, 'isPartial'> | undefined {
  const { installation } = part;
  const account = accountOf(part);
  const access = accessOf(cluster, account, installation.singleNamespace ? installation.namespace : undefined);
  if (!access.isComplete) return undefined;
  const needed = neededRights(cluster, installation);
  const unlisted = needed.filter((right) => !allows(access.grants, right, 'list'));
  const unwatched = needed.filter((right) => !allows(access.grants, right, 'watch'));
  const [verb, missing] = unlisted.length > 0 ? (['list', unlisted] as const) : (['watch', unwatched] as const);
  if (missing.length === 0) return undefined;
  const cause = causeOf(cluster, { part, account, access, verb, missing, needed });
  return cause && { part, account, verb, missing, cause };
}

interface Question {
  readonly part: GatewayPart;
  readonly account: Ref;
  readonly access: Access;
  readonly verb: Verb;
  readonly missing: readonly NeededRight[];
  readonly needed: readonly NeededRight[];
}

// Undefined: all that is known is that nothing names the account, and what does may have been left out of the input.
function causeOf(cluster: Cluster<AccessKind | RoutingKind>, question: Question): AccessCause | undefined {
  const { account, access, verb, missing, needed } = question;
  const own = access.grants.filter(({ binding }) => namesAccount(binding, account));
  const lost = own.find(({ role }) => !role);
  if (lost) {
    const { kind = 'ClusterRole', name = '' } = lost.binding.roleRef ?? {};
    const namespace = kind === 'Role' ? lost.binding.metadata.namespace : '';
    return { kind: 'role-missing', on: lost.binding, role: { kind, namespace, name } };
  }
  const isUseful = ({ parts }: Grant) => needed.some((right) => allowsAny(parts, [right], verb));
  if (!own.some(isUseful)) {
    const unlabelled = own.flatMap((grant) => unlabelledPart(cluster, grant, question) ?? [])[0];
    const elsewhere = unlabelled ?? boundElsewhere(cluster, question);
    if (elsewhere) return elsewhere;
  }

  const best =
    closestRole(
      own.flatMap(({ parts }) => parts),
      needed,
    ) ?? own[0]?.role;
  if (best) {
    const isByName = (best.rules ?? []).some(({ resourceNames, ...rule }) => {
      return resourceNames !== undefined && allowsAny([{ ...best, rules: [rule] }], missing, verb);
    });
    return { kind: 'role', on: best, isByName };
  }
  // Every cluster has this one, so that where it is, all bindings were read.
  if (!cluster.find('ClusterRoleBinding', '', 'cluster-admin')) return undefined;
  const role = closestRole(cluster.all('ClusterRole').filter(isForApplications), needed);
  return { kind: 'unbound', ...(role && { role }) };
}

/** The role that gives most of what is needed; undefined when none gives anything. */
function closestRole<R extends ClusterRole | Role>(roles: readonly R[], needed: readonly NeededRight[]): R | undefined {
  const verbs = ['list', 'watch'] as const;
  const scored = roles.map((role) => ({
    role,
    score: needed.flatMap((right) => verbs.filter((verb) => roleAllows(role, right, verb))).length,
  }));
  const most = Math.max(0, ...scored.map(({ score }) => score));
  return most > 0 ? scored.find(({ score }) => score === most)?.role : undefined;
}

/** Whether a role is none of those that every cluster has, for people and for its own parts. */
function isForApplications({ metadata: { name } }: ClusterRole): boolean {
  return !name.startsWith('system:') && !['cluster-admin', 'admin', 'edit', 'view'].includes(name);
}

/** A role that belongs to one which gathers others, by its name and its rights, and is not gathered. */
function unlabelledPart(
  cluster: Cluster<AccessKind>,
  { role }: Grant,
  { verb, missing }: Question,
): AccessCause | undefined {
  if (!role || !isAggregated(role)) return undefined;
  const label = role.aggregationRule?.clusterRoleSelectors?.flatMap(({ matchLabels = {} }) =>
    Object.entries(matchLabels),
  )[0];
  const on = cluster
    .all('ClusterRole')
    .find((one) => one.metadata.name.startsWith(`${role.metadata.name}-`) && allowsAny([one], missing, verb));
  return on && label && { kind: 'label', on, by: role, label };
}

/** A binding that was meant for the account, and reaches it in one namespace only, or another account. */
function boundElsewhere(
  cluster: Cluster<AccessKind | RoutingKind>,
  { part: { installation }, account, verb, missing }: Question,
): AccessCause | undefined {
  const gives = (binding: Binding) => allowsAny(grantOf(cluster, binding).parts, missing, verb);
  const narrow = cluster.all('RoleBinding').find((binding) => namesAccount(binding, account) && gives(binding));
  if (narrow) return { kind: 'one-namespace', on: narrow };

  const scope = installation.singleNamespace ? installation.namespace : undefined;
  const others = gatewayPartsOf(cluster).map(accountOf);
  for (const binding of bindingsIn(cluster, scope)) {
    const subjects = (binding.subjects ?? []).map(({ kind, name, namespace = binding.metadata.namespace }) => ({
      kind,
      namespace,
      name,
    }));
    const subject = subjects.find(
      (one) =>
        isMistakenFor(one, account) &&
        !others.some(({ namespace, name }) => namespace === one.namespace && name === one.name),
    );
    if (subject && gives(binding)) return { kind: 'other-account', on: binding, subject };
  }
  return undefined;
}

/** Whether an account has the name of another one in the wrong namespace, or nearly its name in the same. */
function isMistakenFor({ kind, namespace, name }: Ref, account: Ref): boolean {
  if (kind !== 'ServiceAccount') return false;
  if (namespace !== account.namespace) return name === account.name;
  // The agent's account has the name of the gateway's, and a word more.
  const isLonger = name.startsWith(`${account.name}-`) || account.name.startsWith(`${name}-`);
  return !isLonger && nearest(account.name, [name]) !== undefined;
}

function allowsAny(roles: readonly (ClusterRole | Role)[], rights: readonly NeededRight[], verb: Verb): boolean {
  return rights.some((right) => roles.some((role) => roleAllows(role, right, verb)));
}
