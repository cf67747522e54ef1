import { routeShadowed } from '../../../src/checks/routing/route-shadowed.ts';
import { testCheck } from '../../support/check-tester.ts';
import { host, mapping, PLAIN } from './yaml.ts';

const api = (fields: string) => mapping('api', fields);
const users = mapping('users', 'prefix: /api/users/');

testCheck(routeShadowed, {
  clean: {
    'the longer prefix, which comes first': { given: [...PLAIN, api('prefix: /api/'), users] },
    'a catch-all': { given: [...PLAIN, mapping('all', 'prefix: /'), users] },
    'precedence that only some requests meet': {
      given: [...PLAIN, api('prefix: /api/, precedence: 5, headers: { x-beta: "1" }'), users],
    },
    'a maintenance page': {
      given: [...PLAIN, api('prefix: /api/, precedence: 5, service: maintenance-page'), users],
    },
    'precedence of another method': {
      given: [...PLAIN, api('prefix: /api/, precedence: 5, method: POST'), users],
    },
    'precedence on another hostname': {
      given: [...PLAIN, host('www.shop.test'), api('prefix: /api/, precedence: 5, hostname: www.shop.test'), users],
    },
    'weights that leave something over': {
      given: [
        ...PLAIN,
        api('prefix: /api/, precedence: 5, weight: 50'),
        mapping('api-next', 'prefix: /api/, precedence: 5, weight: 40'),
        users,
      ],
    },
    'an exact path, which takes only itself': {
      given: [
        ...PLAIN,
        api('prefix: /api/users/, prefix_exact: true, precedence: 5'),
        mapping('users', 'prefix: /api/'),
      ],
    },
    'letter case that makes a difference': {
      given: [...PLAIN, api('prefix: /API/, precedence: 5'), users],
    },
    'a narrower route that does not see letter case': {
      given: [
        ...PLAIN,
        api('prefix: /api/, precedence: 5'),
        mapping('users', 'prefix: /api/users/, case_sensitive: false'),
      ],
    },
    'a regex that does not take everything': {
      given: [...PLAIN, api('prefix: "/api/[a-z0-9]+/long", prefix_regex: true, precedence: 1'), users],
    },
    'the same conditions with another precedence, which is mapping-conflict-precedence': {
      given: [...PLAIN, api('prefix: /api/, precedence: 5'), mapping('other', 'prefix: /api/')],
    },
    'routes that no Listener serves': {
      given: [...PLAIN.slice(2), api('prefix: /api/, precedence: 5'), users],
    },
  },
  found: {
    'a precedence beats a longer prefix': {
      given: [...PLAIN, api('prefix: /api/, precedence: 5'), users],
      expect: [
        {
          on: 'Mapping shop/api',
          severity: 'warning',
          says: 'Mapping shop/users never gets a request: Mapping shop/api is tried first and takes them all, GET shop.test/api/users/ for one.',
          related: ['Mapping shop/users'],
          evidence: ['Mapping shop/api spec.precedence', 'Mapping shop/users spec.prefix'],
        },
      ],
    },
    'several, once': {
      given: [...PLAIN, api('prefix: /api/, precedence: 5'), users, mapping('items', 'prefix: /api/items/')],
      expect: [
        { on: 'Mapping shop/api', mentions: ['of 1 more'], related: ['Mapping shop/users', 'Mapping shop/items'] },
      ],
    },
    'a regex that takes everything is longer than a prefix': {
      given: [...PLAIN, mapping('all', 'prefix: "/.*", prefix_regex: true, rewrite: ""'), mapping('a', 'prefix: /a')],
      expect: [{ on: 'Mapping shop/all', mentions: ['Mapping shop/a never gets a request'] }],
    },
    'a wider hostname with precedence': {
      given: [...PLAIN, mapping('all', 'hostname: "*", prefix: /api/, precedence: 1'), users],
      expect: [{ on: 'Mapping shop/all' }],
    },
    'a redirect with precedence': {
      given: [...PLAIN, mapping('old', 'prefix: /api/, precedence: 1, host_redirect: true, service: new.test'), users],
      expect: [{ on: 'Mapping shop/old' }],
    },
    'a / with precedence that takes only one other': {
      given: [...PLAIN, mapping('all', 'prefix: /, precedence: 1'), users],
      expect: [{ on: 'Mapping shop/all' }],
    },
  },
});
