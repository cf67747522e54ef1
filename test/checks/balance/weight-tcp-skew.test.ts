import { weightTcpSkew } from '../../../src/checks/balance/weight-tcp-skew.ts';
import { testCheck } from '../../support/check-tester.ts';

const tcp = (name: string, fields = '', port = 5432) => `
kind: TCPMapping
metadata: { name: ${name}, namespace: shop }
spec: { port: ${port}, service: "${name}.shop:5432"${fields ? `, ${fields}` : ''} }
`;

testCheck(weightTcpSkew, {
  clean: {
    'one to itself': { given: tcp('db', 'weight: 20') },
    'two on two ports': { given: [tcp('db'), tcp('db-next', '', 5433)] },
    'two on two hosts': { given: [tcp('db', 'host: a.test'), tcp('db-next', 'host: b.test')] },
  },
  found: {
    'two without weight get a third and two thirds': {
      given: [tcp('db'), tcp('db-next')],
      expect: [
        {
          on: 'TCPMapping shop/db-next',
          severity: 'warning',
          says: 'The TCPMappings on port 5432 do not share connections as written; they get db-next 33.3 %, db 66.7 %.',
          related: ['TCPMapping shop/db'],
        },
      ],
    },
    'a fifth becomes a sixth': {
      given: [tcp('db'), tcp('db-next', 'weight: 20')],
      expect: [{ on: 'TCPMapping shop/db-next', mentions: ['db-next 16.7 %, db 83.3 %'] }],
    },
  },
});
