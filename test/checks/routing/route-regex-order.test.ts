import { routeRegexOrder } from '../../../src/checks/routing/route-regex-order.ts';
import { testCheck } from '../../support/check-tester.ts';
import { host, mapping, PLAIN } from './yaml.ts';

const regex = (prefix: string, more = '') =>
  mapping('any', `prefix: "${prefix}", prefix_regex: true, rewrite: "", ${more}`);
const users = (more = '') => mapping('users', `prefix: /api/users/, ${more}`);

testCheck(routeRegexOrder, {
  clean: {
    'a regex alone': { given: [...PLAIN, regex('/api/[a-z]{1,20}/.*')] },
    'a regex that is shorter as a text': { given: [...PLAIN, regex('/api/.*/x'), users()] },
    'a precedence of the other route': {
      given: [...PLAIN, regex('/api/[a-z]{1,20}/.*'), users('precedence: 1')],
    },
    'a precedence of the regex: somebody has decided': {
      given: [...PLAIN, regex('/api/[a-z]{1,20}/.*', 'precedence: 1'), users()],
    },
    'the same Service': { given: [...PLAIN, regex('/api/[a-z]{1,20}/.*', 'service: users'), users()] },
    'a regex below the prefix': { given: [...PLAIN, regex('/api/users/[0-9]+/orders'), users()] },
    'a regex that spells out as much': { given: [...PLAIN, regex('/api/[^/]+/orders/.*'), users()] },
    'a regex that names the same folder among others': {
      given: [...PLAIN, regex('/api/(users|items|pay)/.*'), users()],
    },
    'a regex that no path of the other matches': { given: [...PLAIN, regex('/api/[0-9]{1,20}/.*'), users()] },
    'files of one kind, wherever they are': {
      given: [...PLAIN, regex('/.*[.](png|jpg|gif)'), mapping('static', 'prefix: /static/')],
    },
    'other hostnames': {
      given: [...PLAIN, host('www.shop.test'), regex('/api/[a-z]{1,20}/.*', 'hostname: www.shop.test'), users()],
    },
    'requests with a header': { given: [...PLAIN, regex('/api/[a-z]{1,20}/.*', 'headers: { x-beta: "1" }'), users()] },
    'a part of the requests': {
      given: [
        ...PLAIN,
        regex('/api/[a-z]{1,20}/.*', 'weight: 10'),
        mapping('other', 'prefix: "/api/[a-z]{1,20}/.*", prefix_regex: true, rewrite: "", weight: 20'),
        users(),
      ],
    },
    'a regex that takes everything below a text, which is route-shadowed': {
      given: [...PLAIN, regex('/.*'), mapping('a', 'prefix: /a')],
    },
    'a maintenance page': { given: [...PLAIN, regex('/api/[a-z]{1,20}/.*', 'service: maintenance'), users()] },
    'two regexes': {
      given: [
        ...PLAIN,
        regex('/api/[a-z]{1,20}/.*'),
        mapping('users', 'prefix: "/api/users/.*", prefix_regex: true, rewrite: ""'),
      ],
    },
    'routes that no Listener serves': { given: [...PLAIN.slice(2), regex('/api/[a-z]{1,20}/.*'), users()] },
  },
  found: {
    'a folder that a regex takes': {
      given: [...PLAIN, regex('/api/[a-z]{1,20}/.*'), users()],
      expect: [
        {
          on: 'Mapping shop/any',
          severity: 'warning',
          says: 'GET shop.test/api/users/x goes to Mapping shop/any, a regex, though Mapping shop/users says more of the path.',
          mentions: ['Give Mapping shop/users a higher precedence than Mapping shop/any has'],
          evidence: ['Mapping shop/any spec.prefix', 'Mapping shop/users spec.prefix'],
          related: ['Mapping shop/users'],
        },
      ],
    },
    'two of them, once': {
      given: [...PLAIN, regex('/api/[a-z]{1,20}/.*'), users(), mapping('items', 'prefix: /api/items/')],
      expect: [
        {
          on: 'Mapping shop/any',
          mentions: ['(and so for 1 more)'],
          related: ['Mapping shop/users', 'Mapping shop/items'],
        },
      ],
    },
    'a version': {
      given: [...PLAIN, regex('/api/v[0-9]+/.*'), mapping('next', 'prefix: /api/v2/')],
      expect: [{ on: 'Mapping shop/any', severity: 'warning' }],
    },
    'an exact path': {
      given: [...PLAIN, regex('/api/[a-z]{1,20}'), mapping('health', 'prefix: /api/health, prefix_exact: true')],
      expect: [{ on: 'Mapping shop/any', severity: 'warning', mentions: ['GET shop.test/api/health goes to'] }],
    },
    'a redirect': {
      given: [...PLAIN, regex('/api/[a-z]{1,20}/.*'), users('host_redirect: true, service: id.test')],
      expect: [{ on: 'Mapping shop/any' }],
    },
    'one path below it, which could be meant': {
      given: [...PLAIN, regex('/api/[a-z0-9]{1,20}/x'), mapping('long', 'prefix: /api/long/')],
      expect: [{ on: 'Mapping shop/any', severity: 'info', mentions: ['GET shop.test/api/long/x', 'for such paths'] }],
    },
    'one path deep below it': {
      given: [...PLAIN, regex('/api/[^/]+/[^/]+/x'), mapping('long', 'prefix: /api/long-name/')],
      expect: [{ on: 'Mapping shop/any', severity: 'info', mentions: ['GET shop.test/api/long-name/long-name/x'] }],
    },
  },
});
