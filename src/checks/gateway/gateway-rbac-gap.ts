import { accessKinds, isAggregated } from '../../cluster/access.ts';
import { type AccessCause, type AccessGap, accessGapsOf } from '../../cluster/access-gaps.ts';
import { podPath } from '../../cluster/gateway-parts.ts';
import { installationKinds } from '../../cluster/installations.ts';
import type { NeededRight } from '../../cluster/needed-rights.ts';
import {
  type AnyObject,
  type ClusterRole,
  type ObjectKind,
  type Ref,
  type Role,
  refOf,
} from '../../cluster/objects.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { defineCheck, type Evidence, type Severity, words } from '../../engine/check.ts';
import { kubectl, quote, show } from '../../engine/kubectl.ts';
import { objectName } from '../../engine/text.ts';

const GATEWAY = `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    spec:
      serviceAccountName: emissary-ingress
      containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }]
---
kind: Mapping
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, prefix: /, service: shop }
---
kind: ClusterRoleBinding
metadata: { name: emissary-ingress }
roleRef: { kind: ClusterRole, name: emissary-ingress }
subjects: [{ kind: ServiceAccount, name: emissary-ingress, namespace: emissary }]
---
kind: ClusterRole
metadata: { name: emissary-ingress }
rules:
  - { apiGroups: [""], resources: [services, endpoints, secrets], verbs: [get, list, watch] }
`;

export const gatewayRbacGap = defineCheck({
  code: 'GWY021',
  name: 'gateway-rbac-gap',
  area: 'gateway',
  title: 'A gateway may not read what it needs',
  severity: 'critical',
  reads: ['ClusterRoleBinding', 'ClusterRole'],
  alsoReads: [...accessKinds, ...installationKinds, ...routingKinds, ...routingAlsoReads],
  explains: ['gateway-config-stale'],
  message: '{gateway} may not {verb} {resources}: {cause}.',
  why: '{effect}',
  fix: '{advice}',
  inGeneral: {
    why: 'Emissary takes a forbidden list for an empty one, without a word: for the gateway there are none of these objects.',
    fix: 'Add list and watch on these resources to the ClusterRole of the gateway, or let its binding name the ServiceAccount that the gateway runs as.',
  },
  silent: [
    'rights to kinds of getambassador.io that have no object in what the gateway reads',
    'roles or bindings that could not all be read, and input with bindings of others alone',
  ],
  example: {
    bad: GATEWAY,
    good: `${GATEWAY}  - { apiGroups: [getambassador.io], resources: ["*"], verbs: [get, list, watch] }
`,
  },

  run({ cluster, report }) {
    for (const gap of accessGapsOf(cluster)) {
      const { part, account, verb, missing, cause } = gap;
      const said = saidOf(gap);
      report({
        on: cause.kind === 'unbound' ? part.on : cause.on,
        key: `${account.namespace}/${account.name}`,
        severity: severityOf(gap),
        data: {
          gateway: part.on,
          verb: words(verb),
          resources: missing.map(nameOf),
          cause: words(said.cause),
          effect: words(effectOf(gap)),
          advice: words(said.advice),
        },
        evidence: [
          ...(said.evidence ? [said.evidence] : []),
          { at: part.on, path: podPath(part, 'spec.serviceAccountName'), value: account.name },
        ],
        related: [part.on],
        command: said.command ?? show(cause.kind === 'unbound' ? part.on : cause.on),
      });
    }
  },
});

function severityOf({ verb, missing, isPartial }: AccessGap): Severity {
  const needs = missing.map(({ need }) => need);
  if (needs.every((need) => need === 'none')) return 'info';
  if (verb === 'watch') return 'warning';
  return needs.includes('all') && !isPartial ? 'critical' : 'error';
}

function effectOf({ verb, missing }: AccessGap): string {
  if (verb === 'watch') return 'The gateway learns late of changes to these objects.';
  const felt = missing.filter(({ need }) => need !== 'none').map(({ kind }) => kind);
  const [, consequence] = CONSEQUENCES.find(([kinds]) => kinds.some((kind) => felt.includes(kind))) ?? [];
  return `Emissary takes a forbidden list for an empty one, without a word: ${
    consequence ??
    (felt.length > 0
      ? 'it knows none of these objects, and what they describe has no effect'
      : 'nothing needs these objects today, and what does one day will not work')
  }.`;
}

