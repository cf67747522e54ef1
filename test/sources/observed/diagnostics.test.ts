import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnosticsOf, diagnosticsOfParts } from '../../../src/sources/observed/diagnostics.ts';

const POD = { namespace: 'emissary', name: 'emissary-1' };
const read = (answer: unknown) => diagnosticsOf(JSON.stringify(answer), POD);
const NOTHING = {
  kind: 'Diagnostics',
  metadata: POD,
  isWhole: true,
  environment: [],
  errors: [],
  notices: [],
  elements: {},
};

describe('an answer of a gateway', () => {
  it('is reduced to what checks use', () => {
    const answer = {
      system: {
        version: '4.0.1',
        hostname: 'emissary-1',
        ambassador_id: 'default',
        env_good: false,
        env_status: {
          'Error check': { status: false, specifics: [[false, '2 total errors logged']] },
          TLS: { status: true, specifics: [[true, '1 TLSContext is active']] },
          Mappings: {
            status: false,
            specifics: [
              [true, '1 total'],
              [false, 'No Mappings are active'],
            ],
          },
          CRDs: { status: false, specifics: [] },
        },
      },
      envoy_status: { alive: true, ready: true, uptime: '2 hours', since_update: '12 seconds ago' },
      loginfo: { all: 'error' },
      errors: [
        ['cart.shop.1', 'Malformed prefix'],
        ['', 'No active listeners at all'],
      ],
      notices: [
        { level: 'NOTICE', message: 'twice' },
        { level: 'NOTICE', message: 'twice' },
        { level: 'WARNING', message: 'once' },
      ],
      ambassador_elements: {
        'cart.shop.1': { kind: 'Mapping', location: 'cart.shop.1', serialization: 'prefix: /cart/\n' },
        'pay.shop.1': { kind: 'Mapping', location: 'pay.shop.1', serialization: 'prefix: /pay/\n' },
        'ir.auth': { kind: 'auth' },
      },
      cluster_stats: {},
    };
    expect(read(answer)).toEqual({
      object: {
        ...NOTHING,
        version: '4.0.1',
        ambassadorId: 'default',
        environment: [
          { check: 'Error check', text: '2 total errors logged' },
          { check: 'Mappings', text: 'No Mappings are active' },
          { check: 'CRDs', text: '' },
        ],
        envoy: { alive: true, ready: true, sinceUpdate: '12 seconds ago' },
        errors: [
          { key: 'cart.shop.1', text: 'Malformed prefix' },
          { key: '', text: 'No active listeners at all' },
        ],
        notices: [
          { level: 'NOTICE', text: 'twice' },
          { level: 'WARNING', text: 'once' },
        ],
        elements: {
          'cart.shop.1': expect.stringMatching(/^[0-9a-f]{12}$/),
          'pay.shop.1': expect.stringMatching(/^[0-9a-f]{12}$/),
          'ir.auth': expect.stringMatching(/^[0-9a-f]{12}$/),
        },
      },
    });
  });

  it('gives one hash to equal elements, and another to every other', () => {
    const element = (serialization: string) => {
      const result = read({ ambassador_elements: { a: { serialization } } });
      return 'object' in result ? result.object.elements['a'] : undefined;
    };
    expect(element('weight: 1')).toBe(element('weight: 1'));
    expect(element('weight: 1')).not.toBe(element('weight: 2'));
  });

  it.each([
    [
      'before the first configuration',
      { system: { env_status: { 'config failure': [false, 'no configuration loaded'] } } },
      { environment: [{ check: 'config failure', text: 'no configuration loaded' }] },
    ],
    [
      'of Ambassador 1, with errors by key',
      { errors: { '-global-': [{ error: 'a' }], 'x.y.1': [{ error: 'b' }] } },
      {
        errors: [
          { key: '', text: 'a' },
          { key: 'x.y.1', text: 'b' },
        ],
      },
    ],
    ['with notices that are texts', { notices: ['a'] }, { notices: [{ level: 'NOTICE', text: 'a' }] }],
    ['with nothing but null', { system: null, envoy_status: null, errors: null, notices: null }, {}],
    [
      'with other types than expected',
      { system: [], envoy_status: 'x', errors: 'x', notices: 7, ambassador_elements: [] },
      {},
    ],
    [
      'with an element named __proto__',
      JSON.parse('{"ambassador_elements":{"__proto__":{}}}'),
      { elements: expect.anything() },
    ],
  ])('%s is understood as far as it goes', (_, answer, expected) => {
    expect(read(answer)).toEqual({ object: { ...NOTHING, ...expected } });
  });

  it('to &filter=errors is not whole', () => {
    const errors = [{ key: 'a', text: 'b' }];
    expect(read([['a', 'b']])).toEqual({ object: { ...NOTHING, isWhole: false, errors } });
    const parts = diagnosticsOfParts('[["a","b"]]', '{"version":"3.9.1","ambassador_id":"default"}', POD);
    const system = { version: '3.9.1', ambassadorId: 'default' };
    expect(parts).toEqual({ object: { ...NOTHING, ...system, isWhole: false, errors } });
    expect(diagnosticsOfParts('null', undefined, POD)).toEqual({ object: { ...NOTHING, isWhole: false } });
    expect(diagnosticsOfParts('Not found', undefined, POD)).toEqual({ problem: 'is no JSON' });
  });
});

it.each([
  ['', 'is empty'],
  ['Not found', 'is no JSON'],
  ['{"system": {"version"', 'is no JSON'],
  ['<!DOCTYPE html>', 'is a web page instead of JSON: ?json=true is missing'],
  ['{"kind":"Pod","metadata":{"name":"a"}}', 'is no answer of the diagnostics'],
  ['7', 'is no answer of the diagnostics'],
])('%j is none, and the problem says why', (text, problem) => {
  expect(diagnosticsOf(text, POD)).toEqual({ problem });
});

it('no byte of a secret is kept', () => {
  const canary = 'c4n4ry';
  const answer = {
    system: {
      version: '4.0.1',
      cluster_id: canary,
      env_status: { x: { status: false, specifics: [[false, `token=${canary}`]] } },
    },
    errors: [
      ['a', `http://user:${canary}@auth:80 is no service`],
      ['b', `Authorization: Bearer ${canary}`],
    ],
    notices: [{ level: 'NOTICE', message: `password="${canary}"` }],
    ambassador_elements: {
      a: { serialization: `add_request_headers: { authorization: Basic ${canary} }`, kind: canary },
    },
    groups: { g: { serialization: canary } },
    route_info: [{ headers: [{ name: 'cookie', value: canary }] }],
  };
  expect(JSON.stringify(read(answer))).not.toContain(canary);
});

it('no text makes it throw', () => {
  const shaped = fc.record({
    system: fc.oneof(
      fc.jsonValue(),
      fc.record({ version: fc.jsonValue(), env_status: fc.dictionary(fc.string(), fc.jsonValue()) }),
    ),
    envoy_status: fc.jsonValue(),
    errors: fc.oneof(fc.jsonValue(), fc.array(fc.array(fc.jsonValue(), { maxLength: 3 }))),
    notices: fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue())),
    ambassador_elements: fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue())),
  });
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        shaped.map((one) => JSON.stringify(one)),
      ),
      (text) => {
        const result = diagnosticsOf(text, POD);
        return 'object' in result ? result.object.kind === 'Diagnostics' : result.problem !== '';
      },
    ),
  );
  expect(diagnosticsOf('['.repeat(200_000), POD)).toEqual({ problem: 'is no JSON' });
});
