import { describe, expect, it } from 'vitest';
import { type Gap, indexSnapshot } from '../../src/cluster/cluster.ts';
import { type Backends, backendsOf } from '../../src/cluster/workloads.ts';
import { snapshotOf } from '../support/check-tester.ts';

const SERVICE = `
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [{ port: 80 }] }`;

describe('backendsOf', () => {
  it('counts each Pod once, though it stands in a slice of both address families', () => {
    const { source, ready, notReady, endpoints } = backends([
      SERVICE,
      slice('cart-4', 'IPv4', [
        '{ addresses: [10.0.0.1], conditions: { ready: true }, targetRef: { kind: Pod, name: a } }',
      ]),
      slice('cart-6', 'IPv6', [
        '{ addresses: ["fd::1"], conditions: { ready: true }, targetRef: { kind: Pod, name: a } }',
      ]),
    ]);
    expect({ source, ready, notReady }).toEqual({ source: 'EndpointSlice', ready: 1, notReady: 0 });
    expect(endpoints).toMatchObject([{ address: '10.0.0.1', pod: 'a', ready: true }]);
  });

  it('leaves out what is going away, and takes a condition that is not there for fulfilled', () => {
    const { ready, notReady } = backends([
      SERVICE,
      slice('cart-4', 'IPv4', [
        '{ addresses: [10.0.0.1] }',
        '{ addresses: [10.0.0.2], conditions: { ready: false } }',
        '{ addresses: [10.0.0.3], conditions: { ready: false, serving: true, terminating: true } }',
      ]),
    ]);
    expect({ ready, notReady }).toEqual({ ready: 1, notReady: 1 });
  });

  it('reads Endpoints where there is no slice', () => {
    const endpoints = `
kind: Endpoints
metadata: { name: cart, namespace: shop }
subsets: [{ addresses: [{ ip: 10.0.0.1 }], notReadyAddresses: [{ ip: 10.0.0.2 }], ports: [{ port: 8080 }] }]`;
    const { source, ready, notReady } = backends([SERVICE, endpoints], [gap('EndpointSlice')]);
    expect({ source, ready, notReady }).toEqual({ source: 'Endpoints', ready: 1, notReady: 1 });
  });

  it('counts Pods where neither says anything', () => {
    const { source, ready, notReady, pods } = backends(
      [SERVICE, pod('a', true), pod('b', false), pod('c', true, 'other'), pod('d', false, 'cart', 'Succeeded')],
      [gap('EndpointSlice'), gap('Endpoints')],
    );
    expect({ source, ready, notReady }).toEqual({ source: 'Pod', ready: 1, notReady: 1 });
    expect(pods.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
  });

  it('counts Pods that are not ready for a Service that publishes them', () => {
    const service = SERVICE.replace('ports:', 'publishNotReadyAddresses: true, ports:');
    expect(backends([service, pod('a', false)])).toMatchObject({ source: 'Pod', ready: 1, notReady: 0 });
  });

  it('does not know how many are ready when nothing that tells it could be read', () => {
    const unknown = backends([SERVICE], [gap('EndpointSlice'), gap('Endpoints'), gap('Pod')]);
    expect(unknown.source).toBe('unknown');
    expect(unknown.ready).toBeUndefined();
    expect(unknown.knowsPods).toBe(false);
  });

  it('does not take a slice that was left out for no endpoints', () => {
    const other = slice('other', 'IPv4', []).replace('service-name: cart', 'service-name: other');
    expect(backends([SERVICE, other], [gap('Endpoints'), gap('Pod')]).source).toBe('unknown');
  });

  it('knows that a Service without selector and endpoints has none', () => {
    const service = 'kind: Service\nmetadata: { name: cart, namespace: shop }\nspec: { ports: [{ port: 80 }] }';
    expect(backends([service])).toMatchObject({ source: 'EndpointSlice', ready: 0, pods: [], workloads: [] });
  });

  it('finds the workloads by their Pods’ labels, and how many Pods they should have', () => {
    const found = backends([SERVICE, deployment('cart', 'replicas: 3'), deployment('cart-canary', '')]);
    expect(found.workloads.map(({ metadata }) => metadata.name)).toEqual(['cart', 'cart-canary']);
    expect(found.desired).toBe(4);
    expect(backends([SERVICE]).desired).toBeUndefined();
  });

  it.each([
    [
      'a ScaledObject',
      'kind: ScaledObject\nmetadata: { name: s, namespace: shop }\nspec: { scaleTargetRef: { name: cart } }',
    ],
    [
      'an HPA from 0',
      'kind: HorizontalPodAutoscaler\nmetadata: { name: s, namespace: shop }\nspec: { minReplicas: 0, scaleTargetRef: { kind: Deployment, name: cart } }',
    ],
    ['Knative', deployment('cart', 'replicas: 0', 'labels: { serving.knative.dev/revision: cart-1 }')],
    ['a night switch', deployment('cart', 'replicas: 0', 'annotations: { downscaler/original-replicas: "2" }')],
  ])('knows that %s may leave no Pods', (_, scaler) => {
    const given = scaler.includes('kind: Deployment\n') ? [SERVICE, scaler] : [SERVICE, scaler, deployment('cart', '')];
    expect(backends(given).scalesToZero).toBe(true);
  });

  it('knows that nothing scales to zero only when it could read what might', () => {
    const hpa =
      'kind: HorizontalPodAutoscaler\nmetadata: { name: s, namespace: shop }\nspec: { minReplicas: 2, scaleTargetRef: { kind: Deployment, name: cart } }';
    const given = [SERVICE, deployment('cart', ''), hpa];
    expect(backends(given).scalesToZero).toBe(false);
    expect(backends(given).scalers).toHaveLength(1);
    expect(backends(given, [gap('ScaledObject')]).scalesToZero).toBeUndefined();
  });

  it.each([
    ['its Progressing condition says so', progressing('True', 'ReplicaSetUpdated'), true],
    ['it is complete', progressing('True', 'NewReplicaSetAvailable'), false],
    ['it took too long', progressing('False', 'ProgressDeadlineExceeded'), false],
    ['the newest form was not looked at yet', '{ observedGeneration: 1 }', true],
    ['old Pods are left', '{ observedGeneration: 2, updatedReplicas: 2, replicas: 3 }', true],
    ['all Pods are new', '{ observedGeneration: 2, updatedReplicas: 2, replicas: 2 }', false],
    ['it has no status', '{}', false],
  ])('a Deployment of which %s: %s', (_, status, expected) => {
    const rolling = `${deployment('cart', 'replicas: 2', 'generation: 2')}\nstatus: ${status}`;
    expect(backends([SERVICE, rolling]).isRollingOut).toBe(expected);
  });

  it.each([
    ['a minute ago', '2025-12-31T23:59:00Z', true],
    ['an hour ago', '2025-12-31T23:00:00Z', false],
  ])('a StatefulSet with a Pod made %s is rolling out: %s', (_, created, expected) => {
    const set = `${deployment('cart', 'replicas: 2').replace('Deployment', 'StatefulSet')}\nstatus: { readyReplicas: 1 }`;
    const young = pod('a', false).replace('labels:', `creationTimestamp: "${created}", labels:`);
    expect(backends([SERVICE, set, young]).isRollingOut).toBe(expected);
  });
});

function backends(given: readonly string[], gaps: readonly Gap[] = []): Backends {
  const cluster = indexSnapshot(snapshotOf({ given, gaps }));
  const service = cluster.find('Service', 'shop', 'cart');
  if (!service) throw new Error('the case has no Service');
  return backendsOf(cluster, service);
}

function gap(kind: Gap['kind']): Gap {
  return { kind, reason: 'forbidden' };
}

function slice(name: string, addressType: string, endpoints: readonly string[]): string {
  return `
kind: EndpointSlice
metadata: { name: ${name}, namespace: shop, labels: { kubernetes.io/service-name: cart } }
addressType: ${addressType}
ports: [{ port: 8080 }]
endpoints: [${endpoints.join(', ')}]`;
}

function pod(name: string, ready: boolean, app = 'cart', phase = 'Running'): string {
  return `
kind: Pod
metadata: { name: ${name}, namespace: shop, labels: { app: ${app} } }
spec: { containers: [{ name: app }] }
status: { phase: ${phase}, conditions: [{ type: Ready, status: "${ready ? 'True' : 'False'}" }] }`;
}

function deployment(name: string, spec: string, metadata = ''): string {
  return `
kind: Deployment
metadata: { name: ${name}, namespace: shop${metadata && `, ${metadata}`} }
spec: { selector: { matchLabels: { app: cart } }, template: { metadata: { labels: { app: cart } } }${spec && `, ${spec}`} }`;
}

function progressing(status: string, reason: string): string {
  return `{ observedGeneration: 2, conditions: [{ type: Progressing, status: "${status}", reason: ${reason} }] }`;
}
