import { routeRootSwallow } from '../../../src/checks/routing/route-root-swallow.ts';
import { testCheck } from '../../support/check-tester.ts';
import { host, mapping, PLAIN } from './yaml.ts';

const others = [mapping('cart'), mapping('pay')];
const root = (fields = '') => mapping('root', `prefix: /${fields && `, ${fields}`}`);

testCheck(routeRootSwallow, {
  clean: {
    'no precedence': { given: [...PLAIN, root(), ...others] },
    'a precedence below all others': { given: [...PLAIN, root('precedence: -1'), ...others] },
    'others of a higher precedence': {
      given: [...PLAIN, root('precedence: 1'), mapping('cart', 'precedence: 2'), mapping('pay', 'precedence: 2')],
    },
    'a maintenance page': {
      given: [...PLAIN, mapping('maintenance', 'prefix: /, precedence: 100'), ...others],
    },
    'only for some headers': { given: [...PLAIN, root('precedence: 1, headers: { x-test: "1" }'), ...others] },
    'on another Host': {
      given: [...PLAIN, host('www.shop.test'), root('hostname: www.shop.test, precedence: 1'), ...others],
    },
    'one other only, which is route-shadowed': { given: [...PLAIN, root('precedence: 1'), mapping('cart')] },
  },
  found: {
    'several others': {
      given: [...PLAIN, root('precedence: 1'), ...others],
      expect: [
        {
          on: 'Mapping shop/root',
          severity: 'warning',
          says: 'Mapping shop/root has prefix / and precedence 1, so 2 other routes get no request any more.',
          mentions: [`-p '{"spec":{"precedence":null}}'`],
          related: ['Mapping shop/cart', 'Mapping shop/pay'],
        },
      ],
    },
  },
});
