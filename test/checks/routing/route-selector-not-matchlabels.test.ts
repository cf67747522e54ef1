import { routeSelectorNotMatchlabels } from '../../../src/checks/routing/route-selector-not-matchlabels.ts';
import { testCheck } from '../../support/check-tester.ts';
import { GATEWAY, host, listener, PLAIN } from './yaml.ts';

const EXPRESSIONS = 'matchExpressions: [{ key: team, operator: Exists }]';
const LABELS = 'matchLabels: { team: shop }';
const binding = (selector: string) =>
  `protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL }, selector: { ${selector} } }`;

testCheck(routeSelectorNotMatchlabels, {
  clean: {
    'no selectors': { given: PLAIN },
    'labels alone': {
      given: [GATEWAY, listener(8080, binding(LABELS)), host('shop.test', `mappingSelector: { ${LABELS} }`)],
    },
    'an empty selector': { given: [GATEWAY, listener(8080), host('shop.test', 'mappingSelector: {}')] },
    'a Host of another installation': {
      given: [...PLAIN, host('a.test', `ambassador_id: [north], mappingSelector: { ${EXPRESSIONS} }`)],
    },
  },
  found: {
    'a Host with expressions': {
      given: [GATEWAY, listener(8080), host('shop.test', `mappingSelector: { ${EXPRESSIONS} }`)],
      expect: [{ on: 'Host shop/shop-test', severity: 'warning', mentions: ['takes Mappings with any labels'] }],
    },
    'a Host with both, under the old name': {
      given: [GATEWAY, listener(8080), host('shop.test', `selector: { ${LABELS}, ${EXPRESSIONS} }`)],
      expect: [{ on: 'Host shop/shop-test', severity: 'warning', mentions: ['only its labels count'] }],
    },
    'a Listener with expressions': {
      given: [GATEWAY, listener(8080, binding(EXPRESSIONS)), host('shop.test')],
      expect: [{ on: 'Listener emissary/l8080', severity: 'error', mentions: ['refuses the whole Listener'] }],
    },
    'a Listener with both': {
      given: [GATEWAY, listener(8080, binding(`${LABELS}, ${EXPRESSIONS}`)), host('shop.test')],
      expect: [{ on: 'Listener emissary/l8080', severity: 'warning' }],
    },
  },
});
