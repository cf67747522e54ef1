import { routeRegexDefaultRewrite } from '../../../src/checks/routing/route-regex-default-rewrite.ts';
import { testCheck } from '../../support/check-tester.ts';
import { mapping, PLAIN } from './yaml.ts';

const regex = (prefix: string, fields = '') =>
  mapping('users', `prefix: '${prefix}', prefix_regex: true${fields && `, ${fields}`}`);

testCheck(routeRegexDefaultRewrite, {
  clean: {
    'a plain prefix': { given: [...PLAIN, mapping('users')] },
    'no rewrite at all': { given: [...PLAIN, regex('/users/[0-9]+', 'rewrite: ""')] },
    'a rewrite that is written out': { given: [...PLAIN, regex('/users/.*', 'rewrite: /')] },
    'a rewrite by regex': {
      given: [...PLAIN, regex('/users/(.*)', 'regex_rewrite: { pattern: "/users/(.*)", substitution: "/\\\\1" }')],
    },
    'one path': { given: [...PLAIN, regex('/users/index\\.html')] },
    'one path with or without its slash': { given: [...PLAIN, regex('/users/?')] },
    'a choice of paths': { given: [...PLAIN, regex('/(users|people)')] },
    'a star that is meant as one': { given: [...PLAIN, regex('/users/\\*')] },
    'a redirect': { given: [...PLAIN, regex('/users/.*', 'host_redirect: true')] },
    'a route that no Host takes': { given: [...PLAIN, regex('/users/.*', 'hostname: other.test')] },
  },
  found: {
    'anything behind a text': {
      given: [...PLAIN, regex('/users/.*')],
      expect: [
        {
          on: 'Mapping shop/users',
          severity: 'error',
          says: 'Mapping shop/users takes paths by the regex /users/.* and has no rewrite, so users.shop is asked for / whatever the path was.',
          mentions: [`-p '{"spec":{"rewrite":""}}'`],
          evidence: ['Mapping shop/users spec.rewrite'],
        },
      ],
    },
    'a class of letters': { given: [...PLAIN, regex('/users/[a-z]')], expect: [{ on: 'Mapping shop/users' }] },
    'a number of digits': { given: [...PLAIN, regex('/users/\\d{1,9}')], expect: [{ on: 'Mapping shop/users' }] },
  },
});
