import { describe, expect, it } from 'vitest';
import { indexSnapshot } from '../../src/cluster/cluster.ts';
import { targetsOf } from '../../src/cluster/collectors.ts';
import { scrapesOf } from '../../src/cluster/scrape.ts';
import { unfulfilled } from '../../src/cluster/scrape-path.ts';
import {
  deployment,
  EXPORTER,
  pod,
  podMonitor,
  prometheus,
  service,
  serviceMonitor,
  TO_SIDECAR,
  workload,
} from '../checks/metrics/given.ts';
import { snapshotOf } from '../support/check-tester.ts';

const PICKY = prometheus({ spec: { serviceMonitorSelector: { matchLabels: { a: 'b' } } } });
const SCRAPE = { 'prometheus.io/scrape': 'true' };

describe('scrapesOf', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['nothing', [pod()], []],
    ['a ServiceMonitor', [pod(), service(), serviceMonitor()], ['ServiceMonitor gateway']],
    [
      'a ServiceMonitor that asks for the Pod port by number',
      [pod(), service(), serviceMonitor({ spec: { endpoints: [{ targetPort: 8877 }] } })],
      ['ServiceMonitor gateway'],
    ],
    [
      'no Service has the labels',
      [pod(), service({ labels: {} }), serviceMonitor()],
      ['ServiceMonitor: service-labels'],
    ],
    ['another namespace', [pod(), service(), serviceMonitor({ namespace: 'x' })], ['ServiceMonitor: namespace']],
    [
      'no port has the name',
      [pod(), service(), serviceMonitor({ spec: { endpoints: [{ port: 'admin' }] } })],
      ['ServiceMonitor: port'],
    ],
    [
      'the Service misses the Pod',
      [pod(), service({ selector: { app: 'x' } }), serviceMonitor()],
      ['ServiceMonitor: pod-labels'],
    ],
    ['the Pod has no such port', [pod({ ports: [] }), service(), serviceMonitor()], ['ServiceMonitor: target-port']],
    [
      'the path is wrong',
      [pod(), service(), serviceMonitor({ spec: { endpoints: [{ port: 'ambassador-admin', path: '/x' }] } })],
      ['ServiceMonitor: path'],
    ],
    ['no Prometheus follows it', [pod(), service(), serviceMonitor(), PICKY], ['ServiceMonitor: unselected']],
    [
      'a monitor for many applications does not fit',
      [
        pod(),
        service({ labels: { team: 'a' } }),
        service({
          name: 'cart',
          labels: { team: 'a' },
          selector: { app: 'cart' },
          ports: [{ name: 'http', port: 80 }],
        }),
        serviceMonitor({ name: 'all', selector: { team: 'a' }, spec: { endpoints: [{ port: 'http' }] } }),
      ],
      [],
    ],
    ['a PodMonitor', [pod(), podMonitor()], ['PodMonitor gateway']],
    [
      'a PodMonitor for the sidecar too',
      [
        pod({ sidecars: [EXPORTER] }),
        podMonitor({ spec: { podMetricsEndpoints: [{ port: 'admin' }, { port: 'metrics' }] } }),
      ],
      ['PodMonitor gateway', 'PodMonitor exporter', 'statsd ?'],
    ],
    ['the labels of a PodMonitor', [pod(), podMonitor({ selector: { app: 'x' } })], ['PodMonitor: pod-labels']],
    ['the namespace of a PodMonitor', [pod(), podMonitor({ namespace: 'x' })], ['PodMonitor: namespace']],
    [
      'the port of a PodMonitor is a name',
      [pod(), podMonitor({ spec: { podMetricsEndpoints: [{ port: '8877' }] } })],
      ['PodMonitor: port'],
    ],
    ['annotations', [pod({ annotations: SCRAPE })], ['annotation']],
    ['annotations that nothing was seen to read', [pod({ annotations: SCRAPE }), prometheus()], ['annotation ?']],
    [
      'annotations with a wrong port',
      [pod({ annotations: { ...SCRAPE, 'prometheus.io/port': '1' } })],
      ['annotation: annotation'],
    ],
    ['annotations of a Service', [pod(), service({ annotations: SCRAPE })], ['annotation']],
    ['statsd to a host outside', [pod({ env: { STATSD_ENABLED: 'true', STATSD_HOST: '10.0.0.1' } })], ['statsd']],
    ['statsd to a Service that is not there', [pod({ env: { STATSD_ENABLED: 'true' } })], ['statsd: statsd']],
    ['statsd to the Pod itself', [pod({ env: TO_SIDECAR })], ['statsd ?']],
  ])('%s', (_, given, expected) => {
    const [scrape] = scrapesOf(indexSnapshot(snapshotOf({ given })));
    const paths = scrape?.paths.map(
      ({ through, gives, broken, isDoubtful }) =>
        `${through}${broken ? `: ${broken.step}` : gives ? ` ${gives}` : ''}${isDoubtful ? ' ?' : ''}`,
    );
    expect(paths).toEqual(expected);
    expect(scrape?.isLinked).toBe(expected.some((path) => !/[:?]/.test(path)));
  });

  it('has an entry for each Pod that runs, and names what differs', () => {
    const given = [
      deployment(),
      pod(),
      pod({ name: 'emissary-ingress-abc-2', labels: { app: 'changed' } }),
      pod({ name: 'emissary-ingress-abc-3', status: { phase: 'Pending' } }),
      podMonitor(),
    ];
    const scrapes = scrapesOf(indexSnapshot(snapshotOf({ given })));
    expect(scrapes.map(({ isLinked }) => isLinked)).toEqual([true, false]);
    expect(scrapes[1]?.paths[0]?.broken?.difference).toMatchObject({
      wanted: { path: 'spec.selector.matchLabels.app', value: 'app=emissary' },
      found: { path: 'metadata.labels.app', value: 'app=changed' },
    });
  });

  it('goes by the template where Pods could not be read, and while they are replaced', () => {
    const replaced = [
      deployment({ replicas: 2, status: { replicas: 3, updatedReplicas: 1 } }),
      pod({ labels: { app: 'emissary', old: 'yes' } }),
      podMonitor(),
    ];
    const unread = snapshotOf({ given: [deployment(), podMonitor()], gaps: [{ kind: 'Pod', reason: 'forbidden' }] });
    for (const snapshot of [snapshotOf({ given: replaced }), unread]) {
      const scrapes = scrapesOf(indexSnapshot(snapshot));
      expect(scrapes.map(({ of, isLinked }) => [of.kind, isLinked])).toEqual([['Deployment', true]]);
    }
  });

  it('follows fixed targets to Pods, by their Service and by their address', () => {
    const config = (target: string) => `
kind: ConfigMap
metadata: { name: prometheus, namespace: monitoring }
data:
  prometheus.yml: |
    scrape_configs:
      - job_name: gateway
        static_configs: [{ targets: ["${target}"] }]
`;
    const linked = (target: string) => {
      const given = [
        pod({ status: { podIP: '10.4.0.7' } }),
        service(),
        config(target),
        workload('Deployment', 'p', 'prom/prometheus'),
      ];
      return scrapesOf(indexSnapshot(snapshotOf({ given })))[0]?.isLinked;
    };
    expect(linked('10.4.0.7:8877')).toBe(true);
    expect(linked('emissary-ingress-admin.emissary.svc:8877')).toBe(true);
    expect(linked('10.4.0.70:8877')).toBe(false);
    expect(linked('cart.shop:8877')).toBe(false);
  });
});

