import { routePrefixBleed } from '../../../src/checks/routing/route-prefix-bleed.ts';
import { testCheck } from '../../support/check-tester.ts';
import { host, mapping, PLAIN } from './yaml.ts';

const man = (fields = '') => mapping('man', `prefix: /man, ${fields}`);
const mankind = (fields = '') => mapping('mankind', /prefix:/.test(fields) ? fields : `prefix: /mankind/, ${fields}`);

testCheck(routePrefixBleed, {
  clean: {
    'a prefix alone': { given: [...PLAIN, man()] },
    'the longer prefix, which comes first': { given: [...PLAIN, man(), mankind('prefix: /mankind')] },
    'both forms of the longer one': {
      given: [...PLAIN, man(), mankind(), mapping('bare', 'prefix: /mankind, prefix_exact: true')],
    },
    'a slash at the end of the shorter one': { given: [...PLAIN, mapping('man', 'prefix: /man/'), mankind()] },
    'an exact path': { given: [...PLAIN, man('prefix_exact: true'), mankind()] },
    'a folder below it': { given: [...PLAIN, man(), mapping('pages', 'prefix: /man/pages/')] },
    'the same Service': { given: [...PLAIN, man(), mankind('service: man')] },
    'a mark at its end, which is meant to go on': {
      given: [...PLAIN, mapping('all', 'prefix: /img-'), mapping('one', 'prefix: /img-one/')],
    },
    'another hostname': { given: [...PLAIN, host('www.shop.test'), man('hostname: www.shop.test'), mankind()] },
    'requests with a header': { given: [...PLAIN, man('headers: { x-beta: "1" }'), mankind()] },
    'other letters': { given: [...PLAIN, mapping('man', 'prefix: /Man'), mankind()] },
    'a redirect of all of it': { given: [...PLAIN, man('host_redirect: true, service: docs.test'), mankind()] },
    'a regex that takes the bare form': {
      given: [...PLAIN, man(), mankind(), mapping('bare', 'prefix: "/mankin[d]", prefix_regex: true, rewrite: ""')],
    },
    'routes that no Listener serves': { given: [...PLAIN.slice(2), man(), mankind()] },
  },
  found: {
    'the bare form of another Service': {
      given: [...PLAIN, man(), mankind()],
      expect: [
        {
          on: 'Mapping shop/man',
          severity: 'info',
          says: 'GET shop.test/mankind goes to Mapping shop/man, whose prefix /man is the beginning of that name only; Mapping shop/mankind has /mankind/.',
          mentions: ['Write the prefix of Mapping shop/man as /man/'],
          evidence: ['Mapping shop/man spec.prefix', 'Mapping shop/mankind spec.prefix'],
          related: ['Mapping shop/mankind'],
        },
      ],
    },
    'several, once': {
      given: [...PLAIN, man(), mankind(), mapping('manual', 'prefix: /manual/')],
      expect: [{ on: 'Mapping shop/man', mentions: ['(and so for 1 more)'], related: ['Mapping shop/manual'] }],
    },
    'a name with a hyphen': {
      given: [...PLAIN, mapping('api', 'prefix: /api'), mapping('api-docs', 'prefix: /api-docs/')],
      expect: [{ on: 'Mapping shop/api' }],
    },
    'a wider hostname': {
      given: [...PLAIN, man('hostname: "*"'), mankind()],
      expect: [{ on: 'Mapping shop/man' }],
    },
    'letter case that does not count': {
      given: [...PLAIN, mapping('man', 'prefix: /Man, case_sensitive: false'), mankind()],
      expect: [{ on: 'Mapping shop/man' }],
    },
  },
});
