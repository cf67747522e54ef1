import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { LIMITS } from './limits.ts';
import { isFields } from './shapes.ts';
import type { AppAnswer, AppRequest, Transport } from './transport.ts';

/** Sends requests through WebSocket connections that the app opened; each to one of them, in turn. */
export class SocketMode implements Transport {
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #sockets = new Set<WebSocket>();
  readonly #waiting = new Map<string, (body: unknown) => void>();
  readonly #onConnect = new Set<() => void>();
  readonly #appId: string;
  readonly #onCount: (connections: number) => void;
  #turn = 0;

  /** `onCount` is called when a connection came or went. */
  constructor(appId: string, onCount: (connections: number) => void) {
    this.#appId = appId;
    this.#onCount = onCount;
  }

  /** Number of open connections. */
  get connections(): number {
    return this.#sockets.size;
  }

  /** Takes over a connection whose ticket was good. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (connection) => this.#welcome(connection));
  }

  async send(request: AppRequest, timeout: number): Promise<AppAnswer> {
    const deadline = performance.now() + timeout;
    const connection = await this.#connection(timeout);
    if (!connection) return { acked: false, why: 'dispatch_failed', detail: 'the app has no Socket Mode connection' };

    const id = randomUUID();
    const isEvent = request.kind === 'events_api';
    connection.send(
      JSON.stringify({
        envelope_id: id,
        type: request.kind,
        payload: request.payload,
        accepts_response_payload: !isEvent,
        ...(isEvent ? { retry_attempt: request.retry?.attempt ?? 0, retry_reason: request.retry?.reason ?? '' } : {}),
      }),
    );

    return new Promise((resolve) => {
      const timer = setTimeout(
        () => {
          this.#waiting.delete(id);
          resolve({ acked: false, why: 'operation_timeout', detail: `no acknowledgement in ${timeout} ms` });
        },
        Math.max(deadline - performance.now(), 1),
      );
      this.#waiting.set(id, (body) => {
        clearTimeout(timer);
        resolve({ acked: true, body });
      });
    });
  }

  /** Breaks every connection, as a lost network does. */
  drop(): void {
    for (const connection of this.#sockets) connection.terminate();
    this.#sockets.clear();
    this.#onCount(0);
  }

  /** Asks every connection to come back, as Slack does every few hours. */
  refresh(reason: 'refresh_requested' | 'warning' | 'link_disabled' = 'refresh_requested'): void {
    for (const connection of this.#sockets) {
      connection.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'playground' } }));
    }
    if (reason !== 'warning') this.#sockets.clear();
  }

  /** Closes for good; an app that is just going gets a moment to say so itself. */
  async close(): Promise<void> {
    const end = performance.now() + 150;
    while (this.#server.clients.size > 0 && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    for (const connection of this.#server.clients) connection.terminate();
    this.#sockets.clear();
    this.#server.close();
  }

  #welcome(connection: WebSocket): void {
    if (this.#sockets.size >= LIMITS.socketConnections) {
      connection.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets', debug_info: {} }));
      connection.close();
      return;
    }

    connection.on('message', (data) => this.#acknowledge(String(data)));
    connection.on('close', () => this.#forget(connection));
    connection.on('error', () => this.#forget(connection));
    this.#sockets.add(connection);
    this.#onCount(this.#sockets.size);
    connection.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#sockets.size,
        debug_info: { host: 'playground', build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: this.#appId },
      }),
    );
    for (const listener of this.#onConnect) listener();
  }

  #forget(connection: WebSocket): void {
    if (this.#sockets.delete(connection)) this.#onCount(this.#sockets.size);
  }

  #acknowledge(data: string): void {
    const frame: unknown = JSON.parse(data);
    if (!isFields(frame)) return;

    const id = String(frame['envelope_id']);
    this.#waiting.get(id)?.(frame['payload']);
    this.#waiting.delete(id);
  }

  async #connection(timeout: number): Promise<WebSocket | undefined> {
    if (this.#sockets.size === 0) await this.connected(timeout);

    const open = [...this.#sockets].filter((socket) => socket.readyState === socket.OPEN);
    this.#turn += 1;
    return open[this.#turn % open.length];
  }

  /** Waits for a connection, at most `timeout` milliseconds; says whether there is one. */
  connected(timeout: number): Promise<boolean> {
    if (this.#sockets.size > 0) return Promise.resolve(true);

    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.#onConnect.delete(finish);
        resolve(this.#sockets.size > 0);
      };
      const timer = setTimeout(finish, timeout);
      this.#onConnect.add(finish);
    });
  }
}