describe('targetsOf', () => {
  const job = (text: string) => targetsOf({ namespace: 'm', configMap: 'c', job: 'j', text });

  it('reads targets in a list and in brackets', () => {
    const text = `static_configs:\n  - targets:\n      - a.b.svc:8877\n      - 'c:9102'\n  - targets: ["10.0.0.1:80"]`;
    expect(job(text)).toEqual([
      { host: 'a.b.svc', port: 8877 },
      { host: 'c', port: 9102 },
      { host: '10.0.0.1', port: 80 },
    ]);
  });

  it('reads none of a probe, of discovery, or of an address in a URL', () => {
    expect(job('metrics_path: /probe\nstatic_configs: [{ targets: ["a:8877"] }]')).toEqual([]);
    expect(job('kubernetes_sd_configs: [{ role: pod }]')).toEqual([]);
    expect(job('static_configs: [{ targets: ["http://a:8877/x"] }]')).toEqual([]);
  });
});

describe('unfulfilled', () => {
  it('names each pair that does not hold, with what is there instead', () => {
    const selector = {
      matchLabels: { a: '1', b: '2', c: '3' },
      matchExpressions: [
        { key: 'd', operator: 'In', values: ['x', 'y'] },
        { key: 'a', operator: 'Exists' },
        { key: 'b', operator: 'DoesNotExist' },
      ],
    };
    expect(unfulfilled(selector, { a: '1', b: '9' }).map(({ wanted, found }) => [wanted, found])).toEqual([
      ['b=2', 'b=9'],
      ['c=3', undefined],
      ['d In (x, y)', undefined],
      ['b DoesNotExist', 'b=9'],
    ]);
  });
});
