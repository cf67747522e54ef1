import type { Snapshot } from '../src/cluster/cluster.ts';
import type { AnyObject, Mapping, Meta } from '../src/cluster/objects.ts';
import { sequence } from '../test/support/random.ts';

/** How large a cluster is. */
export interface Size {
  readonly mappings: number;
  readonly hosts: number;
  readonly services: number;
}

/** A cluster of this shape for any number of Mappings: as many Hosts and Services as large installations have. */
export function sizeOf(mappings: number): Size {
  return { mappings, hosts: Math.ceil(mappings / 20), services: Math.ceil(mappings * 0.3) };
}

const NAMESPACES = 60;
const PATHS = ['api', 'cart', 'users', 'orders', 'search', 'admin', 'login', 'media', 'docs', 'stock'];

/**
 * A cluster drawn from a seed: the same seed and size give the same cluster. Most of it is well; a few in a hundred have
 * a weight, a header, a regex, a redirect, a precedence, or a mistake.
 */
export function generateCluster({ mappings, hosts, services }: Size, seed: number): Snapshot {
  const random = sequence(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const chance = (percent: number) => random() * 100 < percent;
  const namespace = (index: number) => `team-${index % NAMESPACES}`;
  const objects: AnyObject[] = [...gateway()];

  for (let index = 0; index < NAMESPACES; index++)
    objects.push({ kind: 'Namespace', metadata: meta('', `team-${index}`) });
  for (let index = 0; index < services; index++) {
    const [home, name] = [namespace(index), `svc-${index}`];
    objects.push({
      kind: 'Service',
      metadata: meta(home, name),
      spec: { type: 'ClusterIP', selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
    });
    objects.push({
      kind: 'EndpointSlice',
      metadata: { ...meta(home, `${name}-x`), labels: { 'kubernetes.io/service-name': name } },
      addressType: 'IPv4',
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: !chance(1) } }],
    });
  }
  for (let index = 0; index < hosts; index++) {
    const [home, name, hostname] = [namespace(index), `host-${index}`, `h${index}.example.com`];
    objects.push({
      kind: 'Host',
      metadata: meta(home, name),
      spec: { hostname, tlsSecret: { name: `${name}-tls` }, requestPolicy: { insecure: { action: 'Redirect' } } },
    });
    if (!chance(1)) objects.push(tlsSecret(home, `${name}-tls`, hostname));
  }
  for (let index = 0; index < mappings; index++) {
    const host = Math.floor(random() * hosts);
    const service = chance(1) ? services + index : Math.floor(random() * services);
    const spec: Mapping['spec'] = {
      hostname: `h${host}.example.com`,
      prefix: chance(2) ? `/${pick(PATHS)}/[a-z]{1,20}/${index}` : `/${pick(PATHS)}/${pick(PATHS)}/${index % 40}/`,
      service: `svc-${service}.${namespace(service)}`,
      ...(chance(10) && { weight: pick([10, 20, 30, 50]) }),
      ...(chance(5) && { headers: { 'x-ring': pick(['canary', 'beta', 'blue']) } }),
      ...(chance(10) && { method: pick(['GET', 'POST', 'PUT']) }),
      ...(chance(2) && { precedence: pick([1, 5, 10]) }),
      ...(chance(2) && { host_redirect: true, path_redirect: `/${pick(PATHS)}/` }),
    };
    const isRegex = spec.prefix?.includes('[') ?? false;
    objects.push({
      kind: 'Mapping',
      metadata: meta(namespace(index), `mapping-${index}`),
      spec: { ...spec, ...(isRegex && { prefix_regex: true, rewrite: '' }) },
    });
  }
  return { clusterName: `generated-${mappings}`, takenAt: new Date(0), objects, gaps: [], problems: [] };
}

function gateway(): readonly AnyObject[] {
  const labels = { app: 'emissary-ingress' };
  const ports = [8080, 8443];
  return [
    { kind: 'Namespace', metadata: meta('', 'emissary') },
    {
      kind: 'Deployment',
      metadata: meta('emissary', 'emissary-ingress'),
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            containers: [
              {
                name: 'emissary',
                image: 'ghcr.io/emissary-ingress/emissary:4.0.1',
                ports: ports.map((containerPort) => ({ containerPort })),
              },
            ],
          },
        },
      },
    },
    {
      kind: 'Service',
      metadata: meta('emissary', 'emissary-ingress'),
      spec: {
        type: 'LoadBalancer',
        selector: labels,
        ports: [
          { name: 'http', port: 80, targetPort: 8080 },
          { name: 'https', port: 443, targetPort: 8443 },
        ],
      },
    },
    ...ports.map(
      (port): AnyObject => ({
        kind: 'Listener',
        metadata: meta('emissary', `port-${port}`),
        spec: { port, protocol: 'HTTPS', securityModel: 'XFP', hostBinding: { namespace: { from: 'ALL' } } },
      }),
    ),
  ];
}

function tlsSecret(namespace: string, name: string, hostname: string): AnyObject {
  const leaf = {
    subject: `CN=${hostname}`,
    issuer: 'CN=R11',
    names: [hostname],
    notBefore: '1969-12-01T00:00:00Z',
    notAfter: '1971-01-01T00:00:00Z',
    publicKey: name,
    keyType: 'rsa',
    keyBits: 2048,
  };
  const authority = { ...leaf, subject: 'CN=R11', issuer: 'CN=X1', names: [], publicKey: 'authority', isCA: true };
  return {
    kind: 'Secret',
    metadata: meta(namespace, name),
    type: 'kubernetes.io/tls',
    data: {
      'tls.crt': { bytes: 3000, certificates: [leaf, authority] },
      'tls.key': { bytes: 1700, privateKey: { type: 'rsa', bits: 2048, publicKey: name } },
    },
  };
}

function meta(namespace: string, name: string): Meta {
  return { namespace, name };
}
