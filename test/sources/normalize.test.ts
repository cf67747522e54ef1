import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseObjects } from '../../src/sources/file.ts';
import { normalizeObject } from '../../src/sources/normalize.ts';

function specOf(yaml: string): unknown {
  const { objects, problems } = parseObjects(yaml, 'test');
  expect(problems).toEqual([]);
  return objects[0] && 'spec' in objects[0] ? objects[0].spec : undefined;
}

const v2 = (kind: string, spec: string) =>
  `apiVersion: getambassador.io/v2\nkind: ${kind}\nmetadata: { name: x, namespace: shop }\nspec: ${spec}\n`;
const v3 = (kind: string, spec: string) => v2(kind, spec).replace('/v2', '/v3alpha1');

describe('v2 becomes v3alpha1', () => {
  it.each([
    ['a host-less Mapping serves every host', v2('Mapping', '{ prefix: / }'), { hostname: '*', prefix: '/' }],
    ['an empty host is none', v2('Mapping', '{ prefix: /, host: "" }'), { hostname: '*', prefix: '/' }],
    ['a host stays', v2('Mapping', '{ prefix: /, host: a.test }'), { hostname: 'a.test', prefix: '/' }],
    [
      'a host that is a regex stays one',
      v2('Mapping', '{ prefix: /, host: ".*[.]test", host_regex: true }'),
      { host: '.*[.]test', host_regex: true, prefix: '/' },
    ],
    [
      'what a host-less v3alpha1 Mapping says in storage',
      v2('Mapping', '{ prefix: /, host: _skip_mapping_with_empty_host_ }'),
      { prefix: '/' },
    ],
    [
      'tls: true is https',
      v2('Mapping', '{ service: "a:8443", tls: true, host: h }'),
      { service: 'https://a:8443', hostname: 'h' },
    ],
    ['tls: false is nothing', v2('Mapping', '{ service: a, tls: false, host: h }'), { service: 'a', hostname: 'h' }],
    [
      'tls by name stays',
      v2('Mapping', '{ service: a, tls: ctx, host: h }'),
      { service: 'a', tls: 'ctx', hostname: 'h' },
    ],
    [
      'a header that is true asks for presence, one that is false for nothing',
      v2('Mapping', '{ host: h, headers: { x-a: true, x-b: false, x-c: c } }'),
      { hostname: 'h', headers: { 'x-c': 'c' }, regex_headers: { 'x-a': '.*' } },
    ],
    [
      'an ID may be a text',
      v2('Mapping', '{ host: h, ambassador_id: north }'),
      { hostname: 'h', ambassador_id: ['north'] },
    ],
    [
      'an ID may carry a mark of its version',
      v2('Mapping', '{ host: h, ambassador_id: [--apiVersion-v3alpha1-only--north] }'),
      { hostname: 'h', ambassador_id: ['north'] },
    ],
    [
      'a Host had a selector and an ambassadorId',
      v2('Host', '{ hostname: h, selector: { matchLabels: { a: b } }, ambassadorId: [x] }'),
      { hostname: 'h', mappingSelector: { matchLabels: { a: 'b' } }, ambassador_id: ['x'] },
    ],
    ['v1 as well', v2('Mapping', '{ prefix: / }').replace('/v2', '/v1'), { hostname: '*', prefix: '/' }],
  ] as const)('%s', (_, yaml, spec) => {
    expect(specOf(yaml)).toEqual(spec);
  });
});

describe('v3alpha1 stays as it is', () => {
  it.each([
    ['a host-less Mapping', v3('Mapping', '{ prefix: / }'), { prefix: '/' }],
    ['an ID as text, as in annotations', v3('Mapping', '{ ambassador_id: north }'), { ambassador_id: ['north'] }],
    ['an empty rewrite means none', v3('Mapping', '{ prefix: /, rewrite: "" }'), { prefix: '/', rewrite: '' }],
    [
      'other empty texts and lists are left out, as Go does',
      v3('Mapping', '{ prefix: "", hostname: "", ambassador_id: [] }'),
      {},
    ],
    ['null is nothing', v3('Mapping', '{ prefix: /, weight: null, headers: null }'), { prefix: '/' }],
    ['fields that nobody knows pass', v3('Mapping', '{ prefix: /, future: [1] }'), { prefix: '/', future: [1] }],
    [
      'a FilterPolicy may have no filters on purpose',
      v3('FilterPolicy', '{ rules: [{ host: "*", filters: null }] }'),
      { rules: [{ host: '*', filters: null }] },
    ],
  ])('%s', (_, yaml, spec) => {
    expect(specOf(yaml)).toEqual(spec);
  });
});

