import { isAggregated } from '../../cluster/access.ts';
import type { AccessCause, AccessGap } from '../../cluster/access-gaps.ts';
import type { GatewayPart } from '../../cluster/gateway-parts.ts';
import type { NeededRight } from '../../cluster/needed-rights.ts';
import { type AnyObject, type ClusterRole, type Ref, type Role, refOf } from '../../cluster/objects.ts';
import type { Evidence } from '../../engine/check.ts';
import { apply, edit, kubectl, patchItems, quote, show } from '../../engine/kubectl.ts';
import { objectName } from '../../engine/text.ts';

/** What a finding says of the reason why a gateway lacks rights. */
export interface AccessWords {
  readonly cause: string;
  readonly advice: string;
  /** Beside the account that the gateway runs as. */
  readonly evidence?: Evidence;
  readonly command: string;
}

export function accessWords({ part, account, missing, cause }: AccessGap): AccessWords {
  const { installation } = part;
  const subject = `ServiceAccount ${account.namespace}/${account.name}`;
  switch (cause.kind) {
    case 'role':
      return {
        cause: cause.isByName
          ? `${named(cause.on)} allows it for named objects only`
          : `${named(cause.on)} does not allow it`,
        advice: isAggregated(cause.on)
          ? `${named(cause.on)} has the rules of all ClusterRoles that carry its label: give one that allows it that label.`
          : `Add a rule for list and watch on ${missing.map(nameOfRight).join(', ')} to ${named(cause.on)}${cause.isByName ? ', without resourceNames: they do not hold for lists' : ''}.`,
        evidence: { at: cause.on, path: 'rules', value: rulesOf(cause.on) },
        command: isAggregated(cause.on) ? show(cause.on) : ruleCommand(cause, missing),
      };
    case 'label': {
      const [key, value] = cause.label;
      return {
        cause: `${named(cause.by)} gathers the ClusterRoles with the label ${key}=${value}, and ${cause.on.metadata.name}, which would allow it, ${cause.on.metadata.labels?.[key] === undefined ? 'lacks it' : 'has another'}`,
        advice: `Give ${named(cause.on)} the label ${key}=${value}.`,
        evidence: { at: cause.on, path: `metadata.labels[${key}]`, value: cause.on.metadata.labels?.[key] },
        command: kubectl('label', cause.on, '--overwrite', quote(`${key}=${value}`)),
      };
    }
    case 'role-missing':
      return {
        cause: `${named(cause.on)} names ${cause.role.kind} ${cause.role.name}, which does not exist`,
        advice: `Create ${cause.role.kind} ${cause.role.name}, as the chart or manifest of the gateway has it. A binding cannot be pointed to another role: delete it and create it again.`,
        evidence: { at: cause.on, path: 'roleRef.name', value: cause.role.name },
        command: apply({ kind: cause.role.kind, metadata: metadataOf(cause.role), rules: rulesFor(missing) }),
      };
    case 'one-namespace':
      return {
        cause: `${named(cause.on)} counts in namespace ${cause.on.metadata.namespace} only, and the gateway reads ${installation.singleNamespace ? `namespace ${installation.namespace}` : 'all of them'}`,
        advice: installation.singleNamespace
          ? `Bind ${subject} in namespace ${installation.namespace}.`
          : `Bind ${subject} with a ClusterRoleBinding, or set AMBASSADOR_SINGLE_NAMESPACE if it is meant to read its own namespace alone.`,
        evidence: { at: cause.on, path: 'metadata.namespace', value: cause.on.metadata.namespace },
        command: bindCommand(part, account, cause.on.roleRef) ?? show(cause.on),
      };
    case 'other-account':
      return {
        cause: `${named(cause.on)} is for ServiceAccount ${cause.subject.namespace}/${cause.subject.name}, and the gateway runs as ${account.namespace}/${account.name}`,
        advice: `Name ${subject} in ${named(cause.on)}.`,
        evidence: { at: cause.on, path: 'subjects', value: `${cause.subject.namespace}/${cause.subject.name}` },
        command: kubectl('set subject', cause.on, quote(`--serviceaccount=${account.namespace}:${account.name}`)),
      };
    default:
      return {
        cause: `no binding names ${subject}, as which it runs`,
        advice: `Bind ${subject} to ${cause.role ? named(cause.role) : 'a ClusterRole that allows it'}, or set serviceAccountName to the account that is bound.`,
        command:
          (cause.role && bindCommand(part, account, { kind: 'ClusterRole', name: cause.role.metadata.name })) ??
          show(part.on),
      };
  }
}

/** The rules by which a role lets anything be listed, in short. */
function rulesOf({ rules = [] }: ClusterRole | Role): string {
  const texts = rules.map(({ verbs, resources, apiGroups, resourceNames }) => {
    const group = apiGroups.filter((one) => one !== '').join(', ');
    const names = resourceNames ? ` named ${resourceNames.join(', ')}` : '';
    return `${verbs.join(', ')}: ${resources.join(', ')}${group && ` of ${group}`}${names}`;
  });
  return texts.join('; ') || 'none that lists what a gateway reads';
}

function ruleCommand({ on }: AccessCause & { readonly kind: 'role' }, missing: readonly NeededRight[]): string {
  // Without any rule there may be no list to add to.
  if ((on.rules ?? []).length === 0) return edit(on);
  return patchItems(on, ...rulesFor(missing).map((value) => ({ op: 'add' as const, path: '/rules/-', value })));
}

function rulesFor(missing: readonly NeededRight[]): readonly object[] {
  return [...Map.groupBy(missing, ({ groups: [group = ''] }) => group)].map(([group, rights]) => ({
    apiGroups: [group],
    resources: group === 'getambassador.io' ? ['*'] : rights.map(({ plural }) => plural),
    verbs: ['get', 'list', 'watch'],
  }));
}

/** Binds an account to a ClusterRole, in all namespaces or in the one that the gateway reads. */
function bindCommand(
  { installation: { singleNamespace, namespace } }: GatewayPart,
  account: Ref,
  { kind, name = '' }: { readonly kind?: string; readonly name?: string } = {},
): string | undefined {
  if (kind !== 'ClusterRole') return undefined;
  // The name of the role is often taken by the binding of another account.
  const own = `${account.namespace}-${account.name}`;
  const binding = singleNamespace
    ? { kind: 'RoleBinding', namespace, name: own }
    : { kind: 'ClusterRoleBinding', namespace: '', name: own };
  return kubectl(
    'create',
    binding,
    quote(`--clusterrole=${name}`),
    quote(`--serviceaccount=${account.namespace}:${account.name}`),
  );
}

function metadataOf({ namespace, name }: Ref): object {
  return { name, ...(namespace && { namespace }) };
}

/** `mappings.getambassador.io`, as kubectl names it. */
export function nameOfRight({ groups: [group], plural }: NeededRight): string {
  return group ? `${plural}.${group}` : plural;
}

function named(object: AnyObject): string {
  return objectName(refOf(object));
}
