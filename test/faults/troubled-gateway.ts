/** A payment gateway in trouble: stands in front of a real one, passes requests on, and spoils each until it is mended. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';

/**
 * `down`: nobody listens. `says` answers in place of the gateway and `drop` resets the connection: it hears nothing of the request. What follows happens
 * when it has answered: `lose-answer` resets the connection, `cut-answer` does so in the middle. `hold-request` and `hold-answer` keep request or answer
 * back until all is mended; `answer-twice` and `answer-twice-apart` do as well, and then give the same answer two times, in one piece or in two.
 */
export type GatewayTrouble =
  | 'down'
  | { says: number; body: string }
  | { does: 'drop' | 'lose-answer' | 'cut-answer' | 'hold-request' | 'hold-answer' | 'answer-twice' | 'answer-twice-apart' };

export interface TroubledGateway {
  url: string;
  spoil(trouble: GatewayTrouble): Promise<void>;
  /** What was held back goes its way. */
  mend(): Promise<void>;
  /** How often the trouble was met since it began; 0 while nobody listens. */
  met(): number;
  /** The idempotency keys of all requests that came, in order. */
  keys(): string[];
  close(): Promise<void>;
}

export async function createTroubledGateway(realUrl: string): Promise<TroubledGateway> {
  const keys: string[] = [];
  let trouble: GatewayTrouble | undefined;
  let met = 0;
  let mended = Promise.resolve();
  let release = () => {};

  const server = createServer((request) => {
    request.socket.on('error', () => undefined);
    answer(request).catch(() => request.socket.destroy());
  });
  async function answer(request: IncomingMessage): Promise<void> {
    const { socket } = request;
    const body = await buffer(request);
    keys.push(String(request.headers['idempotency-key']));
    const spoilt = trouble === 'down' ? undefined : trouble;
    if (spoilt) met += 1;
    if (spoilt && 'says' in spoilt) return say(socket, bytesOf({ status: spoilt.says, headers: {}, body: spoilt.body }));
    const { does } = spoilt ?? {};
    if (does === 'drop') return reset(socket);
    if (does === 'hold-request') await mended;
    const real = await passOn({ realUrl, request, body });
    if (does === 'lose-answer') return reset(socket);
    if (does === 'cut-answer') return reset(socket, real.slice(0, -20));
    if (does !== undefined) await mended;
    if (does === 'answer-twice') return say(socket, real + real);
    if (does === 'answer-twice-apart') {
      await new Promise((written) => socket.write(real, written));
      await new Promise((later) => setTimeout(later, 50));
    }
    say(socket, real);
  }
  const listen = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const stop = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  const port = await listen(0);

  return {
    url: `http://127.0.0.1:${port}`,
    async spoil(next) {
      trouble = next;
      met = 0;
      mended = new Promise((resolve) => {
        release = resolve;
      });
      if (next === 'down') await stop();
    },
    async mend() {
      trouble = undefined;
      if (!server.listening) await listen(port);
      release();
    },
    met: () => met,
    keys: () => keys,
    close: stop,
  };
}

function say(socket: Socket, bytes: string): void {
  socket.end(bytes);
}

function reset(socket: Socket, bytes = ''): void {
  socket.write(bytes, () => socket.resetAndDestroy());
}

/** The real gateway's answer as it goes over the line. */
async function passOn({ realUrl, request, body }: { realUrl: string; request: IncomingMessage; body: Buffer }): Promise<string> {
  const { host, connection, 'content-length': length, ...headers } = request.headers;
  const answer = await fetch(`${realUrl}${request.url}`, {
    method: request.method ?? 'GET',
    headers: headers as Record<string, string>,
    body,
  });
  return bytesOf({ status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() });
}

function bytesOf({ status, headers, body }: { status: number; headers: Record<string, string>; body: string }): string {
  const all = { 'content-type': 'application/json', ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Answer\r\n${lines.join('')}\r\n${body}`;
}
