import { ratelimitProtocolVersion } from '../../../src/checks/auth/ratelimit-protocol-version.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway } from '../gateway/given.ts';

const limiter = (spec: string) => `
kind: RateLimitService
metadata: { name: limit, namespace: shop }
spec: { ${spec} }`;

testCheck(ratelimitProtocolVersion, {
  clean: {
    v3: { given: [gateway(), limiter('service: limit.shop, protocol_version: v3')] },
    'an old gateway takes v2': { given: [gateway({ version: '2.5.1' }), limiter('service: limit.shop')] },
    'Edge Stack’s built-in service': { given: [gateway(), limiter('service: "127.0.0.1:8500"')] },
    'another gateway’s': { given: [gateway(), limiter('service: limit.shop, ambassador_id: [other]')] },
  },
  found: {
    'no version, which is v2': {
      given: [gateway({ version: '3.0.0' }), limiter('service: limit.shop')],
      expect: [
        {
          on: 'RateLimitService shop/limit',
          severity: 'error',
          says: 'RateLimitService shop/limit has protocol_version v2 (the default); Emissary 3 and later take v3 only.',
          mentions: ['nothing is rate limited', `-p '{"spec":{"protocol_version":"v3"}}'`],
        },
      ],
    },
    'v2, and the gateway’s version is not known': {
      given: [limiter('service: limit.shop, protocol_version: v2'), gateway({ version: 'main' })],
      expect: [{ on: 'RateLimitService shop/limit', severity: 'warning', mentions: ['From version 3 on'] }],
    },
  },
});
