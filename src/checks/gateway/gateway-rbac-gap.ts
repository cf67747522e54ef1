import { accessKinds } from '../../cluster/access.ts';
import { type AccessGap, accessGapsOf } from '../../cluster/access-gaps.ts';
import { podPath } from '../../cluster/gateway-parts.ts';
import { installationKinds } from '../../cluster/installations.ts';
import type { ObjectKind } from '../../cluster/objects.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { defineCheck, type Severity, words } from '../../engine/check.ts';
import { accessWords, nameOfRight } from './access-words.ts';

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
      const said = accessWords(gap);
      report({
        on: cause.kind === 'unbound' ? part.on : cause.on,
        key: `${account.namespace}/${account.name}`,
        severity: severityOf(gap),
        data: {
          gateway: part.on,
          verb: words(verb),
          resources: missing.map(nameOfRight),
          cause: words(said.cause),
          effect: words(effectOf(gap)),
          advice: words(said.advice),
        },
        evidence: [
          ...(said.evidence ? [said.evidence] : []),
          { at: part.on, path: podPath(part, 'spec.serviceAccountName'), value: account.name },
        ],
        related: [part.on, account, ...(cause.kind === 'unbound' && cause.role ? [cause.role] : [])],
        command: said.command,
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
