import { ratelimitDomain } from '../../../src/checks/auth/ratelimit-domain.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway } from '../gateway/given.ts';

const limiter = (more = '') => `
kind: RateLimitService
metadata: { name: limit, namespace: shop }
spec: { service: limit.shop, protocol_version: v3${more} }`;
const mapping = (labels: string) => `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart.shop, labels: { ${labels} } }`;
const OWN = 'shop: [{ cart: [{ generic_key: { value: cart } }] }]';
const DEFAULT = OWN.replace('shop:', 'ambassador:');

testCheck(ratelimitDomain, {
  clean: {
    'the domain of the service': { given: [gateway(), limiter(', domain: shop'), mapping(OWN)] },
    'the default domain': { given: [gateway(), limiter(), mapping(DEFAULT)] },
    'the Module’s default domain': {
      given: [
        gateway(),
        limiter(),
        mapping(OWN),
        'kind: Module\nmetadata: { name: ambassador, namespace: shop }\nspec: { config: { default_label_domain: shop } }',
      ],
    },
    'labels for two domains, one of them right': { given: [gateway(), limiter(), mapping(`${OWN}, ${DEFAULT}`)] },
    'there is no RateLimitService': { given: [gateway(), mapping(OWN)] },
    'the RateLimitService is not used: that is another finding': {
      given: [gateway(), limiter(', domain: x').replace(', protocol_version: v3', ''), mapping(OWN)],
    },
    'the other gateway that serves the Mapping takes these labels': {
      given: [
        gateway(),
        gateway({ name: 'inner', namespace: 'inner', env: { AMBASSADOR_ID: 'inner' } }),
        limiter(', domain: public'),
        limiter(', domain: shop, ambassador_id: [inner]').replace('name: limit', 'name: inner'),
        mapping(OWN).replace('spec: {', 'spec: { ambassador_id: [default, inner],'),
      ],
    },
  },
  found: {
    'a typing mistake in the domain': {
      given: [gateway(), limiter(', domain: shop'), mapping(OWN.replace('shop:', 'shp:'))],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'warning',
          says: 'Mapping shop/cart has labels for the domain shp, and RateLimitService shop/limit only takes those for shop.',
          mentions: ['Write the labels under shop in spec.labels instead of shp'],
          evidence: ['Mapping shop/cart spec.labels', 'RateLimitService shop/limit spec.domain'],
        },
      ],
    },
    'the default domain, where the service has its own': {
      given: [gateway(), limiter(', domain: shop'), mapping(DEFAULT)],
      expect: [{ on: 'Mapping shop/cart', mentions: ['for the domain ambassador', 'in spec.labels, or set'] }],
    },
  },
});
