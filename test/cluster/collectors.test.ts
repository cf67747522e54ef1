import { describe, expect, it } from 'vitest';
import { indexSnapshot } from '../../src/cluster/cluster.ts';
import { type Collectors, collectorsOf, isStatefulSetOf } from '../../src/cluster/collectors.ts';
import { deployment, prometheus, workload } from '../checks/metrics/given.ts';
import { type CleanCase, snapshotOf } from '../support/check-tester.ts';

describe('collectorsOf', () => {
  it.each([
    ['gcr.io/datadoghq/agent:7', 'agent'],
    ['docker.io/dynatrace/dynatrace-operator:1', 'agent'],
    ['newrelic/nri-kubernetes:3', 'agent'],
    ['docker.elastic.co/beats/metricbeat:8', 'agent'],
    ['gke.gcr.io/prometheus-engine/prometheus:v2', 'agent'],
    ['grafana/alloy:v1', 'reader'],
    ['grafana/agent:v0.44', 'reader'],
    ['otel/opentelemetry-collector-contrib:0.100.0', 'reader'],
    ['ghcr.io/open-telemetry/otelcol:1', 'reader'],
    ['victoriametrics/vmagent:v1', 'reader'],
    ['prom/prometheus:v3.0.0', 'server'],
    ['quay.io/prometheus/prometheus', 'server'],
    ['quay.io/prometheus/node-exporter:v1', 'nothing'],
    ['quay.io/prometheus-operator/prometheus-operator:v0.80', 'nothing'],
    ['corp/hotel-api:1', 'nothing'],
    ['ghcr.io/datawire/ambassador-agent:1', 'nothing'],
    ['grafana/grafana:11', 'nothing'],
  ])('%s: %s', (image, expected) => {
    const { agents, monitorReaders, servers } = collectors({ given: workload('Deployment', 'thing', image) });
    const found =
      monitorReaders.length > 0 ? 'reader' : agents.length > 0 ? 'agent' : servers.length > 0 ? 'server' : 'nothing';
    expect(found).toBe(expected);
  });

  it('does not take the servers of the operator for ones that are configured by hand', () => {
    const { servers } = collectors({
      given: [prometheus(), workload('StatefulSet', 'prometheus-main', 'quay.io/prometheus/prometheus:v3')],
    });
    expect(servers).toEqual([]);
  });

  it('reads scrape configurations job by job, and survives any ConfigMap', () => {
    const { configs } = collectors({
      given: `
kind: ConfigMap
metadata: { name: prometheus, namespace: monitoring }
data:
  other.yml: "groups: []"
  prometheus.yml: |
    scrape_configs:
      - job_name: one
        static_configs: [{ targets: ["a:1"] }]
      - job_name: "two"
        kubernetes_sd_configs: [{ role: pod }]
---
kind: ConfigMap
metadata: { name: empty, namespace: monitoring }
`,
    });
    expect(configs.map(({ job, configMap }) => `${configMap} ${job}`)).toEqual(['prometheus one', 'prometheus two']);
    expect(configs[0]?.text).not.toContain('role: pod');
  });

  it('is complete with Pods alone, or with all workloads', () => {
    const unread = (...kinds: readonly ('Pod' | 'DaemonSet')[]) =>
      collectors({ given: deployment(), gaps: kinds.map((kind) => ({ kind, reason: 'forbidden' })) }).isComplete;
    expect([unread(), unread('DaemonSet'), unread('Pod'), unread('Pod', 'DaemonSet')]).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});

describe('isStatefulSetOf', () => {
  it.each([
    ['prometheus-main', true],
    ['prometheus-main-0', true],
    ['prometheus-main-shard-1', true],
    ['prometheus-main-shard-1-0', true],
    ['prometheus-main-second', false],
    ['prometheus', false],
  ])('%s: %s', (name, expected) => {
    expect(isStatefulSetOf(name, 'main')).toBe(expected);
  });
});

function collectors(given: CleanCase): Collectors {
  return collectorsOf(indexSnapshot(snapshotOf(given)));
}
