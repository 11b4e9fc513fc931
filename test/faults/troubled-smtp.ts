/** A mail server in trouble: stands in front of a real one, passes the dialogue on line by line, and spoils it at one stage until it is mended. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What the server answers: the connection, a command, or the whole message with its final dot; and the message's first bytes, which get no answer. */
export type SmtpStage = 'greeting' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA' | 'first bytes' | 'message';

/**
 * `down`: nobody listens. `answers` is said in place of the real server, `drop` resets the connection; either way the real server hears nothing of it.
 * `lose-answer` resets the connection once the real server has heard and answered. `hold-answer` keeps its answer back until all is mended.
 */
export type SmtpTrouble = 'down' | { at: SmtpStage; answers: string } | { at: SmtpStage; does: 'drop' | 'lose-answer' | 'hold-answer' };

/** A message as it was on the line, also one that the real server did not hear. */
export interface HeardMessage {
  to: string;
  bytes: string;
}

export interface TroubledSmtp {
  url: string;
  spoil(trouble: SmtpTrouble): Promise<void>;
  /** What was held back goes its way. */
  mend(): Promise<void>;
  /** How often the trouble was met since it began; 0 while nobody listens. */
  met(): number;
  /** Every message that came whole, in order. */
  messages(): HeardMessage[];
  close(): Promise<void>;
}

export async function createTroubledSmtp(realUrl: string): Promise<TroubledSmtp> {
  const real = new URL(realUrl);
  const messages: HeardMessage[] = [];
  const sockets = new Set<Socket>();
  let trouble: SmtpTrouble | undefined;
  let met = 0;
  let held: (() => void)[] = [];

  const troubleAt = (stage: SmtpStage) => {
    if (trouble === undefined || trouble === 'down' || trouble.at !== stage) return undefined;
    met += 1;
    return trouble;
  };
  const server = createServer((client) => {
    const upstream = connect(Number(real.port), real.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.end());
    converse({ client, upstream, troubleAt, hold: (pass) => held.push(pass), keep: (message) => messages.push(message) });
  });
  const listen = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const stop = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const port = await listen(0);

  return {
    url: `smtp://127.0.0.1:${port}`,
    async spoil(next) {
      trouble = next;
      met = 0;
      if (next === 'down') await stop();
    },
    async mend() {
      trouble = undefined;
      if (!server.listening) await listen(port);
      for (const pass of held) pass();
      held = [];
    },
    met: () => met,
    messages: () => messages,
    close: stop,
  };
}

interface Conversation {
  client: Socket;
  upstream: Socket;
  /** The trouble at this stage, which counts as met. */
  troubleAt(stage: SmtpStage): Exclude<SmtpTrouble, 'down'> | undefined;
  hold(pass: () => void): void;
  keep(message: HeardMessage): void;
}

/** One line after the other, also where the client sends several at once. Latin-1 throughout, so that every byte stays what it is. */
function converse({ client, upstream, troubleAt, hold, keep }: Conversation): void {
  let received = '';
  let reply = '';
  let inMessage = false;
  let to = '';
  let awaited: SmtpStage | 'other' | undefined = 'greeting';
  let withReply: 'pass' | 'lose' | 'hold' = 'pass';

  /** Whether the real server is to hear what opens this stage. */
  const hears = (stage: SmtpStage): boolean => {
    const spoilt = troubleAt(stage);
    if (!spoilt) return true;
    if ('answers' in spoilt) client.write(`${spoilt.answers}\r\n`);
    else if (spoilt.does === 'drop') client.resetAndDestroy();
    else {
      withReply = spoilt.does === 'hold-answer' ? 'hold' : 'lose';
      return true;
    }
    return false;
  };
  const passReply = () => {
    client.write(reply, 'latin1');
    inMessage = awaited === 'DATA' && reply.startsWith('354');
    reply = '';
    awaited = undefined;
    withReply = 'pass';
    passLines();
  };
  const passLines = () => {
    while (awaited === undefined) {
      const ending = inMessage ? '\r\n.\r\n' : '\r\n';
      const end = received.indexOf(ending);
      if (end < 0) return;
      const line = received.slice(0, end + ending.length);
      received = received.slice(line.length);
      const stage = inMessage ? 'message' : stageOf(line);
      if (stage === 'RCPT') to = /<(.*)>/.exec(line)?.[1] ?? '';
      if (stage === 'message') keep({ to, bytes: line });
      inMessage = false;
      if (stage !== 'other' && !hears(stage)) continue;
      awaited = stage;
      upstream.write(line, 'latin1');
    }
  };

  upstream.on('data', (chunk) => {
    reply += chunk.toString('latin1');
    if (!/^\d{3} [^\n]*\n$/m.test(reply)) return;
    if (awaited === 'greeting' && !hears('greeting')) {
      reply = '';
      awaited = undefined;
    } else if (withReply === 'pass') passReply();
    else if (withReply === 'lose') client.resetAndDestroy();
    else hold(passReply);
  });
  client.on('data', (chunk) => {
    if (inMessage && received === '' && !hears('first bytes')) return;
    received += chunk.toString('latin1');
    passLines();
  });
}

function stageOf(line: string): SmtpStage | 'other' {
  const command = line.slice(0, 4).toUpperCase();
  return (['EHLO', 'MAIL', 'RCPT', 'DATA'] as const).find((stage) => stage === command) ?? (command === 'HELO' ? 'EHLO' : 'other');
}
