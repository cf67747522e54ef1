import { execFileSync } from 'node:child_process';
import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { certificateOf, type Expected, pemFacts } from '../../src/sources/certificates.ts';
import { issue } from '../support/kube-certificates.ts';

const root = await issue({ subject: 'CN=Test Root, O=Acme\\, Inc.', isCA: true });
const leaf = await issue({
  subject: 'CN=shop.example',
  names: ['Shop.example', '*.shop.example'],
  addresses: ['10.0.0.1', '2001:db8::1'],
  algorithm: 'rsa',
  by: root,
});

const facts = (text: string | Buffer, expected?: Expected) => pemFacts(Buffer.from(text), expected);
const problem = (text: string | Buffer, expected: Expected) => facts(text, expected).problem;

describe('a certificate', () => {
  it('is read with everything that checks use', () => {
    expect(certificateOf(leaf.certificate)).toEqual({
      subject: 'CN=shop.example',
      commonName: 'shop.example',
      issuer: expect.stringMatching(/^CN=Test Root, O=Acme.*Inc\.$/),
      names: ['shop.example', '*.shop.example', '10.0.0.1', '2001:db8::1'],
      notBefore: '2026-01-01T00:00:00.000Z',
      notAfter: '2027-01-01T00:00:00.000Z',
      serial: '0A1B2C',
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      publicKey: expect.stringMatching(/^[0-9a-f]{64}$/),
      keyType: 'rsa',
      keyBits: 2048,
      signatureAlgorithm: 'ecdsa-with-SHA256',
      isCA: false,
      isSelfSigned: false,
    });
  });

  it('of an authority signs itself and has a curve', () => {
    expect(certificateOf(root.certificate)).toMatchObject({
      isCA: true,
      isSelfSigned: true,
      keyType: 'ec',
      curve: 'prime256v1',
      names: [],
    });
  });

  it('with the name of its issuer and the signature of another is not self-signed', async () => {
    const other = await issue({ subject: 'CN=Test Root', isCA: true });
    const twin = await issue({ subject: 'CN=Test Root', isCA: true, by: other });
    expect(certificateOf(twin.certificate)?.isSelfSigned).toBe(false);
  });

  it('of a bundle keeps its place, whatever text is between', () => {
    const bundle = `# leaf\r\n${leaf.certificate}\n# root\n${root.certificate}\nend`;
    const { certificates, problem } = facts(bundle, 'certificate');
    expect(certificates.map(({ commonName }) => commonName)).toEqual(['shop.example', 'Test Root']);
    expect(problem).toBeUndefined();
  });
});

describe('a private key', () => {
  it('has the public half of its certificate', () => {
    const { privateKey } = facts(leaf.privateKey, 'key');
    expect(privateKey).toEqual({
      type: 'rsa',
      bits: 2048,
      publicKey: certificateOf(leaf.certificate)?.publicKey,
    });
  });

  it('is read in every usual form', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const publicKey = createHash('sha256')
      .update(createPublicKey(privateKey).export({ type: 'spki', format: 'der' }))
      .digest('hex');
    for (const type of ['pkcs8', 'sec1'] as const) {
      const pem = privateKey.export({ type, format: 'pem' });
      expect(facts(pem, 'key'), type).toEqual({ certificates: [], privateKey: { type: 'ec', publicKey } });
    }
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' });
    expect(facts(rsa, 'key').privateKey?.bits).toBe(2048);
  });

  it('of openssl ecparam is found after its parameters', () => {
    const pem = execFileSync('openssl', ['ecparam', '-name', 'prime256v1', '-genkey']);
    expect(pem.toString()).toContain('EC PARAMETERS');
    expect(facts(pem, 'key')).toMatchObject({ privateKey: { type: 'ec' } });
    expect(problem(pem, 'key')).toBeUndefined();
  });
});

describe('a value that is not what it should be', () => {
  const encrypted = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'open sesame',
  });
  const legacy = leaf.privateKey.replace('-----\n', '-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n');
  const der = Buffer.from(leaf.certificate.replace(/-----.*-----|\s/g, ''), 'base64');
  const damaged = leaf.certificate.replace(/\n[A-Za-z0-9+/]{10}/, '\nAAAAAAAAAA');

  it.each<[string, Expected, string | Buffer]>([
    ['empty', 'certificate', ''],
    ['empty', 'key', ' \n'],
    ['not PEM', 'certificate', 'changeme!'],
    ['not PEM', 'key', Buffer.from([1, 2, 3])],
    ['not PEM but binary (DER)', 'certificate', der],
    ['base64 twice', 'certificate', Buffer.from(leaf.certificate).toString('base64')],
    ['base64 twice', 'key', Buffer.from(leaf.privateKey).toString('base64')],
    ['a private key where a certificate should be', 'certificate', leaf.privateKey],
    ['a certificate where a private key should be', 'key', leaf.certificate],
    ['an encrypted private key', 'key', encrypted],
    ['an encrypted private key', 'key', legacy],
    ['the private key cannot be parsed', 'key', leaf.privateKey.replace('MII', 'AAA')],
    ['the certificate cannot be parsed', 'certificate', damaged],
    ['the certificate cannot be parsed', 'certificate', leaf.certificate.trim().replaceAll('\n', ' ')],
    ['certificate 2 of 2 cannot be parsed', 'certificate', `${root.certificate}\n${damaged}`],
    ['cut off: the PEM block has no END line', 'certificate', leaf.certificate.slice(0, 200)],
    [
      'cut off: the last PEM block has no END line',
      'certificate',
      `${root.certificate}\n${leaf.certificate.slice(0, 99)}`,
    ],
    ['no certificate revocation list in it', 'crl', leaf.certificate],
  ])('%s (%s)', (says, expected, value) => {
    expect(problem(value, expected)).toBe(says);
  });

  it('is no problem where nothing is expected', () => {
    expect(facts('changeme!')).toEqual({ certificates: [] });
  });

  it('keeps the certificates that can be read', () => {
    expect(facts(`${damaged}\n${root.certificate}`, 'certificate').certificates).toHaveLength(1);
  });
});
