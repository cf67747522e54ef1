import { metricsStatsdHostMissing } from '../../../src/checks/metrics/metrics-statsd-host-missing.ts';
import { testCheck } from '../../support/check-tester.ts';
import { deployment, namespace, service } from './given.ts';

const UDP = [{ name: 'statsd', port: 8125, protocol: 'UDP' }];

function sending(host?: string, facts: object = {}): string {
  return deployment({ env: { STATSD_ENABLED: 'true', ...(host !== undefined && { STATSD_HOST: host }) }, ...facts });
}
function sink(name: string, home = 'emissary'): string {
  return service({ name, namespace: home, labels: {}, ports: UDP });
}

testCheck(metricsStatsdHostMissing, {
  clean: {
    'a Service beside the Pods': { given: [sending('statsd'), sink('statsd')] },
    'the default Service': { given: [sending(), sink('statsd-sink')] },
    'a Service in another namespace': { given: [sending('statsd.monitoring'), sink('statsd', 'monitoring')] },
    'a full name': { given: [sending('statsd.monitoring.svc.cluster.local'), sink('statsd', 'monitoring')] },
    'an address': { given: sending('10.0.0.12') },
    'a host outside': { given: sending('statsd.example.com') },
    'a short name outside': { given: [sending('statsd.corp'), namespace('emissary')] },
    'the address of the node': { given: sending('$(HOST_IP)') },
    'localhost is another matter': { given: sending('localhost') },
    'statsd is off': { given: deployment({ env: { STATSD_HOST: 'nowhere' } }) },
    'Pods on the network of their node': { given: sending('statsd', { spec: { hostNetwork: true } }) },
    'a namespace that could not be read': {
      given: [sending('statsd.monitoring'), namespace('monitoring')],
      gaps: [{ kind: 'Service', namespace: 'monitoring', reason: 'forbidden' }],
    },
    'a namespace that was not looked at': {
      given: [sending('statsd.monitoring.svc')],
      namespaces: ['emissary'],
    },
  },
  found: {
    'a typing mistake': {
      given: [sending('statsd-snk'), sink('statsd-sink')],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'error',
          says: 'Deployment emissary/emissary-ingress sends its metrics to statsd-snk, and there is no Service emissary/statsd-snk. The nearest is statsd-sink.',
          mentions: ['kubectl -n emissary set env deployment emissary-ingress STATSD_HOST=statsd-sink -c emissary'],
          evidence: ['Deployment emissary/emissary-ingress spec.template.spec.containers[emissary].env[STATSD_HOST]'],
        },
      ],
    },
    'the default, and it is in another namespace': {
      given: [sending(), sink('statsd-sink', 'monitoring')],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          mentions: ['statsd-sink (the default, as STATSD_HOST is not set)', 'STATSD_HOST=statsd-sink.monitoring'],
        },
      ],
    },
    'nothing like it, and one Service that takes statsd': {
      given: [sending('metrics'), sink('collector', 'monitoring')],
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['The nearest is collector.monitoring.'] }],
    },
    'nothing like it at all': {
      given: [sending('metrics'), service()],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          mentions: ['there is no Service emissary/metrics.', 'or create that Service'],
        },
      ],
    },
    'a mistake in the namespace': {
      given: [
        sending('statsd.monitorin'),
        namespace('emissary'),
        namespace('monitoring'),
        sink('statsd', 'monitoring'),
      ],
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['The nearest is statsd.monitoring.'] }],
    },
    'a name in a namespace that is there': {
      given: [sending('statd.monitoring'), sink('statsd', 'monitoring')],
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['The nearest is statsd.monitoring.'] }],
    },
    'a port in the host': {
      given: [sending('statsd:9125'), sink('statsd')],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          mentions: ['that is no host name', 'Set STATSD_HOST to statsd.'],
        },
      ],
    },
    'a scheme in the host': {
      given: sending('udp://statsd.example.com:8125'),
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['Set STATSD_HOST to statsd.example.com.'] }],
    },
  },
});
