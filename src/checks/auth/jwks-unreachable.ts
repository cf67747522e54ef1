import { isUsedByEdgeStack } from '../../cluster/edge-stack.ts';
import { installationKinds } from '../../cluster/installations.ts';
import { nearestService } from '../../cluster/nearest-object.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const jwksUnreachable = defineCheck({
  code: 'AUT031',
  name: 'jwks-unreachable',
  area: 'auth',
  title: 'A Filter gets its keys from a Service that does not exist',
  severity: 'warning',
  reads: ['Filter', 'Service'],
  alsoReads: ['Namespace', ...installationKinds],
  message: '{filter} gets its keys from {host}, {problem}.',
  why: 'Without the keys no token can be checked: requests this Filter has to check are refused.',
  fix: 'Correct spec.JWT.jwksURI{hint}.',
  inGeneral: {
    fix: 'Correct the Service, its namespace or its port in spec.JWT.jwksURI, or create the Service.',
  },
  silent: ['addresses outside the cluster, and names without a namespace'],
  example: {
    bad: `
kind: Filter
metadata: { name: login, namespace: shop }
spec: { JWT: { jwksURI: "http://login.shop.svc.cluster.local/jwks" } }
---
kind: Service
metadata: { name: logins, namespace: shop }
spec: { ports: [{ port: 80 }] }
`,
    good: `
kind: Filter
metadata: { name: login, namespace: shop }
spec: { JWT: { jwksURI: "http://login.shop.svc.cluster.local/jwks" } }
---
kind: Service
metadata: { name: login, namespace: shop }
spec: { ports: [{ port: 80 }] }
`,
  },

  run({ cluster, report }) {
    for (const filter of cluster.all('Filter').filter((one) => isUsedByEdgeStack(cluster, one))) {
      const written = addressOf(filter.spec['JWT']);
      if (!written) continue;
      const { hostname: host } = written;
      const [name = '', namespace = '', third, ...more] = host.split('.');
      const isInCluster =
        third === 'svc' || (third === undefined && more.length === 0 && cluster.hasNamespace(namespace));
      if (!isInCluster || namespace === '') continue;

      const service = cluster.find('Service', namespace, name);
      const port = Number(written.port) || (written.protocol === 'https:' ? 443 : 80);
      const ports = service?.spec.ports?.map((one) => one.port) ?? [];
      const lacksPort = ports.length > 0 && service?.spec.clusterIP !== 'None' && !ports.includes(port);
      if (!lacksPort && !cluster.lacks('Service', namespace, name)) continue;
      const near = nearestService(cluster, namespace, name);

      const place = lacksPort ? `${host}:${ports[0]}` : written.host.replace(name, near ?? 'SERVICE');
      const right = written.href.replace(`//${written.host}`, `//${place}`);
      report({
        on: filter,
        data: {
          filter,
          host: lacksPort ? `${host}:${port}` : host,
          problem: words(lacksPort ? `which has only port ${ports.join(', ')}` : 'and there is no such Service'),
          hint: words(lacksPort ? `: port ${ports[0]}` : near ? `: the nearest name is ${near}.${namespace}` : ''),
        },
        evidence: [
          { at: filter, path: 'spec.JWT.jwksURI', value: written.href },
          ...(service ? [{ at: service, path: 'spec.ports', value: ports.map(String) }] : []),
        ],
        command: patch(filter, { spec: { JWT: { jwksURI: right } } }),
      });
    }
  },
});

function addressOf(jwt: unknown): URL | undefined {
  const uri: unknown = jwt && typeof jwt === 'object' && 'jwksURI' in jwt ? jwt.jwksURI : undefined;
  return typeof uri === 'string' && URL.canParse(uri) ? new URL(uri) : undefined;
}
