import fc from 'fast-check';
import { expect, it } from 'vitest';
import { servedCertificateOf } from '../../../src/sources/observed/certificate.ts';
import { issue } from '../../support/kube-certificates.ts';

const NAME = { namespace: 'emissary', name: 'shop.example' };
const read = (pem: string) => servedCertificateOf(pem, '10.0.0.7:8443', NAME);

it('is the first one of what openssl prints, as facts', async () => {
  const { certificate, privateKey } = await issue({ names: ['shop.example'], until: '2026-03-01T00:00:00Z' });
  const { certificate: authority } = await issue({ subject: 'CN=authority', isCA: true });
  const text = `CONNECTED(00000003)\n---\nCertificate chain\n 0 s:CN=shop\n${certificate}\n 1 s:CN=ca\n${authority}\n---\n`;
  const result = read(text);
  expect(result).toEqual({
    object: {
      kind: 'ServedCertificate',
      metadata: NAME,
      address: '10.0.0.7:8443',
      certificate: expect.objectContaining({ names: ['shop.example'], notAfter: '2026-03-01T00:00:00.000Z' }),
    },
  });
  const key = privateKey.split('\n')[1] ?? '';
  expect(JSON.stringify(read(privateKey + certificate))).not.toContain(key);
});

it.each([
  ['', 'is empty'],
  ['CONNECTED(00000003)\nno peer certificate available\n', 'holds no certificate: not PEM'],
  ['-----BEGIN CERTIFICATE-----\nMIIB', 'holds no certificate: cut off: the PEM block has no END line'],
])('%j is none, and the problem says why', (text, problem) => {
  expect(read(text)).toEqual({ problem });
});

it('no text makes it throw', () => {
  const block = fc.string().map((text) => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----`);
  fc.assert(fc.property(fc.oneof(fc.string(), block), (text) => 'problem' in read(text)));
});