/** What users notice, the worst first. */
const CONSEQUENCES: readonly (readonly [kinds: readonly ObjectKind[], words: string])[] = [
  [['Mapping', 'Host', 'Listener'], 'it knows none of these objects, and requests get 404 or no connection'],
  [['Secret'], 'it loads no certificate, and does not answer https'],
  [['Endpoints'], 'Mappings with an endpoint resolver find no address, and requests get 503'],
  [['Ingress', 'IngressClass'], 'what is written in Ingresses is not served'],
  [['Service'], 'what stands in annotations of Services is not seen, and endpoint resolvers find no address'],
];

interface Said {
  readonly cause: string;
  readonly advice: string;
  /** Beside the account that the gateway runs as. */
  readonly evidence?: Evidence;
  readonly command?: string | undefined;
}

function saidOf({ part, account, missing, cause }: AccessGap): Said {
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
          : `Add a rule for list and watch on ${missing.map(nameOf).join(', ')} to ${named(cause.on)}${cause.isByName ? ', without resourceNames: they do not hold for lists' : ''}.`,
        evidence: { at: cause.on, path: 'rules', value: rulesOf(cause.on) },
        command: isAggregated(cause.on) ? undefined : ruleCommand(cause, missing),
      };
    case 'label': {
      const [key, value] = cause.label;
      return {
        cause: `${named(cause.by)} gathers the ClusterRoles with the label ${key}=${value}, and ${cause.on.metadata.name}, which would allow it, has another`,
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
      };
    case 'one-namespace':
      return {
        cause: `${named(cause.on)} counts in namespace ${cause.on.metadata.namespace} only, and the gateway reads ${installation.singleNamespace ? `namespace ${installation.namespace}` : 'all of them'}`,
        advice: installation.singleNamespace
          ? `Bind ${subject} in namespace ${installation.namespace}.`
          : `Bind ${subject} with a ClusterRoleBinding, or set AMBASSADOR_SINGLE_NAMESPACE if it is meant to read its own namespace alone.`,
        evidence: { at: cause.on, path: 'metadata.namespace', value: cause.on.metadata.namespace },
        command: installation.singleNamespace ? undefined : bindCommand(cause, account),
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
        advice: `Bind ${subject} to the ClusterRole of the gateway, or set serviceAccountName to the account that is bound.`,
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

function ruleCommand(
  { on }: AccessCause & { readonly kind: 'role' },
  missing: readonly NeededRight[],
): string | undefined {
  // Without any rule there may be no list to add to.
  if ((on.rules ?? []).length === 0) return undefined;
  const byGroup = Map.groupBy(missing, ({ groups: [group = ''] }) => group);
  const change = [...byGroup].map(([group, rights]) => ({
    op: 'add',
    path: '/rules/-',
    value: {
      apiGroups: [group],
      resources: group === 'getambassador.io' ? ['*'] : rights.map(({ plural }) => plural),
      verbs: ['get', 'list', 'watch'],
    },
  }));
  return kubectl('patch', on, '--type=json', '-p', quote(JSON.stringify(change)));
}

function bindCommand({ on }: AccessCause & { readonly kind: 'one-namespace' }, account: Ref): string | undefined {
  const { kind, name = '' } = on.roleRef ?? {};
  if (kind !== 'ClusterRole') return undefined;
  const binding = { kind: 'ClusterRoleBinding', namespace: '', name };
  return kubectl(
    'create',
    binding,
    quote(`--clusterrole=${name}`),
    quote(`--serviceaccount=${account.namespace}:${account.name}`),
  );
}

function nameOf({ groups: [group], plural }: NeededRight): string {
  return group ? `${plural}.${group}` : plural;
}

function named(object: AnyObject): string {
  return objectName(refOf(object));
}
