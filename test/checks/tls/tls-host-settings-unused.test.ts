import { tlsHostSettingsUnused } from '../../../src/checks/tls/tls-host-settings-unused.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const host = (spec: string) => `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, ${spec} }
`;
const gateway = (image: string) => `
kind: Deployment
metadata: { name: gateway, namespace: ambassador }
spec:
  template:
    spec: { containers: [{ name: gateway, image: "${image}", env: [{ name: AMBASSADOR_NAMESPACE, value: ambassador }] }] }
`;

testCheck(tlsHostSettingsUnused, {
  clean: {
    'a Host with Secret': {
      given: [host('tlsSecret: { name: a }, tls: { min_tls_version: v1.2 }'), tlsSecret({ name: 'a' })],
    },
    'a Host without any setting': { given: host('tlsSecret: {}, tls: {}, tlsContext: {}') },
    'Edge Stack fetches a certificate': {
      given: [
        gateway('docker.io/datawire/aes:3.9.0'),
        host('tls: { min_tls_version: v1.2 }, acmeProvider: { email: a@example.com }'),
      ],
    },
    'Ambassador 1': {
      given: [gateway('quay.io/datawire/ambassador:1.14.4'), host('tls: { min_tls_version: v1.2 }')],
    },
  },
  found: {
    versions: {
      given: host('tls: { min_tls_version: v1.2 }'),
      expect: [
        {
          on: 'Host shop/shop',
          severity: 'warning',
          says: 'Host shop/shop has spec.tls, and no Secret in spec.tlsSecret.',
          evidence: ['Host shop/shop spec.tls', 'Host shop/shop spec.tlsSecret.name'],
        },
      ],
    },
    'a TLSContext': {
      given: host('tlsContext: { name: modern }'),
      expect: [{ on: 'Host shop/shop', mentions: ['has spec.tlsContext, and no Secret'] }],
    },
    'Edge Stack was told not to fetch one': {
      given: [
        gateway('docker.io/datawire/aes:3.9.0'),
        host('tls: { min_tls_version: v1.2 }, acmeProvider: { authority: none }'),
      ],
      expect: [{ on: 'Host shop/shop' }],
    },
  },
});
