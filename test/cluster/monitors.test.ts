import { describe, expect, it } from 'vitest';
import { type Cluster, indexSnapshot } from '../../src/cluster/cluster.ts';
import { followersOf, isMeantForGateway, looksInto, monitoredServices } from '../../src/cluster/monitors.ts';
import type { ServiceMonitor } from '../../src/cluster/objects.ts';
import { deployment, namespace, prometheus, service, serviceMonitor } from '../checks/metrics/given.ts';
import { snapshotOf } from '../support/check-tester.ts';

type Facts = Parameters<typeof serviceMonitor>[0];
const OTHER = { endpoints: [{ port: 'http' }] };

describe('looksInto', () => {
  it.each([
    ['its own namespace', undefined, ['emissary']],
    ['its own namespace, with a selector that says nothing', {}, ['emissary']],
    ['the named ones only', { matchNames: ['edge', 'shop'] }, ['edge', 'shop']],
    ['all', { any: true }, ['emissary', 'edge', 'shop']],
  ])('%s', (_, namespaceSelector, expected) => {
    const { monitor } = one({ spec: { ...(namespaceSelector && { namespaceSelector }) } });
    expect(['emissary', 'edge', 'shop'].filter((name) => looksInto(monitor, name))).toEqual(expected);
  });
});

describe('monitoredServices', () => {
  it('gives the Services with the labels, in the namespaces it looks into', () => {
    const { cluster, monitor } = one({ spec: { namespaceSelector: { matchNames: ['emissary', 'edge'] } } }, [
      service(),
      service({ namespace: 'edge' }),
      service({ namespace: 'shop' }),
      service({ name: 'other', labels: {} }),
    ]);
    expect(monitoredServices(cluster, monitor).map(({ metadata }) => metadata.namespace)).toEqual(['emissary', 'edge']);
  });
});

describe('isMeantForGateway', () => {
  it.each<[string, Facts, boolean]>([
    ['the name of the gateway', { name: 'emissary-ingress', selector: { a: 'b' }, spec: OTHER }, true],
    ['its name and more words', { name: 'ambassador-service-monitor', selector: { a: 'b' }, spec: OTHER }, true],
    ['the name of a Deployment', { name: 'edge-metrics', selector: { a: 'b' }, spec: OTHER }, true],
    ['a label of the gateway', { name: 'x', selector: { app: 'emissary-ingress' }, spec: OTHER }, true],
    ['the port of the admin Service', { name: 'x', selector: { a: 'b' } }, true],
    ['a label that is nearly right', { name: 'x', selector: { service: 'ambasador-admin' }, spec: OTHER }, true],
    ['another application', { name: 'cart', selector: { app: 'cart' }, spec: OTHER }, false],
    [
      'an application with a telling name',
      { name: 'ambassador-portal', selector: { app: 'ambassador-portal' }, spec: OTHER },
      false,
    ],
    ['the API extension', { name: 'emissary-apiext', selector: { app: 'emissary' }, spec: OTHER }, false],
    ['the agent', { name: 'x', selector: { app: 'emissary-ingress-agent' }, spec: OTHER }, false],
  ])('%s', (_, facts, expected) => {
    const { cluster, monitor } = one(facts, [deployment({ name: 'edge' }), service()]);
    expect(isMeantForGateway(cluster, monitor)).toBe(expected);
  });
});

describe('followersOf', () => {
  it.each<[string, readonly string[], string]>([
    ['no Prometheus', [], 'unknown'],
    ['one that takes all', [prometheus()], 'followed'],
    ['one without selectors', ['{ kind: Prometheus, metadata: { name: a, namespace: m }, spec: {} }'], 'unknown'],
    [
      'one that asks for a label',
      [prometheus({ spec: { serviceMonitorSelector: { matchLabels: { a: 'b' } } } })],
      'labels',
    ],
    [
      'one that asks for a label of the namespace',
      [namespace('emissary'), prometheus({ spec: { serviceMonitorNamespaceSelector: { matchLabels: { a: 'b' } } } })],
      'namespace-labels',
    ],
    [
      'one that asks for a label of a namespace that could not be read',
      [
        prometheus({
          spec: { serviceMonitorNamespaceSelector: { matchExpressions: [{ key: 'a', operator: 'Exists' }] } },
        }),
      ],
      'followed',
    ],
    [
      'one for its own namespace',
      ['{ kind: Prometheus, metadata: { name: a, namespace: m }, spec: { serviceMonitorSelector: {} } }'],
      'own-namespace',
    ],
    [
      'one for PodMonitors',
      ['{ kind: Prometheus, metadata: { name: a, namespace: m }, spec: { podMonitorSelector: {} } }'],
      'none',
    ],
  ])('%s', (_, given, expected) => {
    const { cluster, monitor } = one({}, given);
    const following = followersOf(cluster, monitor);
    expect(following.kind === 'refused' ? following.refusals[0]?.asks : following.kind).toBe(expected);
  });
});

function one(
  facts: Facts,
  given: readonly string[] = [],
): { readonly cluster: Cluster; readonly monitor: ServiceMonitor } {
  const cluster = indexSnapshot(snapshotOf({ given: [serviceMonitor(facts), ...given] }));
  const [monitor] = cluster.all('ServiceMonitor');
  if (!monitor) throw new Error('the case has a ServiceMonitor');
  return { cluster, monitor };
}
