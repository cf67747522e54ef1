import { expect, it } from 'vitest';
import { installationsOf } from '../../src/cluster/installations.ts';
import { hostsInClear } from '../../src/cluster/tls-listeners.ts';
import { tlsSecret } from '../support/builders.ts';
import { clusterOf, objectsIn } from './clusters.ts';

const HOST = `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: a } }
`;
const listener = (name: string, port: number, protocol: string, from = 'ALL') => `
kind: Listener
metadata: { name: ${name}, namespace: emissary }
spec: { port: ${port}, protocol: ${protocol}, securityModel: XFP, hostBinding: { namespace: { from: ${from} } } }
`;
const gateway = (annotations = '{}') => `
kind: Service
metadata: { name: emissary-ingress, namespace: emissary, labels: { app.kubernetes.io/component: ambassador-service }, annotations: ${annotations} }
spec: { type: LoadBalancer, ports: [{ port: 443, targetPort: 8443 }] }
`;

function inClear(...yaml: readonly string[]) {
  const cluster = clusterOf(...objectsIn(yaml.join('---')), tlsSecret({ name: 'a' }));
  const [installation] = installationsOf(cluster);
  if (!installation) throw new Error('objects without a gateway make an assumed one');
  const { hosts, secure, behind443 } = hostsInClear(cluster, installation);
  return {
    hosts: hosts.map(({ name }) => name),
    secure: secure.map(({ name }) => name),
    behind443: behind443?.metadata.name,
  };
}

it('finds Hosts that no Listener with TLS takes', () => {
  expect(inClear(HOST, gateway(), listener('http', 8080, 'HTTP'), listener('https', 8443, 'HTTPS', 'SELF'))).toEqual({
    hosts: ['shop'],
    secure: ['https'],
    behind443: undefined,
  });
});

it('finds the Listener without TLS behind port 443', () => {
  expect(inClear(HOST, gateway(), listener('https', 8443, 'HTTP'))).toEqual({
    hosts: ['shop'],
    secure: [],
    behind443: 'https',
  });
});

it('finds nothing where TLS is terminated, or may be terminated in front', () => {
  const none = { hosts: [], secure: [], behind443: undefined };
  expect(inClear(HOST, gateway(), listener('https', 8443, 'HTTPS'))).toMatchObject({ hosts: [] });
  expect(inClear(HOST, gateway('{ example.com/ssl-cert: one }'), listener('https', 8443, 'HTTP'))).toEqual(none);
  expect(inClear(HOST, listener('https', 8443, 'HTTP'))).toEqual(none);
  expect(inClear(HOST, gateway())).toEqual(none);
});
