import { tlsUpstreamScheme } from '../../../src/checks/tls/tls-upstream-scheme.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway } from '../gateway/given.ts';

const mapping = (service: string, more = '') => `
kind: Mapping
metadata: { name: pay, namespace: shop }
spec: { hostname: "*", prefix: /pay/, service: "${service}"${more} }
`;
const service = (ports: string, more = '') => `
kind: Service
metadata: { name: pay, namespace: shop }
spec: { selector: { app: pay }, ports: [${ports}]${more} }
`;
const workload = (container: string, template = '') => `
kind: Deployment
metadata: { name: pay, namespace: shop }
spec:
  selector: { matchLabels: { app: pay } }
  template:
    metadata: { labels: { app: pay }${template} }
    spec: { containers: [{ name: app, ${container} }] }
`;
const probe = (port: number, scheme: string) =>
  `readinessProbe: { httpGet: { path: /, port: ${port}, scheme: ${scheme} } }`;
const meshed = 'kind: Namespace\nmetadata: { name: shop, labels: { istio-injection: enabled } }';

testCheck(tlsUpstreamScheme, {
  clean: {
    'in clear to a plain port': {
      given: [mapping('pay.shop:80'), service('{ name: http, port: 80, targetPort: 8080 }')],
    },
    'TLS to a port for TLS': { given: [mapping('https://pay.shop:8443'), service('{ name: https, port: 8443 }')] },
    'port 443 in front of 8080': { given: [mapping('pay.shop:443'), service('{ port: 443, targetPort: 8080 }')] },
    'a port called https that leads to one called http': {
      given: [mapping('pay.shop:443'), service('{ name: https, port: 443, targetPort: http }')],
    },
    'a port called https that leads anywhere': {
      given: [mapping('pay.shop:443'), service('{ name: https, port: 443, targetPort: 9000 }')],
    },
    'TLS to a port called https that leads to 8080, as Argo CD has it, with probes in clear': {
      given: [
        mapping('https://pay.shop'),
        service('{ name: https, port: 443, targetPort: 8080 }'),
        workload(`ports: [{ containerPort: 8080 }], ${probe(8080, 'HTTP')}`),
      ],
    },
    'TLS to a port called http on 9200, as Elasticsearch has it': {
      given: [mapping('https://pay.shop:9200'), service('{ name: http, port: 9200 }')],
    },
    'TLS to a port 8080 without name': { given: [mapping('https://pay.shop:8080'), service('{ port: 8080 }')] },
    'the same where the Pods call it http too': {
      given: [
        mapping('https://pay.shop:9200'),
        service('{ name: http, port: 9200 }'),
        workload('ports: [{ name: http, containerPort: 9200 }]'),
      ],
    },
    'TLS to a port called http that leads to 8443': {
      given: [mapping('https://pay.shop'), service('{ name: http, port: 443, targetPort: 8443 }')],
    },
    'probes that do not agree': {
      given: [
        mapping('pay.shop:9000'),
        service('{ port: 9000, appProtocol: http }'),
        workload(`ports: [{ containerPort: 9000 }], ${probe(9000, 'HTTPS')}`),
      ],
    },
    'a probe of another port': {
      given: [
        mapping('pay.shop:9000'),
        service('{ port: 9000 }'),
        workload(`ports: [{ containerPort: 9000 }], ${probe(9443, 'HTTPS')}`),
      ],
    },
    'a TLSContext': { given: [mapping('pay.shop:8443', ', tls: up'), service('{ name: https, port: 8443 }')] },
    'a TCPMapping passes TLS through': {
      given: [
        'kind: TCPMapping\nmetadata: { name: pay, namespace: shop }\nspec: { port: 8443, service: "pay.shop:8443" }',
        service('{ name: https, port: 8443 }'),
      ],
    },
    'the upstream is in a mesh': {
      given: [mapping('pay.shop:8443'), service('{ name: https, port: 8443 }'), meshed],
    },
    'its Pods have the proxy of a mesh': {
      given: [
        mapping('pay.shop:8443'),
        service('{ name: https, port: 8443 }'),
        workload('image: a', ', annotations: { linkerd.io/inject: enabled }'),
      ],
    },
    'the gateway is in a mesh': {
      given: [
        gateway(),
        'kind: Namespace\nmetadata: { name: emissary, labels: { istio.io/rev: stable } }',
        mapping('pay.shop:8443'),
        service('{ name: https, port: 8443 }'),
      ],
    },
    'another gateway': {
      given: [
        gateway(),
        gateway({ namespace: 'inner', env: { AMBASSADOR_ID: 'inner' } }),
        mapping('emissary-ingress.inner:443'),
        'kind: Service\nmetadata: { name: emissary-ingress, namespace: inner }\nspec: { selector: { app: emissary-ingress }, ports: [{ name: https, port: 443, targetPort: 8443 }] }',
      ],
    },
    'outside with TLS': { given: mapping('https://api.example.com') },
    'what is declared for a load balancer, in front of a plain port': {
      given: [mapping('pay.shop:443'), service('{ name: web, port: 443, targetPort: 80, appProtocol: https }')],
    },
    'a machine outside by its address': { given: mapping('192.0.2.7:8443') },
    'outside on a port that says nothing': { given: mapping('api.example.com:8200') },
    'a redirect': { given: mapping('api.example.com:443', ', host_redirect: true') },
    'a Mapping without any weight': {
      given: [
        mapping('pay.shop:8443', ', weight: 0'),
        mapping('pay.shop:80').replace('name: pay', 'name: pay-2'),
        service('{ name: https, port: 8443 }, { name: http, port: 80 }'),
      ],
    },
  },
  found: {
    'in clear to a port for TLS': {
      given: [mapping('pay.shop:8443'), service('{ name: https, port: 8443 }')],
      expect: [
        {
          on: 'Mapping shop/pay',
          severity: 'warning',
          says: 'Mapping shop/pay sends its requests in clear to port 8443 of Service shop/pay, which seems to take TLS, by its name and numbers.',
          evidence: ['Mapping shop/pay spec.service', 'Service shop/pay spec.ports[8443].targetPort'],
          related: ['Service shop/pay'],
          mentions: [`'{"spec":{"service":"https://pay.shop:8443"}}'`],
        },
      ],
    },
    'by number alone': {
      given: [mapping('pay.shop:443'), service('{ port: 443, targetPort: 8443 }')],
      expect: [{ on: 'Mapping shop/pay', severity: 'warning', mentions: ['https://pay.shop:443'] }],
    },
    'by the name of the port in the Pods': {
      given: [
        mapping('pay.shop:9000'),
        service('{ port: 9000, targetPort: https }'),
        workload('ports: [{ name: https, containerPort: 9443 }]'),
      ],
      expect: [{ on: 'Mapping shop/pay', severity: 'warning' }],
    },
    'there is a plain port beside it': {
      given: [mapping('pay.shop:8443'), service('{ name: https, port: 8443 }, { name: http, port: 80 }')],
      expect: [{ on: 'Mapping shop/pay', mentions: ['or send them to port 80, which takes none'] }],
    },
    'appProtocol says so': {
      given: [mapping('pay.shop:9000'), service('{ port: 9000, appProtocol: https }')],
      expect: [
        {
          on: 'Mapping shop/pay',
          severity: 'error',
          evidence: ['Service shop/pay spec.ports[9000].appProtocol'],
          mentions: ['takes TLS: its appProtocol is https'],
        },
      ],
    },
    'a probe says so': {
      given: [
        mapping('pay.shop:9000'),
        service('{ port: 9000 }'),
        workload(`ports: [{ containerPort: 9000 }], ${probe(9000, 'HTTPS')}`),
      ],
      expect: [
        {
          on: 'Mapping shop/pay',
          severity: 'error',
          evidence: ['Deployment shop/pay spec.template.spec.containers[app].readinessProbe.httpGet.scheme'],
          mentions: ['it is probed by HTTPS', 'answers with 400'],
        },
      ],
    },
    'only copies of requests': {
      given: [
        mapping('pay.shop:9000', ', shadow: true'),
        mapping('pay.shop:80').replace('name: pay', 'name: real'),
        service('{ name: a, port: 9000, appProtocol: https }, { name: http, port: 80 }'),
      ],
      expect: [{ on: 'Mapping shop/pay', severity: 'warning' }],
    },
    'TLS to a plain port': {
      given: [mapping('https://pay.shop:80'), service('{ name: http, port: 80, targetPort: 3000 }')],
      expect: [
        {
          on: 'Mapping shop/pay',
          severity: 'warning',
          says: 'Mapping shop/pay sends its requests with TLS to port 80 of Service shop/pay, which seems to take none, by its name and numbers.',
          evidence: ['Service shop/pay spec.ports[80].name'],
          mentions: ['handshake fails', `'{"spec":{"service":"pay.shop:80"}}'`],
        },
      ],
    },
    'TLS to a port without name, beside a probe in clear': {
      given: [
        mapping('https://pay.shop:80'),
        service('{ port: 80, targetPort: 3000 }'),
        workload(`ports: [{ containerPort: 3000 }], ${probe(3000, 'HTTP')}`),
      ],
      expect: [{ on: 'Mapping shop/pay', severity: 'warning' }],
    },
    'TLS to a port 80 without name': {
      given: [mapping('https://pay.shop:80'), service('{ port: 80, targetPort: 3000 }')],
      expect: [{ on: 'Mapping shop/pay', severity: 'warning' }],
    },
    'TLS to a port with appProtocol http': {
      given: [mapping('https://pay.shop:9000'), service('{ port: 9000, appProtocol: http }')],
      expect: [{ on: 'Mapping shop/pay', severity: 'error' }],
    },
    'a proxy that is switched off': {
      given: [
        mapping('pay.shop:8443'),
        service('{ name: https, port: 8443 }'),
        meshed,
        workload('image: a', ', annotations: { sidecar.istio.io/inject: "false" }'),
      ],
      expect: [{ on: 'Mapping shop/pay' }],
    },
    'outside, in clear on 443': {
      given: mapping('api.example.com:443'),
      expect: [
        {
          on: 'Mapping shop/pay',
          severity: 'warning',
          says: 'Mapping shop/pay sends its requests in clear to port 443 of api.example.com, which is one for TLS.',
        },
      ],
    },
    'outside through a Service of type ExternalName': {
      given: [mapping('pay.shop:443'), service('{ port: 443 }', ', type: ExternalName, externalName: api.example.com')],
      expect: [{ on: 'Mapping shop/pay', severity: 'warning' }],
    },
    'outside, with TLS on 80': {
      given: mapping('https://api.example.com:80'),
      expect: [{ on: 'Mapping shop/pay', severity: 'warning', mentions: ['one for clear traffic'] }],
    },
  },
});
