import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexSnapshot } from '../../../src/cluster/cluster.ts';
import { KINDS } from '../../../src/cluster/kinds.ts';
import type { Kind } from '../../../src/cluster/objects.ts';
import { observeRbacYaml } from '../../../src/rbac.ts';
import { liveSource } from '../../../src/sources/live/live-source.ts';
import { definitions, kubeAssets, type RealKube, startKube } from '../../support/kube.ts';
import { issue } from '../../support/kube-certificates.ts';

const assets = kubeAssets();
const crds = definitions();
const missing = 'missing' in assets ? assets.missing : crds ? undefined : 'no ../shared/crds';

const KINDS_READ = new Set(Object.keys(KINDS) as Kind[]);
const PODS = 503;

const OBJECTS = `
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Namespace
metadata: {name: bank}
---
apiVersion: getambassador.io/v3alpha1
kind: Mapping
metadata: {name: cart, namespace: shop}
spec: {hostname: "*", prefix: /cart/, service: "cart:80", add_request_headers: {Authorization: {value: hunter2}}}
---
apiVersion: getambassador.io/v3alpha1
kind: Host
metadata: {name: shop, namespace: shop}
spec: {hostname: shop.example, tlsSecret: {name: shop-tls}}
---
apiVersion: getambassador.io/v3alpha1
kind: Host
metadata: {name: bank, namespace: shop}
spec: {hostname: bank.example, tlsSecret: {name: bank-tls, namespace: bank}}
---
apiVersion: getambassador.io/v3alpha1
kind: Host
metadata: {name: lost, namespace: shop}
spec: {hostname: lost.example, tlsSecret: {name: lost-tls}}
---
apiVersion: getambassador.io/v3alpha1
kind: Listener
metadata: {name: https, namespace: shop}
spec: {port: 8443, protocol: HTTPS, securityModel: XFP, hostBinding: {namespace: {from: ALL}}}
---
apiVersion: v1
kind: Service
metadata:
  name: cart
  namespace: shop
  annotations:
    getambassador.io/config: |
      apiVersion: getambassador.io/v3alpha1
      kind: Mapping
      name: cart-annotated
      hostname: "*"
      prefix: /annotated/
      service: cart
spec: {selector: {app: cart}, ports: [{name: http, port: 80, targetPort: 8080}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: old, namespace: shop}
spec: {tls: [{hosts: [old.example], secretName: shop-tls}], rules: [{host: old.example, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: cart, port: {number: 80}}}}]}}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec:
  selector: {matchLabels: {app: cart}}
  template:
    metadata: {labels: {app: cart}}
    spec: {containers: [{name: cart, image: "cart:1", env: [{name: DB_PASSWORD, value: hunter2}, {name: AMBASSADOR_ID, value: a}]}]}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: gateway, namespace: shop}
spec: {selector: {matchLabels: {app: gateway}}, endpoints: [{port: metrics}]}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: shop, namespace: shop}
spec: {secretName: shop-tls, dnsNames: [shop.example], issuerRef: {name: le, kind: ClusterIssuer}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data: {greeting: hello}
---
apiVersion: v1
kind: Secret
metadata: {name: release, namespace: shop}
type: helm.sh/release.v1
stringData: {release: x}
`;

