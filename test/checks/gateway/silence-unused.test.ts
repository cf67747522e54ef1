import { silenceUnused } from '../../../src/checks/gateway/silence-unused.ts';
import { checks } from '../../../src/checks/index.ts';
import { testCheck } from '../../support/check-tester.ts';

const SERVICE = 'kind: Service\nmetadata: { name: cart, namespace: shop }\nspec: { ports: [{ port: 80 }] }\n';

/** A Mapping of Service cart, or of one that does not exist, with an annotation. */
function cart(check: string, text: string, service = 'cart') {
  return `
kind: Mapping
metadata: { name: cart, namespace: shop, annotations: { "attache.dev/silence.${check}": ${JSON.stringify(text)} } }
spec: { hostname: "*", prefix: /cart/, service: ${service} }
`;
}

testCheck(
  silenceUnused,
  {
    clean: {
      'a silence that hides a finding': { given: [cart('MAP001', 'moves next week', 'crat'), SERVICE] },
      'the same by name, on its last day': {
        given: [cart('mapping-service-missing', 'moves, until 2026-01-01', 'crat'), SERVICE],
      },
      'one whose check could not run': {
        given: [cart('MAP001', 'moves next week')],
        gaps: [{ kind: 'Service', reason: 'forbidden' }],
      },
      'one of an own check that is not loaded here': { given: [cart('OWN001', 'ours'), SERVICE] },
      'other annotations': {
        given:
          'kind: Mapping\nmetadata: { name: a, namespace: b, annotations: { attache.dev/owner: me } }\nspec: { prefix: /a/ }',
      },
    },
    found: {
      'nothing to report any more': {
        given: [cart('MAP001', 'moves next week'), SERVICE],
        expect: [
          {
            on: 'Mapping shop/cart',
            severity: 'info',
            says: 'Mapping shop/cart silences MAP001, and there is nothing to report any more.',
            mentions: ['kubectl -n shop annotate mapping cart attache.dev/silence.MAP001-'],
            evidence: ['Mapping shop/cart metadata.annotations[attache.dev/silence.MAP001]'],
          },
        ],
      },
      'its last day has passed, whatever is found': {
        given: [cart('MAP001', 'moves, until 2025-12-31', 'crat'), SERVICE],
        expect: [
          {
            on: 'Mapping shop/cart',
            says: 'Mapping shop/cart silences MAP001, and its last day was 2025-12-31.',
            mentions: ['write a later day', 'is reported all the same'],
          },
        ],
      },
      'no reason': {
        given: [cart('MAP001', 'until 2026-12-01', 'crat'), SERVICE],
        expect: [{ on: 'Mapping shop/cart', says: 'Mapping shop/cart silences MAP001, and says no reason.' }],
      },
      'a day that is none': {
        given: [cart('MAP001', 'moves, until 1.12.2026', 'crat'), SERVICE],
        expect: [
          {
            on: 'Mapping shop/cart',
            says: 'Mapping shop/cart silences MAP001, until 1.12.2026, which is no day.',
            mentions: ['until 2026-12-01'],
          },
        ],
      },
      'a code that no check has': {
        given: [cart('MAP0001', 'moves'), SERVICE],
        expect: [
          {
            on: 'Mapping shop/cart',
            says: 'Mapping shop/cart silences MAP0001, and there is no such check: the nearest is MAP001.',
            mentions: ['annotate mapping cart attache.dev/silence.MAP0001-'],
          },
        ],
      },
      'a name that no check has': {
        given: [cart('xylophone', 'moves'), SERVICE],
        expect: [
          { on: 'Mapping shop/cart', says: 'Mapping shop/cart silences xylophone, and there is no such check.' },
        ],
      },
      'two on one object, each with its own finding': {
        given: [
          `
kind: Mapping
metadata: { name: cart, namespace: shop, annotations: { attache.dev/silence.MAP001: a, attache.dev/silence.MAP003: b } }
spec: { hostname: "*", prefix: /cart/, service: cart }
`,
          SERVICE,
        ],
        expect: [
          { on: 'Mapping shop/cart', mentions: ['silence.MAP001-'] },
          { on: 'Mapping shop/cart', mentions: ['silence.MAP003-'] },
        ],
      },
    },
  },
  checks,
);
