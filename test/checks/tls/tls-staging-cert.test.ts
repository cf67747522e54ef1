import { tlsStagingCert } from '../../../src/checks/tls/tls-staging-cert.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const host = (hostname = 'shop.example.com', spec = '') => `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: "${hostname}", tlsSecret: { name: a }${spec} }
`;
const staging = (names = ['shop.example.com']) =>
  tlsSecret({ name: 'a', names, issuer: "C=US, O=(STAGING) Let's Encrypt, CN=(STAGING) Counterfeit Cashew R10" });
const certificate = (issuerRef: string, more = '') => `
kind: Certificate
apiVersion: cert-manager.io/v1
metadata: { name: shop, namespace: shop${more} }
spec: { secretName: a, issuerRef: ${issuerRef} }
`;
const issuer = (kind: string, name: string, server: string) => `
kind: ${kind}
apiVersion: cert-manager.io/v1
metadata: { name: ${name}${kind === 'Issuer' ? ', namespace: shop' : ''} }
spec: { acme: { server: "${server}" } }
`;
const STAGING = 'https://acme-staging-v02.api.letsencrypt.org/directory';
const PRODUCTION = 'https://acme-v02.api.letsencrypt.org/directory';

testCheck(tlsStagingCert, {
  clean: {
    'a certificate of the production authority': {
      given: [host(), tlsSecret({ name: 'a', issuer: "C=US, O=Let's Encrypt, CN=R11" })],
    },
    'nothing uses it': { given: staging() },
    'a staging issuer that no Host depends on': {
      given: [host(), tlsSecret({ name: 'a' }), issuer('ClusterIssuer', 'letsencrypt-staging', STAGING)],
    },
    'a company whose name has the word in it': {
      given: [host(), tlsSecret({ name: 'a', issuer: 'O=Staging Rentals, CN=Rentals CA' })],
    },
  },
  found: {
    'nothing is known of cert-manager': {
      given: [host(), staging()],
      gaps: [{ kind: 'Certificate', reason: 'forbidden' }],
      expect: [
        {
          on: 'Secret shop/a',
          severity: 'error',
          says: "shop.example.com is served with a certificate of a staging authority: that in Secret shop/a was issued by C=US, O=(STAGING) Let's Encrypt, CN=(STAGING) Counterfeit Cashew R10.",
          evidence: ['Secret shop/a data[tls.crt].issuer'],
          related: ['Host shop/shop'],
        },
      ],
    },
    'the old staging authority': {
      given: [host(), tlsSecret({ name: 'a', issuer: 'CN=Fake LE Intermediate X1' })],
      expect: [{ on: 'Secret shop/a', severity: 'error' }],
    },
    Pebble: {
      given: [host(), tlsSecret({ name: 'a', issuer: 'CN=Pebble Intermediate CA 1a2b3c' })],
      expect: [{ on: 'Secret shop/a', severity: 'error' }],
    },
    'the ClusterIssuer asks the staging server': {
      given: [
        host(),
        staging(),
        certificate('{ kind: ClusterIssuer, name: letsencrypt }'),
        issuer('ClusterIssuer', 'letsencrypt', STAGING),
      ],
      expect: [
        {
          on: 'Secret shop/a',
          evidence: ['ClusterIssuer letsencrypt spec.acme.server'],
          related: ['ClusterIssuer letsencrypt', 'Host shop/shop'],
          mentions: [
            'Point ClusterIssuer letsencrypt at the production server',
            `kubectl patch clusterissuer letsencrypt --type=merge -p '{"spec":{"acme":{"server":"${PRODUCTION}"}}}'`,
          ],
        },
      ],
    },
    'there is an issuer for production beside it': {
      given: [
        host(),
        staging(),
        certificate('{ kind: ClusterIssuer, name: le-staging }'),
        issuer('ClusterIssuer', 'le-staging', STAGING),
        issuer('ClusterIssuer', 'le', PRODUCTION),
      ],
      expect: [
        {
          on: 'Secret shop/a',
          mentions: [
            `kubectl -n shop patch certificate shop --type=merge -p '{"spec":{"issuerRef":{"kind":"ClusterIssuer","name":"le"}}}'`,
          ],
        },
      ],
    },
    'the Certificate belongs to an Ingress, which would write it again': {
      given: [
        host(),
        staging(),
        certificate('{ kind: Issuer, name: le-staging }', ', ownerReferences: [{ kind: Ingress, name: shop }]'),
        issuer('Issuer', 'le-staging', STAGING),
        issuer('ClusterIssuer', 'le', PRODUCTION),
      ],
      expect: [{ on: 'Secret shop/a', mentions: ['kubectl -n shop patch issuer le-staging'] }],
    },
    'the issuer already asks for production, and the old certificate is still there': {
      given: [
        host(),
        staging(),
        certificate('{ kind: ClusterIssuer, name: le }'),
        issuer('ClusterIssuer', 'le', PRODUCTION),
      ],
      expect: [{ on: 'Secret shop/a', mentions: ['have the certificate issued again: cmctl renew'] }],
    },
    'the issuer that the Secret itself names': {
      given: [
        host(),
        tlsSecret({
          name: 'a',
          issuer: 'CN=(STAGING) Pretend Pear X1',
          annotations: { 'cert-manager.io/issuer-name': 'le', 'cert-manager.io/issuer-kind': 'ClusterIssuer' },
        }),
        issuer('ClusterIssuer', 'le', STAGING),
      ],
      expect: [{ on: 'Secret shop/a', evidence: ['ClusterIssuer le spec.acme.server'] }],
    },
    "the Host's own ACME asks the staging server": {
      given: [host('shop.example.com', `, acmeProvider: { authority: "${STAGING}" }`), staging()],
      expect: [
        {
          on: 'Secret shop/a',
          evidence: ['Host shop/shop spec.acmeProvider.authority'],
          mentions: [`'{"spec":{"acmeProvider":{"authority":"${PRODUCTION}"}}}'`],
        },
      ],
    },
    'a hostname under .test': {
      given: [host('shop.test'), staging(['shop.test'])],
      expect: [{ on: 'Secret shop/a', severity: 'info' }],
    },
    'a hostname of the staging environment': {
      given: [host('shop.staging.example.com'), staging(['shop.staging.example.com'])],
      expect: [{ on: 'Secret shop/a', severity: 'info' }],
    },
    'a hostname with dev in it': {
      given: [host('shop-dev.example.com'), staging(['shop-dev.example.com'])],
      expect: [{ on: 'Secret shop/a', severity: 'info' }],
    },
    'a hostname under the public domain .dev': {
      given: [host('shop.dev'), staging(['shop.dev'])],
      expect: [{ on: 'Secret shop/a', severity: 'error' }],
    },
    'a Host for every hostname: the certificate tells': {
      given: [host('*'), staging(['shop.example.com'])],
      expect: [{ on: 'Secret shop/a', severity: 'error', mentions: ['shop.example.com is served'] }],
    },
    'no Listener takes TLS, so nobody sees it': {
      given: [
        host(),
        staging(),
        'kind: Listener\nmetadata: { name: web, namespace: shop }\nspec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }',
      ],
      expect: [{ on: 'Secret shop/a', severity: 'info' }],
    },
  },
});
