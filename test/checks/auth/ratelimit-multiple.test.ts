import { ratelimitMultiple } from '../../../src/checks/auth/ratelimit-multiple.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway } from '../gateway/given.ts';

const limiter = (name: string, more = '') => `
kind: RateLimitService
metadata: { name: ${name}, namespace: shop }
spec: { service: ${name}.shop, protocol_version: v3${more} }`;

testCheck(ratelimitMultiple, {
  clean: {
    one: { given: [gateway(), limiter('limit')] },
    'the other is for another gateway': { given: [gateway(), limiter('limit'), limiter('b', ', ambassador_id: [b]')] },
    'Edge Stack brings one with it': {
      given: [gateway(), limiter('limit'), limiter('aes', ', ambassador_id: [_automatic_]')],
    },
  },
  found: {
    two: {
      given: [gateway(), limiter('new'), limiter('limit')],
      expect: [
        {
          on: 'RateLimitService shop/limit',
          severity: 'error',
          says: 'RateLimitService shop/limit and RateLimitService shop/new are meant for one gateway, which then uses none of them.',
          related: ['RateLimitService shop/new', 'Deployment emissary/emissary-ingress'],
          evidence: ['RateLimitService shop/new spec.service'],
        },
      ],
    },
  },
});
