import { gatewayRbacGap } from '../../../src/checks/gateway/gateway-rbac-gap.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway } from './given.ts';

const ALL = '{ apiGroups: [getambassador.io], resources: ["*"], verbs: [get, list, watch] }';
const CORE = '{ apiGroups: [""], resources: [namespaces, services, secrets, endpoints], verbs: [get, list, watch] }';

const role = (name: string, rules: string, { namespace = '', labels = '', more = '' } = {}) => `
kind: ${namespace ? 'Role' : 'ClusterRole'}
metadata: { name: ${name}${namespace && `, namespace: ${namespace}`}${labels && `, labels: { ${labels} }`} }
rules: [${rules}]
${more}`;

function binding({
  name = 'gateway',
  account = 'emissary/gateway',
  to = 'gateway',
  kind = 'ClusterRole',
  namespace = '',
} = {}): string {
  const [home, subject] = account.split('/');
  return `
kind: ${namespace ? 'RoleBinding' : 'ClusterRoleBinding'}
metadata: { name: ${name}${namespace && `, namespace: ${namespace}`} }
roleRef: { kind: ${kind}, name: ${to} }
subjects: [{ kind: ServiceAccount, namespace: ${home}, name: ${subject} }]`;
}

const runsAs = (account: string, facts = {}) =>
  gateway(facts).replace('    spec:\n', `    spec:\n      serviceAccountName: ${account}\n`);
const RUNS = runsAs('gateway');
const SINGLE = runsAs('gateway', { env: { AMBASSADOR_SINGLE_NAMESPACE: 'true' } });
const mapping = (more = '', namespace = 'shop') => `
kind: Mapping
metadata: { name: cart, namespace: ${namespace} }
spec: { hostname: "*", prefix: /cart/, service: cart${more} }`;
const TLS = `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test, tlsSecret: { name: shop-tls } }`;
const ANNOTATED = `
kind: Service
metadata:
  name: cart
  namespace: shop
  annotations:
    getambassador.io/config: |
      { apiVersion: getambassador.io/v3alpha1, kind: Mapping, name: cart, hostname: "*", prefix: /cart/, service: cart }
spec: { ports: [{ port: 80 }] }`;
/** Every cluster has it: with it in the input, all bindings are. */
const ADMIN = [
  `
kind: ClusterRoleBinding
metadata: { name: cluster-admin }
roleRef: { kind: ClusterRole, name: cluster-admin }
subjects: [{ kind: Group, name: "system:masters" }]`,
  role('cluster-admin', '{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }'),
];
const GROUP = 'rbac.getambassador.io/role-group';
const AGGREGATE = role('gateway', '', {
  more: `aggregationRule: { clusterRoleSelectors: [{ matchLabels: { ${GROUP}: gateway } }] }`,
});
const DEPLOYMENT = 'Deployment emissary/emissary-ingress';

