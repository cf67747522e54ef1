import { describe, expect, it } from 'vitest';
import { indexSnapshot } from '../../src/cluster/cluster.ts';
import { gatewayPartsOf } from '../../src/cluster/gateway-parts.ts';
import type { Container } from '../../src/cluster/objects.ts';
import {
  exporterIn,
  exporterPortOf,
  isReceiver,
  listenPortOf,
  portNumberOf,
  type Statsd,
  statsdOf,
} from '../../src/cluster/statsd.ts';
import { deployment, namespace, service } from '../checks/metrics/given.ts';
import { snapshotOf } from '../support/check-tester.ts';

describe('statsdOf', () => {
  it.each([
    ['true', true],
    ['True', true],
    ['1', false],
    ['yes', false],
    ['true ', false],
    ['', false],
    ['$(SWITCH)', undefined],
  ])('takes STATSD_ENABLED %j for %s', (value, isOn) => {
    expect(statsd({ STATSD_ENABLED: value })?.isOn).toBe(isOn);
  });

  it.each([
    [undefined, { kind: 'service', namespace: 'emissary', name: 'statsd-sink' }],
    ['localhost', { kind: 'own-pod' }],
    ['127.0.0.1', { kind: 'own-pod' }],
    ['10.1.2.3', { kind: 'elsewhere' }],
    ['fd00::1', { kind: 'elsewhere' }],
    ['statsd', { kind: 'service', namespace: 'emissary', name: 'statsd' }],
    ['statsd.monitoring', { kind: 'service', namespace: 'monitoring', name: 'statsd' }],
    ['statsd.monitoring.svc', { kind: 'service', namespace: 'monitoring', name: 'statsd' }],
    ['statsd.monitoring.svc.cluster.local.', { kind: 'service', namespace: 'monitoring', name: 'statsd' }],
    ['statsd.example.com', { kind: 'elsewhere' }],
    ['statsd.corp', { kind: 'elsewhere' }],
    // Nearly a namespace, and the Service is there.
    ['exporter.monitoringg', { kind: 'service', namespace: 'monitoringg', name: 'exporter' }],
    ['statsd:8125', { kind: 'malformed' }],
    ['udp://statsd', { kind: 'malformed' }],
    ['$(HOST_IP)', { kind: 'unknown' }],
    ['', { kind: 'unknown' }],
  ])('sends to %j', (host, target) => {
    expect(statsd(host === undefined ? {} : { STATSD_HOST: host })?.target).toMatchObject(target);
  });

  it('does not know the names that Pods on the network of their node can look up', () => {
    expect(statsd({ STATSD_HOST: 'statsd' }, { hostNetwork: true })?.target).toEqual({ kind: 'unknown' });
  });
});

describe('statsd-exporter', () => {
  it.each([
    ['the chart', { image: 'prom/statsd-exporter:v0.8.1', args: ['--statsd.listen-udp=:8125'] }, 8125],
    ['no flag', { image: 'prom/statsd-exporter' }, 9125],
    ['a mirror of the stock image', { image: 'registry.corp:5000/prom/statsd-exporter@sha256:abc' }, 9125],
    ['an image of its own', { image: 'corp/statsd-exporter:1' }, undefined],
    ['a file with flags', { image: 'prom/statsd-exporter:v1', args: ['@/etc/flags'] }, undefined],
    ['UDP switched off', { image: 'prom/statsd-exporter:v1', args: ['--statsd.listen-udp='] }, 0],
    ['quotes', { image: 'x', command: ['sh', '-c', `statsd_exporter --statsd.listen-udp ':8126'`] }, 8126],
  ])('with %s listens there', (_, container, port) => {
    expect(listenPortOf({ name: 'x', ...container })).toBe(port);
  });

  it('is known by its image or its flags', () => {
    const named = (container: Partial<Container>) => exporterIn({ containers: [{ name: 'x', ...container }] })?.name;
    expect(named({ image: 'quay.io/prometheus/statsd-exporter:v0.26.0' })).toBe('x');
    expect(named({ image: 'corp/metrics:1', args: ['-statsd.listen-address=:8125'] })).toBe('x');
    expect(named({ image: 'statsd/statsd:v0.10' })).toBeUndefined();
  });

  it('gives metrics on 9102 unless a flag says otherwise', () => {
    expect(exporterPortOf({ name: 'x' })).toBe(9102);
    expect(exporterPortOf({ name: 'x', args: ['--web.listen-address=0.0.0.0:9900'] })).toBe(9900);
  });
});

describe('isReceiver', () => {
  it.each([
    ['datadog/agent:7', true],
    ['corp/unknown:1', true],
    ['docker.io/istio/proxyv2:1.20', false],
    ['cr.l5d.io/linkerd/proxy:stable', false],
    ['busybox', false],
  ])('%s: %s', (image, expected) => {
    expect(isReceiver({ name: 'x', image })).toBe(expected);
  });
});

describe('portNumberOf', () => {
  it('looks names up among the ports of all containers', () => {
    const spec = { containers: [{ name: 'a' }, { name: 'b', ports: [{ name: 'metrics', containerPort: 9102 }] }] };
    expect(portNumberOf(spec, 'metrics')).toBe(9102);
    expect(portNumberOf(spec, '8877')).toBe(8877);
    expect(portNumberOf(spec, 80)).toBe(80);
    expect(portNumberOf(spec, 'admin')).toBeUndefined();
  });
});

function statsd(env: Readonly<Record<string, string>>, spec = {}): Statsd | undefined {
  const given = [
    deployment({ env, spec }),
    namespace('emissary'),
    namespace('monitoring'),
    service({ name: 'exporter', namespace: 'monitoring' }),
  ];
  const cluster = indexSnapshot(snapshotOf({ given }));
  const [part] = gatewayPartsOf(cluster);
  return part && statsdOf(cluster, part);
}
