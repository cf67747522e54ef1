import { logserviceDriverConfig } from '../../../src/checks/auth/logservice-driver-config.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway } from '../gateway/given.ts';

const log = (spec: string) => `
kind: LogService
metadata: { name: log, namespace: shop }
spec: { ${spec} }`;

testCheck(logserviceDriverConfig, {
  clean: {
    'an empty one': { given: [gateway(), log('service: log.shop, protocol_version: v3, driver_config: {}')] },
    'protocol v2 is left out before': { given: [gateway(), log('service: log.shop')] },
    'no service: left out before': { given: [gateway(), log('protocol_version: v3')] },
    'another gateway’s': { given: [gateway(), log('service: log.shop, protocol_version: v3, ambassador_id: [other]')] },
  },
  found: {
    none: {
      given: [gateway(), log('service: log.shop, driver: tcp, protocol_version: v3')],
      expect: [
        {
          on: 'LogService shop/log',
          severity: 'critical',
          says: 'LogService shop/log has no driver_config.',
          mentions: [`-p '{"spec":{"driver_config":{}}}'`],
          related: ['Deployment emissary/emissary-ingress'],
        },
      ],
    },
    'none, for an old gateway that takes protocol v2': {
      given: [gateway({ version: '2.5.1' }), log('service: log.shop')],
      expect: [{ on: 'LogService shop/log' }],
    },
  },
});
