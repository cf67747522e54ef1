import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseObjects } from '../../src/sources/file.ts';
import { issue } from '../support/kube-certificates.ts';

const authority = await issue({ subject: 'O=Ambassador Labs', isCA: true });
const other = await issue({ subject: 'O=Somebody', isCA: true });
const fingerprint = new X509Certificate(authority.certificate).fingerprint256.replaceAll(':', '').toLowerCase();

function definition(spec: object, { group = 'getambassador.io', ...rest } = {}): unknown {
  const crd = { kind: 'CustomResourceDefinition', metadata: { name: `mappings.${group}` }, ...rest };
  const { objects, problems } = parseObjects(JSON.stringify({ ...crd, spec: { group, ...spec } }), 'test');
  expect(problems).toEqual([]);
  return objects[0];
}

function converted(caBundle: unknown): object {
  const service = { namespace: 'emissary-system', name: 'emissary-apiext', path: '/webhooks/crd-convert', port: 443 };
  return { conversion: { strategy: 'Webhook', webhook: { clientConfig: { service, caBundle } } } };
}

function schema(spec: object, more: object = {}): object {
  const openAPIV3Schema = { type: 'object', properties: { spec }, ...more };
  return { versions: [{ name: 'v3alpha1', served: true, storage: true, schema: { openAPIV3Schema } }] };
}

describe('a definition of getambassador.io', () => {
  it.each([
    ['a bundle', Buffer.from(authority.certificate).toString('base64'), [fingerprint]],
    [
      'several',
      Buffer.from(other.certificate + authority.certificate).toString('base64'),
      [expect.any(String), fingerprint],
    ],
    ['the line break that manifests have', 'Cg==', []],
    ['what was read before', [fingerprint], [fingerprint]],
    ['nonsense', 'no base64!', []],
  ])('keeps fingerprints of %s', (_, caBundle, expected) => {
    expect(definition(converted(caBundle))).toMatchObject({
      spec: {
        conversion: {
          strategy: 'Webhook',
          webhook: {
            clientConfig: { service: { namespace: 'emissary-system', name: 'emissary-apiext' }, caBundle: expected },
          },
        },
      },
    });
  });

  it('keeps the names of fields, one level deep', () => {
    const properties = {
      hostname: { type: 'string' },
      tlsSecret: { type: 'object', properties: { name: {}, namespace: {} } },
    };
    expect(definition(schema({ properties }))).toMatchObject({
      spec: {
        versions: [{ name: 'v3alpha1', schema: ['hostname', 'tlsSecret', 'tlsSecret.name', 'tlsSecret.namespace'] }],
      },
    });
  });

  it.each([
    ['says nothing of spec', schema({ type: 'object' })],
    ['lets all of spec through', schema({ properties: { a: {} }, 'x-kubernetes-preserve-unknown-fields': true })],
    ['lets everything through', schema({ properties: { a: {} } }, { 'x-kubernetes-preserve-unknown-fields': true })],
  ])('has no fields when its schema %s', (_, spec) => {
    expect(definition(spec)).toMatchObject({ spec: { versions: [{ name: 'v3alpha1', served: true, storage: true }] } });
    expect(JSON.stringify(definition(spec))).not.toContain('schema');
  });

  it('keeps the versions that may be stored', () => {
    const status = { storedVersions: ['v2', 'v3alpha1'], conditions: [{ type: 'Established', status: 'True' }] };
    expect(definition({}, { status } as object)).toMatchObject({ status: { storedVersions: ['v2', 'v3alpha1'] } });
  });
});

it('a definition of another group keeps only what it is', () => {
  const spec = {
    ...schema({ properties: { a: {} } }),
    ...converted('Cg=='),
    names: { kind: 'Mapping', plural: 'mappings' },
  };
  expect(definition(spec, { group: 'example.com' })).toMatchObject({
    spec: {
      group: 'example.com',
      names: { kind: 'Mapping', plural: 'mappings' },
      versions: [{ name: 'v3alpha1', served: true, storage: true }],
    },
  });
  expect(JSON.stringify(definition(spec, { group: 'example.com' }))).not.toMatch(/schema|conversion/);
});
