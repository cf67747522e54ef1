import { expect, it } from 'vitest';
import type { AnyObject } from '../../../src/cluster/objects.ts';
import { referencedSecrets } from '../../../src/sources/live/referenced-secrets.ts';

const named = (...objects: readonly AnyObject[]) =>
  referencedSecrets(objects).map(({ namespace, name }) => `${namespace}/${name}`);
const metadata = { name: 'x', namespace: 'shop' };

it('knows every place where a Secret is named', () => {
  expect(
    named(
      {
        kind: 'Host',
        metadata,
        spec: {
          tlsSecret: { name: 'a.b', namespace: 'bank' },
          acmeProvider: { privateKeySecret: { name: 'acme' } },
          tls: { ca_secret: 'ca', crl_secret: 'crl' },
        },
      },
      { kind: 'TLSContext', metadata, spec: { secret: 'tls.bank', ca_secret: 'ca' } },
      { kind: 'Module', metadata, spec: { config: { upstream: { secret: 'up' }, server: { enabled: true } } } },
      { kind: 'Ingress', metadata, spec: { tls: [{ secretName: 'ing' }, {}] } },
      { kind: 'Filter', metadata, spec: { OAuth2: { secretName: 'oauth', secretNamespace: 'auth' } } },
      { kind: 'Filter', metadata, spec: { APIKey: { keys: [{ secretName: 'key' }] } } },
      { kind: 'Certificate', metadata, spec: { secretName: 'cert' } },
      { kind: 'Pod', metadata, spec: { imagePullSecrets: [{ name: 'pull' }, {}] } },
      {
        kind: 'Deployment',
        metadata: { name: 'gateway', namespace: 'ambassador' },
        spec: { template: { spec: { containers: [{ name: 'a', env: [{ name: 'AMBASSADOR_ID', value: 'x' }] }] } } },
      },
    ),
  ).toEqual([
    'bank/a.b',
    'shop/acme',
    'shop/ca',
    'shop/crl',
    'shop/fallback-self-signed-cert',
    'shop/tls.bank',
    'bank/tls',
    'shop/up',
    'shop/ing',
    'auth/oauth',
    'shop/key',
    'shop/cert',
    'shop/pull',
    'ambassador/fallback-self-signed-cert',
  ]);
});
