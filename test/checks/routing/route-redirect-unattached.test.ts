import { routeRedirectUnattached } from '../../../src/checks/routing/route-redirect-unattached.ts';
import { testCheck } from '../../support/check-tester.ts';
import { GATEWAY, host, listener, mapping, PLAIN } from './yaml.ts';

const asking = host('shop.test', 'mappingSelector: { matchLabels: { team: shop } }');
const redirect = (fields = '', meta = '') =>
  mapping('old', `host_redirect: true, service: new.test${fields && `, ${fields}`}`, meta);

testCheck(routeRedirectUnattached, {
  clean: {
    'a plain hostname': { given: [...PLAIN, redirect()] },
    'a wildcard': { given: [...PLAIN, redirect('hostname: "*"')] },
    'a hostname that no Host has, which is route-no-host-match': {
      given: [...PLAIN, redirect('hostname: other.test')],
    },
    'a Host with labels beside one without': { given: [GATEWAY, listener(8080), asking, host('*'), redirect()] },
    'not strict: the hostname is enough': {
      given: [GATEWAY.replace('emissary:4.0.1', 'emissary:2.4.0'), listener(8080), asking, redirect()],
    },
    'no redirect': { given: [GATEWAY, listener(8080), asking, mapping('old', '', 'labels: { team: shop }')] },
  },
  found: {
    'a regex': {
      given: [...PLAIN, redirect('host: "(www[.])?shop.test", host_regex: true')],
      expect: [{ on: 'Mapping shop/old', severity: 'error', mentions: ['with a regex for its host'] }],
    },
    'no hostname': {
      given: [...PLAIN, redirect('hostname: ""')],
      expect: [{ on: 'Mapping shop/old', mentions: ['without hostname'] }],
    },
    'a Host that selects by labels, though it has them': {
      given: [GATEWAY, listener(8080), asking, redirect('', 'labels: { team: shop }')],
      expect: [
        {
          on: 'Mapping shop/old',
          mentions: ['for a Host that selects Mappings by labels', 'Take mappingSelector off the Host'],
          related: ['Host shop/shop-test'],
          evidence: ['Host shop/shop-test spec.mappingSelector.matchLabels'],
        },
      ],
    },
  },
});
