import { tokenFilterExpiry } from '../../../src/checks/auth/token-filter-expiry.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway } from '../gateway/given.ts';

const AES = gateway({ image: 'docker.io/datawire/aes:3.9.0' });
const jwt = (fields: string) =>
  `kind: Filter\nmetadata: { name: login, namespace: shop }\nspec: { JWT: { ${fields} } }`;
const oauth = (fields: string) =>
  `kind: Filter\nmetadata: { name: login, namespace: shop }\nspec: { OAuth2: { ${fields} } }`;

testCheck(tokenFilterExpiry, {
  clean: {
    'an hour': { given: [AES, jwt('requireExpiresAt: true, leewayForExpiresAt: 60m')] },
    'nothing is said of leeway': { given: [AES, jwt('requireExpiresAt: true')] },
    'a month’s session': { given: [AES, oauth('clientSessionMaxIdle: 744h')] },
    'no gateway reads Filters': { given: [gateway(), jwt('leewayForExpiresAt: 24h')] },
    'a Filter of another type': {
      given: [AES, 'kind: Filter\nmetadata: { name: f, namespace: shop }\nspec: { Plugin: { name: p } }'],
    },
  },
  found: {
    'more than an hour': {
      given: [AES, jwt('requireExpiresAt: true, leewayForExpiresAt: 1h1m')],
      expect: [
        {
          on: 'Filter shop/login',
          severity: 'warning',
          says: 'Filter shop/login takes tokens for 1h1m after they have expired.',
          mentions: [`-p '{"spec":{"JWT":{"leewayForExpiresAt":"30s"}}}'`],
          evidence: ['Filter shop/login spec.JWT.leewayForExpiresAt'],
        },
      ],
    },
    'no end is asked for': {
      given: jwt('requireExpiresAt: false'),
      expect: [
        {
          on: 'Filter shop/login',
          severity: 'info',
          says: 'Filter shop/login takes tokens without an end (exp).',
        },
      ],
    },
    'a session of more than a month': {
      given: [AES, oauth('clientSessionMaxIdle: 745h')],
      expect: [{ on: 'Filter shop/login', severity: 'info', mentions: ['idle for 745h'] }],
    },
  },
});
