import type { Cluster } from './cluster.ts';
import { selects } from './labels.ts';
import type { ClusterRole, ClusterRoleBinding, Kind, PolicyRule, Ref, Role, RoleBinding } from './objects.ts';

/** All that says what an account may do. */
export const accessKinds = [
  'ClusterRoleBinding',
  'RoleBinding',
  'ClusterRole',
  'Role',
] as const satisfies readonly Kind[];

export type AccessKind = (typeof accessKinds)[number];
export type Binding = ClusterRoleBinding | RoleBinding;

/** Something that can be listed or watched. */
export interface Resource {
  /** `''` for the core group. Any of several is enough. */
  readonly groups: readonly string[];
  readonly plural: string;
}

export type Verb = 'list' | 'watch';

/** A binding that counts for an account, and its role. */
export interface Grant {
  readonly binding: Binding;
  /** Absent: it could not be read, or there is no such role. */
  readonly role?: ClusterRole | Role;
  /** The roles whose rules it has: itself, or all that it gathers by their labels. */
  readonly parts: readonly (ClusterRole | Role)[];
}

/** What an account may do in one namespace, or (without one) in all of them. */
export interface Access {
  readonly grants: readonly Grant[];
  /** Whether nothing more can be granted: all bindings and their roles are known. */
  readonly isComplete: boolean;
}

/**
 * The rights of an account, as Kubernetes adds them up. In all namespaces at once only ClusterRoleBindings grant
 * something.
 */
export function accessOf(cluster: Cluster<AccessKind>, account: Ref, namespace: string | undefined): Access {
  const bindings = bindingsIn(cluster, namespace).filter((binding) => binds(binding, account));
  const grants = bindings.map((binding) => grantOf(cluster, binding));
  const areBindingsKnown =
    cluster.knows('ClusterRoleBinding') && (namespace === undefined || cluster.knows('RoleBinding', namespace));
  const areRolesKnown = grants.every(({ binding, role }) => {
    if (!role) return lacksRole(cluster, binding);
    return !isAggregated(role) || cluster.knows('ClusterRole');
  });
  return { grants, isComplete: areBindingsKnown && areRolesKnown };
}

/** The bindings that count in a namespace, or (without one) in all of them. */
export function bindingsIn(cluster: Cluster<AccessKind>, namespace: string | undefined): readonly Binding[] {
  return [
    ...cluster.all('ClusterRoleBinding'),
    ...(namespace === undefined ? [] : cluster.in('RoleBinding', namespace)),
  ];
}

/** What a binding grants to whom it binds. */
export function grantOf(cluster: Cluster<AccessKind>, binding: Binding): Grant {
  const { kind, name = '' } = binding.roleRef ?? {};
  const { namespace } = binding.metadata;
  const role = kind === 'Role' ? cluster.find('Role', namespace, name) : cluster.find('ClusterRole', '', name);
  if (!role) return { binding, parts: [] };
  const selectors = isAggregated(role) ? (role.aggregationRule?.clusterRoleSelectors ?? []) : [];
  const gathered =
    selectors.length === 0
      ? []
      : cluster
          .all('ClusterRole')
          .filter(({ metadata }) => selectors.some((selector) => selects(selector, metadata.labels)));
  // The control plane copies the rules of the others into it, so that it is looked at last.
  return { binding, role, parts: [...gathered.filter((part) => part !== role), role] };
}

/** Whether any of several grants gives a right to all objects of a resource. */
export function allows(grants: readonly Grant[], resource: Resource, verb: Verb): boolean {
  return grants.some(({ parts }) => parts.some((role) => roleAllows(role, resource, verb)));
}

/** Whether a role gives a right to all objects of a resource. */
export function roleAllows({ rules = [] }: ClusterRole | Role, { groups, plural }: Resource, verb: Verb): boolean {
  return rules.some(
    (rule: PolicyRule) =>
      !rule.resourceNames &&
      rule.apiGroups.some((group) => group === '*' || groups.includes(group)) &&
      rule.resources.some((one) => one === '*' || one === plural) &&
      rule.verbs.some((one) => one === '*' || one === verb),
  );
}

/** Whether the role of a binding is surely not there. */
export function lacksRole(cluster: Cluster<AccessKind>, { roleRef, metadata }: Binding): boolean {
  const { kind, name = '' } = roleRef ?? {};
  return kind === 'Role' ? cluster.lacks('Role', metadata.namespace, name) : cluster.lacks('ClusterRole', '', name);
}

/** Whether a binding names an account, and not only a group that it is in. */
export function namesAccount({ subjects = [], metadata }: Binding, account: Ref): boolean {
  return subjects.some(({ kind, name, namespace = metadata.namespace }) =>
    kind === 'ServiceAccount'
      ? name === account.name && namespace === account.namespace
      : kind === 'User' && name === `system:serviceaccount:${account.namespace}:${account.name}`,
  );
}

function binds(binding: Binding, account: Ref): boolean {
  const groups = ['system:authenticated', 'system:serviceaccounts', `system:serviceaccounts:${account.namespace}`];
  const isInGroup = binding.subjects?.some(({ kind, name }) => kind === 'Group' && groups.includes(name)) ?? false;
  return isInGroup || namesAccount(binding, account);
}

export function isAggregated(role: ClusterRole | Role): role is ClusterRole {
  return role.kind === 'ClusterRole' && role.aggregationRule !== undefined;
}
