import { connect } from 'node:tls';
import type { Certificate } from '../../cluster/objects.ts';
import { certificateOf } from '../certificates.ts';
import { codeOf } from './failure.ts';

/** What came of a TLS handshake: a certificate, why TLS failed, or that there was no connection to begin with. */
export type Handshake =
  | { readonly certificate: Certificate }
  | { readonly failure: string }
  | { readonly unreachable: string };

/** Whom to greet, and how long that may take, in milliseconds. */
export interface Greeting {
  readonly address: string;
  readonly port: number;
  /** The server name that is asked for. */
  readonly name: string;
  readonly within: number;
  readonly signal: AbortSignal;
}

/** Makes a TLS handshake as any client would, sends nothing, and looks at the certificate that is presented. */
export function shakeHands({ address, port, name, within, signal }: Greeting): Promise<Handshake> {
  return new Promise((resolve) => {
    const socket = connect({
      host: address,
      port,
      servername: name,
      // What is presented is judged by checks; nothing is sent that would need trust.
      rejectUnauthorized: false,
      // Old gateways speak old versions, with keys that OpenSSL finds too short.
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
      ALPNProtocols: ['h2', 'http/1.1'],
    });
    let isConnected = false;
    const end = (handshake: Handshake) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.destroy();
      resolve(handshake);
    };
    const abort = () => end({ unreachable: 'no time was left' });
    const timer = setTimeout(() => {
      end(isConnected ? { failure: `no answer within ${within / 1000} s` } : { unreachable: 'no connection in time' });
    }, within);
    signal.addEventListener('abort', abort);
    socket.once('connect', () => {
      isConnected = true;
    });
    const presented = () => certificateOf(socket.getPeerX509Certificate()?.toString() ?? '');
    socket.once('secureConnect', () => {
      const certificate = presented();
      end(certificate ? { certificate } : { failure: 'no certificate was presented' });
    });
    socket.once('error', (error) => {
      const code = codeOf(error) ?? error.message;
      if (!isConnected) return end({ unreachable: reasonOf(code) });
      // With TLS 1.2 who wants a certificate of its clients shows its own, and then refuses.
      const certificate = presented();
      return end(certificate ? { certificate } : { failure: FAILURES[code] ?? `TLS failed (${code})` });
    });
    // Without it an error after the end would be nobody's.
    socket.on('error', () => {});
  });
}

const FAILURES: Readonly<Record<string, string>> = {
  // What Envoy does when none of its filter chains matches the name.
  ECONNRESET: 'the gateway closed the connection',
  EPIPE: 'the gateway closed the connection',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the gateway does not speak TLS there',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'the gateway does not speak TLS there',
};

function reasonOf(code: string): string {
  if (code === 'ECONNREFUSED') return 'connection refused';
  return code === 'EHOSTUNREACH' || code === 'ENETUNREACH' ? 'no way there' : `no connection (${code})`;
}
