import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTLSServer, type TlsOptions } from 'node:tls';
import { afterEach, expect, it } from 'vitest';
import { shakeHands } from '../../../src/sources/live/handshake.ts';
import { issue } from '../../support/kube-certificates.ts';

const servers: Server[] = [];
const sockets: Socket[] = [];

afterEach(stopped);

async function stopped(): Promise<void> {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
}

async function listening(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function gateway(options: TlsOptions = {}): Promise<number> {
  const { certificate, privateKey } = await issue({ names: ['shop.example'] });
  return listening(createTLSServer({ cert: certificate, key: privateKey, ...options }).on('tlsClientError', () => {}));
}

function greet(port: number, name = 'shop.example', within = 2000, signal = new AbortController().signal) {
  return shakeHands({ address: '127.0.0.1', port, name, within, signal });
}

it('shows the certificate, trusted or not', async () => {
  expect(await greet(await gateway())).toEqual({
    certificate: expect.objectContaining({ names: ['shop.example'], isSelfSigned: true }),
  });
});

it('asks for the name', async () => {
  const names: string[] = [];
  const port = await gateway({
    SNICallback: (name, answer) => {
      names.push(name);
      answer(null);
    },
  });
  await greet(port, 'a.shop.example');
  expect(names).toEqual(['a.shop.example']);
});

it.each(['tls1_2', 'tls1_3'])('sees it where the gateway insists on one of its clients: %s', async (version) => {
  const folder = await mkdtemp(join(tmpdir(), 'handshake-'));
  const { certificate, privateKey } = await issue({ names: ['shop.example'] });
  await writeFile(join(folder, 'pair.pem'), `${certificate}\n${privateKey}`);
  const port = await listening(createServer());
  await stopped();
  const options = ['-cert', join(folder, 'pair.pem'), '-key', join(folder, 'pair.pem'), '-Verify', '1', `-${version}`];
  const server = spawn('openssl', ['s_server', '-accept', `127.0.0.1:${port}`, '-verify_return_error', ...options]);
  try {
    const shown = { certificate: { names: ['shop.example'] } };
    await expect.poll(() => greet(port), { timeout: 10_000 }).toMatchObject(shown);
  } finally {
    server.kill();
    await rm(folder, { recursive: true });
  }
});

it.each([
  ['closes the connection', (socket: Socket) => socket.end(), 'the gateway closed the connection'],
  [
    'speaks HTTP',
    (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    'the gateway does not speak TLS there',
  ],
  ['says nothing', () => {}, 'no answer within 0.3 s'],
])('a gateway that %s has failed', async (_, answer, failure) => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => answer(socket));
  });
  expect(await greet(await listening(server), 'shop.example', 300)).toEqual({ failure });
});

it('a gateway that speaks another version of TLS has failed', async () => {
  const port = await gateway({ ciphers: 'ECDHE-RSA-AES128-GCM-SHA256', maxVersion: 'TLSv1.2' });
  expect(await greet(port)).toEqual({ failure: expect.stringMatching(/^TLS failed \(ERR_SSL_.*HANDSHAKE_FAILURE\)$/) });
});

it('without a connection nothing is known', async () => {
  const port = await listening(createServer());
  await stopped();
  expect(await greet(port)).toEqual({ unreachable: 'connection refused' });
});

it('ends when it is told to', async () => {
  const port = await listening(createServer());
  const signal = AbortSignal.timeout(50);
  expect(await greet(port, 'shop.example', 60_000, signal)).toEqual({ unreachable: 'no time was left' });
});