const RIGHTS = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: no-secrets}
rules:
- {apiGroups: ["", apps, getambassador.io], resources: [namespaces, services, deployments, hosts, mappings], verbs: [list]}
- {apiGroups: [""], resources: [secrets], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: no-secrets}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: no-secrets}
subjects: [{kind: User, name: getter}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: one-namespace, namespace: shop}
rules: [{apiGroups: ["", getambassador.io], resources: [services, secrets, hosts], verbs: [get, list]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: one-namespace, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: one-namespace}
subjects: [{kind: User, name: local}]
`;

/** The API server hands nothing on to a loopback address. */
const ADDRESS = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal)?.address;

const PODS_LISTED = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: pods-listed}
rules: [{apiGroups: ["", apps], resources: [pods, daemonsets, statefulsets], verbs: [list]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: pods-listed}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: pods-listed}
subjects: [{kind: User, name: getter}]
`;

describe.skipIf(missing)(`a real API server${missing ? ` (${missing})` : ''}`, () => {
  let kube: RealKube;

  const read = async (token: string, kinds: ReadonlySet<Kind>, namespaces: readonly string[] = []) => {
    const source = liveSource({ now: () => new Date(), kubeconfig: kube.kubeconfig(token), namespaces });
    try {
      return await source.snapshot(kinds);
    } finally {
      await source.close();
    }
  };

  beforeAll(async () => {
    if ('missing' in assets || !crds) return;
    kube = await startKube(assets.folder, [
      ['getter-token', 'getter'],
      ['local-token', 'local'],
    ]);
    await kube.kubectl(['apply', '--server-side', '-f', crds]);
    await kube.kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s']);
    await kube.kubectl(['apply', '-f', '-'], `${OBJECTS}---${RIGHTS}`);
    const pair = await issue({ names: ['shop.example'] });
    const tls = {
      kind: 'Secret',
      apiVersion: 'v1',
      metadata: { name: 'shop-tls', namespace: 'shop' },
      type: 'kubernetes.io/tls',
    };
    const stringData = { 'tls.crt': pair.certificate, 'tls.key': pair.privateKey };
    await kube.kubectl(['apply', '-f', '-'], JSON.stringify({ ...tls, stringData }));
    const pods = Array.from({ length: PODS }, (_, i) => ({
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: { name: `cart-${i}`, namespace: 'shop', labels: { app: 'cart' } },
      spec: { containers: [{ name: 'app', image: 'cart:1', env: [{ name: 'API_TOKEN', value: 'hunter2' }] }] },
    }));
    await kube.kubectl(['create', '-f', '-'], JSON.stringify({ kind: 'List', apiVersion: 'v1', items: pods }));
  }, 180_000);

  afterAll(async () => {
    await kube?.stop();
  });

  it('is read with all its kinds', async () => {
    const snapshot = await read('admin-token', KINDS_READ);
    // Only KEDA's definition is not installed, and that is no gap.
    expect(snapshot.gaps).toEqual([]);
    expect(snapshot.problems).toEqual([]);
    const cluster = indexSnapshot(snapshot);
    expect(cluster.find('Mapping', 'shop', 'cart')?.spec.prefix).toBe('/cart/');
    expect(cluster.find('Mapping', 'shop', 'cart-annotated')?.annotationOf).toEqual({
      kind: 'Service',
      namespace: 'shop',
      name: 'cart',
    });
    expect(cluster.find('Service', 'shop', 'cart')?.spec.ports).toEqual([
      { name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' },
    ]);
    expect(cluster.find('Secret', 'shop', 'shop-tls')?.data['tls.crt']?.certificates?.[0]?.names).toEqual([
      'shop.example',
    ]);
    expect(cluster.find('Ingress', 'shop', 'old')?.spec.tls?.[0]?.secretName).toBe('shop-tls');
    expect(cluster.find('ServiceMonitor', 'shop', 'gateway')?.spec.endpoints).toEqual([{ port: 'metrics' }]);
    expect(cluster.find('Certificate', 'shop', 'shop')?.spec.secretName).toBe('shop-tls');
    expect(cluster.find('ConfigMap', 'shop', 'settings')?.data).toEqual({ greeting: '' });
    expect(cluster.all('Pod')).toHaveLength(PODS);
    expect(cluster.all('CustomResourceDefinition').length).toBeGreaterThan(15);
    expect(cluster.find('Secret', 'shop', 'release')).toBeUndefined();
    expect(cluster.lacks('ScaledObject', 'shop', 'x')).toBe(true);
    expect(cluster.find('Deployment', 'shop', 'cart')?.spec.template?.spec?.containers?.[0]?.env).toEqual([
      { name: 'AMBASSADOR_ID', value: 'a' },
    ]);
    const text = JSON.stringify(snapshot);
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('managedFields');
    expect(text).not.toContain('last-applied');
  });

  it('with `get` of Secrets alone: what Hosts name is read, and what is not there is known', async () => {
    const kinds = new Set<Kind>(['Host', 'Mapping', 'Namespace', 'Service', 'Secret', 'Pod']);
    const snapshot = await read('getter-token', kinds);
    const cluster = indexSnapshot(snapshot);
    expect(cluster.all('Secret').map(({ metadata }) => metadata.name)).toEqual(['shop-tls']);
    expect(cluster.lacks('Secret', 'shop', 'lost-tls')).toBe(true);
    expect(cluster.lacks('Secret', 'bank', 'bank-tls')).toBe(true);
    expect(cluster.lacks('Secret', 'shop', 'release')).toBe(false);
    expect(snapshot.gaps).toContainEqual({ kind: 'Pod', reason: 'forbidden' });
    expect(snapshot.gaps.filter(({ kind }) => kind === 'Secret').map(({ namespace }) => namespace)).toEqual(
      expect.arrayContaining(['bank', 'default', 'kube-system', 'shop']),
    );
  });

  it('with rights in one namespace: the rest is unknown', async () => {
    const kinds = new Set<Kind>(['Host', 'Namespace', 'Service', 'Secret']);
    const snapshot = await read('local-token', kinds, ['shop', 'bank']);
    const cluster = indexSnapshot(snapshot);
    expect(snapshot.namespaces).toEqual(['shop', 'bank']);
    expect(cluster.all('Host')).toHaveLength(3);
    expect(cluster.lacks('Secret', 'shop', 'lost-tls')).toBe(true);
    expect(cluster.lacks('Secret', 'bank', 'bank-tls')).toBe(false);
    expect(cluster.lacks('Service', 'default', 'x')).toBe(false);
    expect(snapshot.gaps).toContainEqual({ kind: 'Namespace', reason: 'forbidden' });
    expect(snapshot.gaps).toContainEqual({ kind: 'Secret', namespace: 'bank', reason: 'forbidden' });
  });

  it.skipIf(!ADDRESS)('hands questions on to a Pod of the gateway, where the manifest allows it', async () => {
    const gateway = createServer((request, response) => {
      if (request.url === '/metrics') response.end('envoy_server_live 1\n');
      else response.writeHead(404).end('Not found\n');
    });
    await new Promise<void>((resolve) => gateway.listen(0, ADDRESS, resolve));
    const { port } = gateway.address() as AddressInfo;
    const pod = (name: string, adminPort: number) => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: emissary}
spec:
  containers:
  - name: emissary
    image: ghcr.io/emissary-ingress/emissary:4.0.1
    env: [{name: AMBASSADOR_HEALTHCHECK_BIND_PORT, value: "${adminPort}"}]
`;
    const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: emissary}\n';
    const rights = observeRbacYaml()
      .replaceAll('kind: ServiceAccount', 'kind: User')
      .replaceAll('name: attache\n', 'name: getter\n');
    const manifests = [namespace, pod('e-1', port), rights.replaceAll(/^ {4}namespace: attache$/gm, '')];
    await kube.kubectl(['apply', '-f', '-'], manifests.join('---\n'));
    const status = { status: { phase: 'Running', podIP: ADDRESS, podIPs: [{ ip: ADDRESS }] } };
    const patch = [
      'patch',
      'pod',
      '-n',
      'emissary',
      '--subresource=status',
      '--type=merge',
      '-p',
      JSON.stringify(status),
    ];
    await kube.kubectl([...patch, 'e-1']);
    const kinds = new Set<Kind>(['GatewayMetrics', 'Diagnostics', 'ContainerLog']);
    try {
      const snapshot = await read('admin-token', kinds);
      expect(snapshot.objects.filter(({ kind }) => kind === 'GatewayMetrics')).toMatchObject([{ envoyLines: 1 }]);
      // Of a Pod that no node has the log is empty.
      expect(snapshot.objects.filter(({ kind }) => kind === 'ContainerLog')).toMatchObject([{ lines: [] }]);
      expect(snapshot.gaps).toEqual([{ kind: 'Diagnostics', reason: expect.stringMatching(/^switched off/) }]);
      await kube.kubectl(['apply', '-f', '-'], PODS_LISTED);
      expect((await read('getter-token', kinds)).gaps).toEqual(snapshot.gaps);
      await kube.kubectl(['delete', 'rolebinding', '-n', 'emissary', '--all']);
      expect((await read('getter-token', kinds)).gaps.map(({ reason }) => reason)).toEqual(Array(3).fill('forbidden'));
    } finally {
      await new Promise((resolve) => gateway.close(resolve));
    }
    const { gaps } = await read('admin-token', new Set<Kind>(['GatewayMetrics']));
    expect(gaps).toEqual([{ kind: 'GatewayMetrics', reason: 'nothing listens on its admin port' }]);
  });

  it('with a token that nobody knows', async () => {
    await expect(read('unknown-token', KINDS_READ)).rejects.toThrow('test refused the credentials.');
  });
});
