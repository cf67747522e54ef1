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
    'one to itself with weight 0': { given: tcp('db', 'weight: 0') },
    'weights of 0': { given: [tcp('db', 'weight: 0'), tcp('db-next', 'weight: 0')] },
    'a small weight is nearly what it says': { given: [tcp('db'), tcp('db-next', 'weight: 15')] },
    'small weights before a large one that do not add up to 100': {
      given: [tcp('db', 'weight: 50'), tcp('db-next', 'weight: 1')],
    },
    'shares that are near enough': {
      given: [tcp('db'), tcp('db-next', 'weight: 20')],
      options: { tolerancePoints: 4 },
    },
    'two small weights, and a third that gets what they leave': {
      given: [tcp('b', 'weight: 1'), tcp('c', 'weight: 10'), tcp('a')],
    },
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
    'a weight of 16 is more than 2 points off': {
      given: [tcp('db'), tcp('db-next', 'weight: 16')],
      expect: [
        {
          on: 'TCPMapping shop/db-next',
          mentions: ['db-next 13.8 %, db 86.2 %'],
          evidence: ['TCPMapping shop/db spec.weight', 'TCPMapping shop/db-next spec.weight'],
        },
      ],
    },
    'one of three gets what it should, and the others do not': {
      given: [tcp('b', 'weight: 1'), tcp('c', 'weight: 30'), tcp('a')],
      expect: [{ on: 'TCPMapping shop/b', mentions: ['b 0.8 %, c 23.5 %, a 75.8 %'] }],
    },
    'a fifth becomes a sixth': {
      given: [tcp('db'), tcp('db-next', 'weight: 20')],
      expect: [{ on: 'TCPMapping shop/db-next', mentions: ['db-next 16.7 %, db 83.3 %'] }],
    },
  },
});
