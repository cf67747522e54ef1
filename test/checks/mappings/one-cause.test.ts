import { describe, expect, it } from 'vitest';
import { mappingsChecks } from '../../../src/checks/mappings/index.ts';
import { runChecks } from '../../../src/engine/run.ts';
import { objectName } from '../../../src/engine/text.ts';
import { type CleanCase, NOW, snapshotOf } from '../../support/check-tester.ts';
import { annotated, endpoints, gateway, mapping, namespaces, pod, service, tcpMapping, workload } from './yaml.ts';

/** What one broken thing is reported as, by all checks of mappings together. */
const CAUSES: Readonly<Record<string, CleanCase & { readonly is: readonly string[] }>> = {
  'a healthy cluster': {
    given: [
      gateway(),
      namespaces('emissary', 'shop'),
      mapping('cart', 'service: cart'),
      mapping('cart-canary', 'prefix: /cart/, service: "cart-canary:80", weight: 10'),
      mapping('copy', 'prefix: /cart/, service: cart-copy.shop, shadow: true, weight: 5'),
      mapping('moved', 'prefix: /old/, service: www.example.com, host_redirect: true, path_redirect: /new/'),
      mapping('partner', 'service: "https://api.partner.example", host_rewrite: api.partner.example'),
      mapping('edge', 'service: "127.0.0.1:8500"'),
      mapping('static', 'service: static.shop.svc.cluster.local, rewrite: ""'),
      tcpMapping('queue', 'service: "queue.shop:5672"'),
      service('cart'),
      service('cart-canary'),
      service('cart-copy', 'selector: {}'),
      service('static', 'type: ExternalName, externalName: static.example.com'),
      service('queue', 'clusterIP: None, ports: [{ port: 5672, targetPort: 5672 }]'),
      workload('cart', { status: 'observedGeneration: 1' }),
      workload('cart-canary', { replicas: 1 }),
      workload('queue', { kind: 'StatefulSet', containers: '[{ name: app, ports: [{ containerPort: 5672 }] }]' }),
      pod('cart-1', 'ready', { owner: 'cart' }),
      pod('cart-2', 'restarted', { owner: 'cart' }),
      pod('cart-canary-1', 'ready', { owner: 'cart-canary' }),
      pod('queue-0', 'ready', { ports: '[{ containerPort: 5672 }]' }),
      endpoints('cart', 2),
      endpoints('cart-canary', 1),
      endpoints('queue', 1),
    ],
    is: [],
  },
  'a misspelled name': {
    given: [mapping('cart', 'service: crat'), service('cart'), workload('cart'), pod('cart-1')],
    is: ['MAP001'],
  },
  'a misspelled namespace': {
    given: [
      mapping('cart', 'service: cart.shpo'),
      service('cart'),
      workload('cart'),
      pod('cart-1'),
      namespaces('shop'),
    ],
    is: ['MAP002'],
  },
  'a wrong namespace and a port that is not there either': {
    given: [mapping('cart', 'service: "cart:9000"'), service('cart', '', 'carts')],
    is: ['MAP002'],
  },
  'a named port behind a bare name': {
    given: [gateway(), mapping('cart', 'service: "cart:http"'), service('cart'), workload('cart'), pod('cart-1')],
    is: ['MAP005'],
  },
  'a port of the Pods, none of which is listening there': {
    given: [mapping('cart', 'service: "cart:8080"'), service('cart'), workload('cart'), pod('cart-1')],
    is: ['MAP004'],
  },
  'a scheme, and all else is well': {
    given: [mapping('cart', 'service: "htp://cart"'), service('cart'), workload('cart'), pod('cart-1')],
    is: ['MAP006'],
  },
  'Pods that crash, and so no endpoints': {
    given: [
      mapping('cart'),
      service('cart'),
      workload('cart'),
      pod('cart-1', 'crashing', { owner: 'cart' }),
      endpoints('cart', 0),
    ],
    is: ['MAP009'],
  },
  'Pods that crash beside others that are not ready': {
    given: [
      mapping('cart'),
      service('cart'),
      workload('cart'),
      pod('cart-1', 'crashing'),
      pod('cart-2', 'unready'),
      endpoints('cart', 0),
    ],
    is: ['MAP009'],
  },
  'Pods that are not ready, and so no endpoints': {
    given: [mapping('cart'), service('cart'), workload('cart'), pod('cart-1', 'unready'), endpoints('cart', 0)],
    is: ['MAP010'],
  },
  'no replicas, and so no Pods and no endpoints': {
    given: [mapping('cart'), service('cart'), workload('cart', { replicas: 0 }), endpoints('cart', 0)],
    is: ['MAP011'],
  },
  'a label, and so no Pods and no endpoints': {
    given: [
      mapping('cart'),
      service('cart', 'selector: { app: crat }'),
      workload('cart'),
      pod('cart-1', 'ready', { owner: 'cart' }),
      endpoints('cart', 0),
    ],
    is: ['MAP012'],
  },
  'a name of a port, and so no endpoints': {
    given: [
      mapping('cart'),
      service('cart', 'ports: [{ port: 80, targetPort: web }]'),
      workload('cart'),
      pod('cart-1'),
      endpoints('cart', 0),
    ],
    is: ['MAP013'],
  },
  'nothing behind a Service': { given: [mapping('cart'), service('cart'), endpoints('cart', 0)], is: ['MAP008'] },
  'a resolver that is not there, of a Service that is not there': {
    given: [mapping('cart', 'service: crat, resolver: nothing'), service('cart'), pod('cart-1')],
    is: ['MAP014'],
  },
  'an inactive Mapping whose field says why': {
    given: [
      `${mapping('cart', 'service: cart, outlier_detection: x')}status: { state: Inactive, reason: no }`,
      service('cart'),
      pod('cart-1'),
    ],
    is: ['MAP015'],
  },
  'two definitions, of which the one that does not count names no Service': {
    given: [
      mapping('cart', 'service: crat'),
      annotated(
        'web',
        'apiVersion: getambassador.io/v3alpha1\nkind: Mapping\nname: cart\nhostname: "*"\nprefix: /web/\nservice: web',
      ),
      pod('web-1'),
    ],
    is: ['MAP016'],
  },
  'two dots in one route': {
    given: [
      gateway(),
      mapping('cart.a', 'service: cart, prefix: /'),
      mapping('cart.b', 'service: cart, prefix: /, weight: 10'),
      service('cart'),
      pod('cart-1'),
    ],
    is: ['MAP021'],
  },
  'a canary that is left out': {
    given: [
      mapping('cart'),
      mapping('next', 'prefix: /cart/, service: next, bypass_auth: true'),
      service('cart'),
      service('next'),
      pod('cart-1'),
      pod('next-1'),
    ],
    is: ['MAP020'],
  },
  'one route in two namespaces': {
    given: [
      mapping('cart'),
      mapping('next', 'prefix: /cart/, service: next'),
      service('cart'),
      service('next'),
      pod('cart-1'),
      pod('next-1'),
    ],
    is: ['MAP017'],
  },
};

describe('one broken thing is one finding', () => {
  it.each(Object.entries(CAUSES))('%s', (_, { is, ...given }) => {
    const { findings } = runChecks(snapshotOf(given), mappingsChecks, { now: NOW });
    expect(findings.map(({ code, on }) => `${code} on ${objectName(on)}`).map((text) => text.slice(0, 6))).toEqual(is);
  });
});
