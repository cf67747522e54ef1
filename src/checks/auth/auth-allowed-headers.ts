import { type AskedService, askedServicesOf } from '../../cluster/asked-services.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { AuthService, Container } from '../../cluster/objects.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { type BackendKind, backendKinds, backendsOf } from '../../cluster/workloads.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const authAllowedHeaders = defineCheck({
  code: 'AUT013',
  name: 'auth-allowed-headers',
  area: 'auth',
  title: 'A header does not get past the AuthService as it seems to be meant',
  severity: 'info',
  reads: ['AuthService'],
  alsoReads: [...routingKinds, ...routingAlsoReads, ...backendKinds],
  message: '{auth} {problem}.',
  why: '{effect}',
  fix: '{advice}',
  inGeneral: {
    why: 'By HTTP only listed headers, and a few that always are, go to the auth service, and from its answer on to the upstream. What is not listed is left out in silence.',
    fix: 'Write each header by its whole name: what the auth service has to see into allowed_request_headers, what the upstream has to get from it into allowed_authorization_headers.',
  },
  silent: [
    'headers that always go along: Authorization, Cookie, From, Proxy-Authorization, User-Agent, X-Forwarded-For, X-Forwarded-Host, X-Forwarded-Proto; back: Authorization, Location, Proxy-Authenticate, Set-Cookie, WWW-Authenticate',
    'auth services of which it is not known what they answer with',
  ],
  example: {
    bad: `
kind: AuthService
metadata: { name: gate, namespace: shop }
spec: { auth_service: login.shop, proto: http, allowed_request_headers: ["x-shop-*"] }
`,
    good: `
kind: AuthService
metadata: { name: gate, namespace: shop }
spec: { auth_service: login.shop, proto: http, allowed_request_headers: [x-shop-user] }
`,
  },

  run({ cluster, report }) {
    const services = new Set<AuthService>();
    for (const asked of askedServicesOf(cluster)) {
      const { object: auth } = asked;
      if (auth.kind !== 'AuthService' || services.has(auth)) continue;
      services.add(auth);
      const lists = LISTS.map((field) => ({ field, headers: textsIn(auth.spec[field]) }));

      if (auth.spec.proto === 'grpc') {
        const [set] = lists.filter(({ headers }) => headers.length > 0);
        if (!set) continue;
        report({
          on: auth,
          key: 'grpc',
          data: {
            auth,
            problem: words(`has ${set.field}, which counts for nothing with proto grpc`),
            effect: words('By gRPC the auth service gets every header, and its answer says which go on.'),
            advice: words(`Take ${set.field} out, and let the auth service say which headers go on.`),
          },
          evidence: [
            { at: auth, path: `spec.${set.field}`, value: set.headers },
            { at: auth, path: 'spec.proto', value: 'grpc' },
          ],
          command: patch(auth, { spec: { [set.field]: null } }),
        });
        continue;
      }

      for (const { field, headers } of lists) {
        const pattern = headers.find((header) => /[^\w!#$%&'^`|~+.-]/.test(header));
        if (pattern === undefined) continue;
        report({
          on: auth,
          key: field,
          data: {
            auth,
            problem: words(`has ${pattern} in ${field}, and names are compared as a whole`),
            effect: words('No header has that name, so none goes along by it.'),
            advice: words('Write each header by its whole name.'),
          },
          evidence: [{ at: auth, path: `spec.${field}`, value: pattern }],
          command: patch(auth, { spec: { [field]: headers.map((name) => (name === pattern ? 'HEADER' : name)) } }),
        });
      }

      const { program, header, container } = answerOf(cluster, asked) ?? {};
      const known = textsIn(auth.spec['allowed_authorization_headers']).map((name) => name.toLowerCase());
      if (!program || !header || known.some((name) => name.startsWith(header))) continue;
      report({
        on: auth,
        key: header,
        data: {
          auth,
          problem: words(`does not hand on ${header}, with which ${program} says who it is`),
          effect: words('Upstreams do not get to know who the user is.'),
          advice: words(`Add ${header}, and what else the upstreams need, to allowed_authorization_headers.`),
        },
        evidence: [
          { at: auth, path: 'spec.allowed_authorization_headers', value: known.length > 0 ? known : undefined },
        ],
        related: container ? [container] : [],
        command: patch(auth, {
          spec: { allowed_authorization_headers: [...textsIn(auth.spec['allowed_authorization_headers']), header] },
        }),
      });
    }
  },
});

const LISTS = ['allowed_request_headers', 'allowed_authorization_headers'] as const;

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** What an auth service answers with, if the program behind it is a known one. */
function answerOf(cluster: Cluster<BackendKind | 'Service'>, { upstream }: AskedService) {
  const service = upstream.kind === 'service' ? cluster.find('Service', upstream.namespace, upstream.name) : undefined;
  if (!service) return undefined;
  for (const workload of backendsOf(cluster, service).workloads) {
    for (const one of workload.spec.template?.spec?.containers ?? []) {
      const found = PROGRAMS.find(({ image, isOn }) => image.test(one.image ?? '') && isOn(one));
      if (found) return { ...found, container: workload };
    }
  }
  return undefined;
}

interface Program {
  readonly program: string;
  readonly image: RegExp;
  /** The start of the headers that it puts the user into. */
  readonly header: string;
  isOn(container: Container): boolean;
}

const PROGRAMS: readonly Program[] = [
  {
    program: 'oauth2-proxy',
    image: /oauth2[-_]proxy/,
    header: 'x-auth-request-user',
    isOn: ({ args = [], command = [] }) =>
      [...command, ...args].some((arg) => /^--?set-xauthrequest(=true)?$/.test(arg)),
  },
  { program: 'Authelia', image: /authelia/, header: 'remote-user', isOn: () => true },
];
