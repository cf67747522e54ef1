import { weightUnder100 } from '../../../src/checks/balance/weight-under-100.ts';
import { testCheck } from '../../support/check-tester.ts';
import { mapping } from './yaml.ts';

const root = (service: string) => `
kind: Mapping
metadata: { name: root, namespace: shop }
spec: { hostname: "*", prefix: /, service: ${service} }
`;

testCheck(weightUnder100, {
  clean: {
    'exactly 100': { given: [mapping('web', 'weight: 70'), mapping('web-next', 'weight: 30')] },
    'a member without weight gets the rest': { given: [mapping('web'), mapping('web-next', 'weight: 30')] },
    'a lone Mapping, whose weight is ignored': { given: mapping('web', 'weight: 25') },
    'all weights 0, which is weight-all-zero': {
      given: [mapping('web', 'weight: 0'), mapping('web-next', 'weight: 0')],
    },
    'a weight above 100, which is weight-over-100': {
      given: [mapping('a', 'weight: 20'), mapping('b', 'weight: 120')],
    },
    'the finishing of a canary': { given: [mapping('web', 'weight: 0'), mapping('web-next', 'weight: 100')] },
    'two routes that differ in their method': {
      given: [mapping('web', 'weight: 50, method: GET'), mapping('web-next', 'weight: 20, method: POST')],
    },
    'a route that no Host serves': {
      given: [
        mapping('web', 'weight: 50'),
        mapping('web-next', 'weight: 20'),
        'kind: Host\nmetadata: { name: h, namespace: shop }\nspec: { hostname: a.test, mappingSelector: { matchLabels: { a: b } } }',
      ],
    },
  },
  found: {
    'the rest is answered with 404': {
      given: [mapping('web', 'weight: 70'), mapping('web-next', 'weight: 20')],
      expect: [
        {
          on: 'Mapping shop/web-next',
          severity: 'error',
          says: 'The weights of /shop/ add up to 90: web-next 20 %, web 70 %. The other 10 % of the requests are answered with 404.',
          mentions: [
            `kubectl -n shop patch mappings.v3alpha1.getambassador.io web --type=merge -p '{"spec":{"weight":80}}'`,
          ],
          related: ['Mapping shop/web'],
        },
      ],
    },
    'the heavier one is raised, whichever it is': {
      given: [mapping('web', 'weight: 20'), mapping('web-next', 'weight: 70')],
      expect: [
        {
          on: 'Mapping shop/web-next',
          mentions: ['patch mappings.v3alpha1.getambassador.io web-next', '{"spec":{"weight":80}}'],
        },
      ],
    },
    'of two equals the first one is raised': {
      given: [mapping('web', 'weight: 40'), mapping('web-next', 'weight: 40')],
      expect: [
        {
          on: 'Mapping shop/web-next',
          mentions: ['patch mappings.v3alpha1.getambassador.io web-next', 'Raise a weight by 20,'],
        },
      ],
    },
    'one less than 100': {
      given: [mapping('web', 'weight: 70'), mapping('web-next', 'weight: 29')],
      expect: [{ on: 'Mapping shop/web-next', severity: 'error', mentions: ['The other 1 %'] }],
    },
    'the rest goes on to another Mapping': {
      given: [mapping('web', 'weight: 70'), mapping('web-next', 'weight: 20'), root('front.shop')],
      expect: [
        {
          on: 'Mapping shop/web-next',
          severity: 'error',
          mentions: ['go on to / of Mapping shop/root'],
          related: ['Mapping shop/root'],
        },
      ],
    },
    'the rest arrives at the same Service after all': {
      given: [mapping('web', 'weight: 70'), mapping('web-next', 'weight: 20'), root('web.shop')],
      expect: [{ on: 'Mapping shop/web-next', severity: 'warning' }],
    },
    'part of the rest arrives at another Service': {
      given: [
        mapping('web', 'weight: 70'),
        mapping('web-next', 'weight: 20'),
        root('web.shop'),
        root('front.shop').replace('root', 'root-next'),
      ],
      expect: [{ on: 'Mapping shop/web-next', severity: 'error' }],
    },
    'the rest is redirected': {
      given: [
        mapping('web', 'weight: 70'),
        mapping('web-next', 'weight: 20'),
        root('www.shop.test, host_redirect: true'),
      ],
      expect: [{ on: 'Mapping shop/web-next', severity: 'error', mentions: ['go on to / of Mapping shop/root'] }],
    },
    'a Mapping of another host does not take the rest': {
      given: [
        mapping('web', 'weight: 70'),
        mapping('web-next', 'weight: 20'),
        'kind: Mapping\nmetadata: { name: other, namespace: shop }\nspec: { hostname: other.test, prefix: /, service: web }',
      ],
      expect: [{ on: 'Mapping shop/web-next', mentions: ['are answered with 404'] }],
    },
  },
});