testCheck(gatewayRbacGap, {
  clean: {
    'the role has everything': { given: [RUNS, mapping(), TLS, binding(), role('gateway', `${CORE}, ${ALL}`)] },
    wildcards: {
      given: [RUNS, mapping(), TLS, binding(), role('gateway', '{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }')],
    },
    'rights from two bindings': {
      given: [
        RUNS,
        mapping(),
        binding(),
        role('gateway', CORE),
        binding({ name: 'more', to: 'more' }),
        role('more', ALL),
      ],
    },
    'rights that a role gathers by label': {
      given: [
        RUNS,
        mapping(),
        binding(),
        AGGREGATE,
        role('gateway-watch', `${CORE}, ${ALL}`, { labels: `${GROUP}: gateway` }),
      ],
    },
    'rights of a group': {
      given: [
        RUNS,
        mapping(),
        `${binding().replace(/subjects:.*/, '')}subjects: [{ kind: Group, name: "system:serviceaccounts:emissary" }]`,
        role('gateway', `${CORE}, ${ALL}`),
        ...ADMIN,
      ],
    },
    'one namespace, and a Role in it': {
      given: [
        SINGLE,
        mapping('', 'emissary'),
        binding({ namespace: 'emissary', kind: 'Role' }),
        role('gateway', `${CORE}, ${ALL}`, { namespace: 'emissary' }),
        ...ADMIN,
      ],
    },
    'one namespace, and a ClusterRole that is bound in it': {
      given: [
        SINGLE,
        mapping('', 'emissary'),
        binding({ namespace: 'emissary' }),
        role('gateway', `${CORE}, ${ALL}`),
        ...ADMIN,
      ],
    },
    'kinds without objects need no rights': {
      given: [
        RUNS,
        mapping(),
        binding(),
        role('gateway', `${CORE}, { apiGroups: [getambassador.io], resources: [mappings], verbs: [list, watch] }`),
      ],
    },
    'endpoints are switched off': {
      given: [
        runsAs('gateway', { env: { AMBASSADOR_DISABLE_ENDPOINTS: 'true' } }),
        mapping(),
        binding(),
        role('gateway', `${CORE.replace(', endpoints', '')}, ${ALL}`),
      ],
    },
    'bindings of others alone': {
      given: [RUNS, mapping(), binding({ account: 'cert-manager/cert-manager' }), role('gateway', ALL)],
    },
    'no roles in the input': { given: [RUNS, mapping()] },
    'roles could not be read': {
      given: [RUNS, mapping(), binding()],
      gaps: [{ kind: 'ClusterRole', reason: 'forbidden' }],
    },
    'a role of the namespace could not be read': {
      given: [SINGLE, mapping('', 'emissary'), binding({ namespace: 'emissary', kind: 'Role' })],
      gaps: [{ kind: 'Role', namespace: 'emissary', reason: 'forbidden' }],
    },
    'bindings of the namespace could not be read': {
      given: [SINGLE, mapping('', 'emissary'), binding(), role('gateway', CORE)],
      gaps: [{ kind: 'RoleBinding', namespace: 'emissary', reason: 'forbidden' }],
    },
    'no gateway was found': { given: [mapping(), binding(), role('gateway', CORE)] },
  },
  found: {
    'no rights to Mappings': {
      given: [RUNS, mapping(), binding(), role('gateway', CORE)],
      expect: [
        {
          on: 'ClusterRole gateway',
          severity: 'critical',
          says: `${DEPLOYMENT} may not list mappings.getambassador.io: ClusterRole gateway does not allow it.`,
          mentions: [
            'it knows none of these objects, and requests get 404 or no connection.',
            `kubectl patch clusterrole gateway --type=json -p '[{"op":"add","path":"/rules/-","value":{"apiGroups":["getambassador.io"],"resources":["*"],"verbs":["get","list","watch"]}}]'`,
          ],
          evidence: ['ClusterRole gateway rules', `${DEPLOYMENT} spec.template.spec.serviceAccountName`],
          related: [DEPLOYMENT, 'ServiceAccount emissary/gateway'],
        },
      ],
    },
    'no rights to Secrets, and a Host with a certificate': {
      given: [RUNS, TLS, binding(), role('gateway', `${CORE.replace(' secrets,', '')}, ${ALL}`)],
      expect: [
        {
          on: 'ClusterRole gateway',
          severity: 'critical',
          mentions: ['may not list secrets: ', 'it loads no certificate, and does not answer https.'],
        },
      ],
    },
    'no rights to Secrets, and nothing that needs them': {
      given: [RUNS, mapping(), binding(), role('gateway', `${CORE.replace(' secrets,', '')}, ${ALL}`)],
      expect: [{ on: 'ClusterRole gateway', severity: 'info', mentions: ['nothing needs these objects today'] }],
    },
    'Secrets by name alone': {
      given: [
        RUNS,
        TLS,
        binding(),
        role(
          'gateway',
          `${CORE.replace(' secrets,', '')}, ${ALL}, { apiGroups: [""], resources: [secrets], verbs: [get, list, watch], resourceNames: [shop-tls] }`,
        ),
      ],
      expect: [{ on: 'ClusterRole gateway', mentions: ['allows it for named objects only', 'without resourceNames'] }],
    },
    'it may get, and not list': {
      given: [RUNS, mapping(), binding(), role('gateway', `${CORE}, ${ALL.replace(', list, watch', '')}`)],
      expect: [{ on: 'ClusterRole gateway', severity: 'critical' }],
    },
    'it may list, and not watch': {
      given: [RUNS, mapping(), binding(), role('gateway', `${CORE}, ${ALL.replace(', watch', '')}`)],
      expect: [
        {
          on: 'ClusterRole gateway',
          severity: 'warning',
          mentions: ['may not watch mappings.getambassador.io', 'learns late of changes'],
        },
      ],
    },
    'no rights to a TLSContext': {
      given: [
        RUNS,
        mapping(),
        'kind: TLSContext\nmetadata: { name: modern, namespace: shop }\nspec: { hosts: [a.test] }',
        binding(),
        role('gateway', `${CORE}, ${ALL.replace('"*"', 'mappings')}`),
      ],
      expect: [{ on: 'ClusterRole gateway', severity: 'error', mentions: ['list tlscontexts.getambassador.io'] }],
    },
    'endpoints, which a resolver asks for': {
      given: [
        RUNS,
        mapping(', resolver: endpoint'),
        binding(),
        role('gateway', `${CORE.replace(', endpoints', '')}, ${ALL}`),
      ],
      expect: [
        {
          on: 'ClusterRole gateway',
          severity: 'error',
          mentions: ['may not list endpoints: ', 'find no address, and requests get 503'],
        },
      ],
    },
    'Services with annotations': {
      given: [RUNS, ANNOTATED, binding(), role('gateway', CORE.replace(' services,', ''))],
      expect: [
        {
          on: 'ClusterRole gateway',
          severity: 'error',
          mentions: ['may not list services: ', 'in annotations of Services is not seen'],
        },
      ],
    },
    'an Ingress by its class': {
      given: [
        RUNS,
        'kind: IngressClass\nmetadata: { name: edge }\nspec: { controller: getambassador.io/ingress-controller }',
        `
kind: Ingress
metadata: { name: web, namespace: shop }
spec: { ingressClassName: edge, rules: [{ http: { paths: [{ path: /, backend: { service: { name: web, port: { number: 80 } } } }] } }] }`,
        binding(),
        role('gateway', `${CORE}, { apiGroups: [extensions], resources: [ingresses], verbs: [list, watch] }`),
      ],
      expect: [
        { on: 'ClusterRole gateway', severity: 'error', mentions: ['may not list ingressclasses.networking.k8s.io: '] },
      ],
    },
    'the role that allows it has another label': {
      given: [
        RUNS,
        mapping(),
        binding(),
        AGGREGATE,
        role('gateway-watch', `${CORE}, ${ALL}`, { labels: `${GROUP}: emissary` }),
      ],
      expect: [
        {
          on: 'ClusterRole gateway-watch',
          severity: 'critical',
          says: `${DEPLOYMENT} may not list mappings.getambassador.io, secrets, services, endpoints: ClusterRole gateway gathers the ClusterRoles with the label ${GROUP}=gateway, and gateway-watch, which would allow it, has another.`,
          mentions: [`kubectl label clusterrole gateway-watch --overwrite ${GROUP}=gateway`],
          evidence: [`ClusterRole gateway-watch metadata.labels[${GROUP}]`],
        },
      ],
    },
    'a part of what a role gathers does not allow it': {
      given: [
        RUNS,
        mapping(),
        binding(),
        AGGREGATE.replace('rules: []', `rules: [${CORE}]`),
        role('gateway-watch', CORE, { labels: `${GROUP}: gateway` }),
        role('gateway-crd', '', { labels: `${GROUP}: gateway` }),
      ],
      expect: [{ on: 'ClusterRole gateway-watch', mentions: ['kubectl patch clusterrole gateway-watch'] }],
    },
    'a role that gathers others which do not allow it': {
      given: [RUNS, mapping(), binding(), AGGREGATE, role('gateway-crd', '', { labels: `${GROUP}: gateway` })],
      expect: [{ on: 'ClusterRole gateway', mentions: ['give one that allows it that label'] }],
    },
    'a canary runs as an account without rights': {
      given: [
        RUNS,
        runsAs('canary', { name: 'emissary-ingress-canary' }),
        mapping(),
        binding(),
        role('gateway', `${CORE}, ${ALL}`),
        ...ADMIN,
      ],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress-canary',
          severity: 'error',
          mentions: [
            'kubectl create clusterrolebinding emissary-canary --clusterrole=gateway --serviceaccount=emissary:canary',
          ],
        },
      ],
    },
    'a role that gathers nothing': {
      given: [RUNS, mapping(), binding(), AGGREGATE],
      expect: [{ on: 'ClusterRole gateway', mentions: ['give one that allows it that label'] }],
    },
    'a role that is not there': {
      given: [RUNS, mapping(), binding({ to: 'gatway' }), role('gateway', `${CORE}, ${ALL}`)],
      expect: [
        {
          on: 'ClusterRoleBinding gateway',
          mentions: [
            'ClusterRoleBinding gateway names ClusterRole gatway, which does not exist',
            '"kind":"ClusterRole","metadata":{"name":"gatway"}',
          ],
          evidence: ['ClusterRoleBinding gateway roleRef.name'],
        },
      ],
    },
    'the account of another namespace is bound': {
      given: [RUNS, mapping(), binding({ account: 'default/gateway' }), role('gateway', `${CORE}, ${ALL}`)],
      expect: [
        {
          on: 'ClusterRoleBinding gateway',
          severity: 'critical',
          mentions: [
            'is for ServiceAccount default/gateway, and the gateway runs as emissary/gateway',
            'kubectl set subject clusterrolebinding gateway --serviceaccount=emissary:gateway',
          ],
          evidence: ['ClusterRoleBinding gateway subjects'],
        },
      ],
    },
    'the account is misspelled': {
      given: [RUNS, mapping(), binding({ account: 'emissary/gatway' }), role('gateway', `${CORE}, ${ALL}`)],
      expect: [{ on: 'ClusterRoleBinding gateway', mentions: ['ServiceAccount emissary/gatway'] }],
    },
    'the account of another gateway is rightly bound': {
      given: [
        RUNS,
        runsAs('gateway', { namespace: 'internal', env: { AMBASSADOR_ID: 'internal' } }),
        mapping(),
        binding({ account: 'internal/gateway' }),
        role('gateway', `${CORE}, ${ALL}`),
        ...ADMIN,
      ],
      expect: [{ on: DEPLOYMENT, mentions: ['no binding names ServiceAccount emissary/gateway, as which it runs'] }],
    },
    'bound in its namespace, and it reads all': {
      given: [RUNS, mapping(), binding({ namespace: 'emissary' }), role('gateway', `${CORE}, ${ALL}`), ...ADMIN],
      expect: [
        {
          on: 'RoleBinding emissary/gateway',
          severity: 'critical',
          mentions: [
            'RoleBinding emissary/gateway counts in namespace emissary only, and the gateway reads all of them',
            'kubectl create clusterrolebinding emissary-gateway --clusterrole=gateway --serviceaccount=emissary:gateway',
          ],
        },
      ],
    },
    'bound in another namespace than it reads': {
      given: [
        SINGLE,
        mapping('', 'emissary'),
        binding({ namespace: 'shop' }),
        role('gateway', `${CORE}, ${ALL}`),
        ...ADMIN,
      ],
      expect: [{ on: 'RoleBinding shop/gateway', mentions: ['and the gateway reads namespace emissary'] }],
    },
    'nothing is bound in a cluster that was read whole': {
      given: [gateway(), mapping(), role('gateway', ALL), ...ADMIN],
      expect: [{ on: DEPLOYMENT, severity: 'critical', mentions: ['ServiceAccount emissary/default'] }],
    },
  },
});