describe('annotations getambassador.io/config', () => {
  const annotated = (text: string) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'cart',
      namespace: 'shop',
      labels: { team: 'x' },
      annotations: { 'getambassador.io/config': text },
    },
    spec: { ports: [{ port: 80 }] },
  });

  it('become objects of their own, with namespace and labels of the parent', () => {
    const { objects, problems } = normalizeObject(
      annotated(
        '---\napiVersion: ambassador/v2\nkind: Mapping\nname: cart\nprefix: /cart/\nservice: cart\n---\napiVersion: getambassador.io/v3alpha1\nkind: Mapping\nname: two\nnamespace: other\nhostname: h\nprefix: /\nservice: b\n',
      ),
      'test',
    );
    expect(problems).toEqual([]);
    expect(objects.slice(1)).toMatchObject([
      {
        kind: 'Mapping',
        apiVersion: 'getambassador.io/v2',
        metadata: { name: 'cart', namespace: 'shop', labels: { team: 'x' } },
        spec: { hostname: '*', prefix: '/cart/', service: 'cart' },
        annotationOf: { kind: 'Service', namespace: 'shop', name: 'cart' },
      },
      { kind: 'Mapping', metadata: { name: 'two', namespace: 'other' }, spec: { hostname: 'h' } },
    ]);
  });

  const mapped = (name: string) => `apiVersion: getambassador.io/v2\nkind: Mapping\nname: ${name}\nservice: ${name}\n`;

  it.each([
    ['one unreadable document', `${mapped('a')}---\n: [`, { reason: 'unreadable', document: 2 }],
    [
      'an alias of nothing',
      'kind: Mapping\nname: a\nprefix: *nowhere',
      { detail: 'Unresolved alias (the anchor must be set before the alias)' },
    ],
    [
      'an alias bomb',
      `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\nkind: Mapping`,
      { reason: 'unreadable', detail: expect.stringContaining('Excessive alias count') },
    ],
    [
      'what is quoted nowhere',
      `${mapped('a')}secret: "hunter2" hunter3\n`,
      { reason: 'unreadable', detail: expect.not.stringContaining('hunter') },
    ],
    ['a text', `${mapped('a')}---\njust words`, { reason: 'kind-missing', document: 2 }],
  ])('are lost as a whole by %s', (_, text, fault) => {
    expect(normalizeObject(annotated(text), 'test')).toMatchObject({
      objects: [{ kind: 'Service', annotationFaults: [fault] }],
      problems: [],
    });
  });

  it.each([
    ['a kind that Emissary does not know', 'kind: Mappnig\nname: b', { reason: 'kind-unknown', detail: 'Mappnig' }],
    ['no name', 'kind: Mapping\nprefix: /', { reason: 'name-missing' }],
    ['no version', 'kind: Mapping\nname: b', { reason: 'version-missing' }],
    [
      'another version',
      `${mapped('b').replace('v2', 'v9')}`,
      { reason: 'version-unknown', detail: 'getambassador.io/v9' },
    ],
  ])('lose only the document with %s', (_, text, fault) => {
    expect(normalizeObject(annotated(`${mapped('a')}---\n${text}`), 'test')).toMatchObject({
      objects: [
        { kind: 'Service', annotationFaults: [{ ...fault, document: 2 }] },
        { kind: 'Mapping', metadata: { name: 'a' } },
      ],
      problems: [],
    });
  });

  it('leave out kinds that only Edge Stack has, without a word', () => {
    const { objects, problems } = normalizeObject(
      annotated('apiVersion: getambassador.io/v2\nkind: RateLimit\nname: slow'),
      'test',
    );
    expect(objects).toHaveLength(1);
    expect(objects[0]).not.toHaveProperty('annotationFaults');
    expect(problems).toEqual([]);
  });

  it('count the last of two equal keys', () => {
    const { objects } = normalizeObject(annotated(`${mapped('a')}prefix: /one/\nprefix: /two/\n`), 'test');
    expect(objects[1]).toMatchObject({ spec: { prefix: '/two/' } });
  });

  it('an empty one is none', () => {
    expect(normalizeObject(annotated(' \n'), 'test')).toMatchObject({ problems: [], objects: [{ kind: 'Service' }] });
  });
});

it('never throws, whatever the object is', () => {
  const kinds = fc.constantFrom(
    'Mapping',
    'Host',
    'Service',
    'Secret',
    'Pod',
    'Endpoints',
    'List',
    'ConfigMap',
    'Ingress',
  );
  const object = fc.record(
    {
      kind: fc.oneof(kinds, fc.jsonValue()),
      metadata: fc.jsonValue(),
      spec: fc.jsonValue(),
      data: fc.jsonValue(),
      items: fc.jsonValue(),
      subsets: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(object, fc.jsonValue()), (raw) => {
      const { objects, problems } = normalizeObject(raw, 'any');
      expect(problems.every(({ message }) => !message.includes('\n'))).toBe(true);
      expect(objects.every(({ metadata }) => typeof metadata.name === 'string')).toBe(true);
    }),
    { numRuns: 500 },
  );
});
