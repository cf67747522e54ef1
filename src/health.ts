import { createServer, type Server } from 'node:http';

/** What the health server is asked for. */
export interface Health {
  /** The program works; false: restart it. */
  readonly isAlive: () => boolean;
  /** Slack can reach it. */
  readonly isReady: () => boolean;
}

/** Answers /healthz and /readyz on a port, for the kubelet. Rejects when the port is taken. */
export async function serveHealth(port: number, { isAlive, isReady }: Health): Promise<Server> {
  const answers: Readonly<Record<string, () => boolean>> = { '/healthz': isAlive, '/readyz': isReady };
  const server = createServer((request, response) => {
    const isWell = answers[request.url ?? ''];
    response.writeHead(!isWell ? 404 : isWell() ? 200 : 503, { 'content-type': 'text/plain' });
    response.end(!isWell ? 'not here\n' : isWell() ? 'ok\n' : 'not ready\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, resolve);
  });
  return server;
}
