import { tracingMultiple } from '../../../src/checks/auth/tracing-multiple.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway } from '../gateway/given.ts';

const tracing = (name: string, more = '') => `
kind: TracingService
metadata: { name: ${name}, namespace: shop }
spec: { service: "${name}.shop:9411", driver: zipkin${more} }`;

testCheck(tracingMultiple, {
  clean: {
    one: { given: [gateway(), tracing('trace')] },
    'the other is for another gateway': { given: [gateway(), tracing('trace'), tracing('b', ', ambassador_id: [b]')] },
  },
  found: {
    two: {
      given: [gateway(), tracing('new'), tracing('trace')],
      expect: [
        {
          on: 'TracingService shop/new',
          severity: 'error',
          says: 'TracingService shop/new and TracingService shop/trace are meant for one gateway, which then uses none of them.',
          related: ['TracingService shop/trace'],
        },
      ],
    },
  },
});
