import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { type MailServer, startMailServer } from '../dev/mail-server.js';
import { createSmtpMailer, type SmtpMailer } from './smtp-mailer.js';

const text = (lines: string[]) => new TextEncoder().encode(lines.map((line) => `${line}\r\n`).join(''));
const mail = (change: { from?: string; to?: string; bytes?: Uint8Array } = {}) => ({
  from: 'accounts@duly.example',
  to: 'payer@buyer.example',
  messageId: '<c1/I1/first@duly.example>',
  bytes: text([
    'From: accounts@duly.example',
    'Message-ID: <c1/I1/first@duly.example>',
    'Subject: Invoice I1',
    '',
    'Good day',
    '.',
    '..',
    'Bye',
  ]),
  ...change,
});

let mailers: SmtpMailer[] = [];
const mailerOf = ({ url, timeoutMs }: { url: string; timeoutMs?: number }) => {
  const mailer = createSmtpMailer({ url, ...(timeoutMs && { timeoutMs }) });
  mailers.push(mailer);
  return mailer;
};
afterEach(() => {
  for (const mailer of mailers) mailer.close();
  mailers = [];
});

describe('the SMTP mailer at a mail server', () => {
  let dir: string;
  let server: MailServer;
  let refusal: { code: number; message: string } | undefined;

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'duly-mailer-'));
    refusal = undefined;
    server = await startMailServer({ dir, smtpPort: 0, httpPort: 0, refuse: () => refusal });
  });
  afterEach(async () => {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  it('hands over the very bytes to the addressee of the envelope', async () => {
    expect(await mailerOf({ url: server.smtpUrl }).send(mail())).toEqual({ did: 'accepted' });
    const [stored] = await server.mails();
    expect(stored).toMatchObject({ messageId: 'c1/I1/first@duly.example', subject: 'Invoice I1' });
  });

  it('says refused with the code when the addressee is refused for good', async () => {
    refusal = { code: 550, message: 'no such mailbox' };
    expect(await mailerOf({ url: server.smtpUrl }).send(mail())).toEqual({ did: 'refused', code: '550' });
  });

  it('says not-now when the server asks to come again, without naming the addressee', async () => {
    refusal = { code: 450, message: 'payer@buyer.example is greylisted' };
    const outcome = await mailerOf({ url: server.smtpUrl }).send(mail());
    expect(outcome).toEqual({ did: 'not-now', message: 'The mail server answered 450 to RCPT TO.' });
  });

  it('gives the very bytes to those who get a copy, once the addressee is served', async () => {
    const mailer = mailerOf({ url: server.smtpUrl });
    expect(await mailer.send({ ...mail(), copies: ['am@us.example', 'director@buyer.example'] })).toEqual({ did: 'accepted' });
    expect((await server.mails()).map(({ messageId }) => messageId)).toEqual(Array(3).fill('c1/I1/first@duly.example'));
  });

  it('gives nobody a copy of what the addressee did not get, and says where a copy failed', async () => {
    refusal = { code: 550, message: 'no such mailbox' };
    const copies = ['am@us.example'];
    expect(await mailerOf({ url: server.smtpUrl }).send({ ...mail(), copies })).toEqual({ did: 'refused', code: '550' });
    expect(await server.mails()).toEqual([]);
    refusal = undefined;
    const answer = await mailerOf({ url: server.smtpUrl }).send({ ...mail(), copies: ['no address', ...copies] });
    expect(answer).toEqual({ did: 'accepted', uncopied: true });
    expect(await server.mails()).toHaveLength(2);
  });

  it('never lets one address become two, or a command', async () => {
    const mailer = mailerOf({ url: server.smtpUrl });
    for (const to of [
      'a@buyer.example, b@buyer.example',
      'a@buyer.example>\r\nRCPT TO:<b@buyer.example',
      'a b@buyer.example',
      'nobody',
      '',
    ]) {
      expect(await mailer.send(mail({ to }))).toEqual({ did: 'refused', code: 'invalid_address' });
    }
    expect(await server.mails()).toEqual([]);
  });

  it('says not-now once it is closed', async () => {
    const mailer = mailerOf({ url: server.smtpUrl });
    mailer.close();
    expect(await mailer.send(mail())).toMatchObject({ did: 'not-now' });
  });

  it('says not-now when nobody listens', async () => {
    const { smtpUrl } = server;
    await server.stop();
    const outcome = await mailerOf({ url: smtpUrl }).send(mail());
    expect(outcome).toEqual({ did: 'not-now', message: 'The mail server did not get as far as the message (ECONNREFUSED).' });
    server = await startMailServer({ dir, smtpPort: 0, httpPort: 0 });
  });
});

describe('the SMTP mailer and the content', () => {
  let smtp: SMTPServer;
  let got: { content: string; from: string; to: string[]; user: string | undefined }[];

  const start = async (options: SMTPServerOptions) => {
    got = [];
    smtp = new SMTPServer({
      disableReverseLookup: true,
      onData: (stream, { envelope, user }, done) => {
        const pieces: Buffer[] = [];
        stream.on('data', (piece) => pieces.push(piece));
        stream.on('end', () => {
          const from = envelope.mailFrom ? envelope.mailFrom.address : '';
          got.push({ content: Buffer.concat(pieces).toString(), from, to: envelope.rcptTo.map(({ address }) => address), user });
          done();
        });
      },
      ...options,
    });
    smtp.on('error', () => {});
    smtp.listen(0, '127.0.0.1');
    await once(smtp.server as unknown as Server, 'listening');
    return (smtp.server.address() as AddressInfo).port;
  };
  afterEach(() => new Promise<void>((resolve) => smtp.close(() => resolve())));

  it('keeps the bytes, lines of dots included', async () => {
    const port = await start({ disabledCommands: ['AUTH', 'STARTTLS'] });
    const sent = mail();
    expect(await mailerOf({ url: `smtp://127.0.0.1:${port}` }).send(sent)).toEqual({ did: 'accepted' });
    expect(got).toMatchObject([{ content: new TextDecoder().decode(sent.bytes), from: sent.from, to: [sent.to] }]);
  });

  it('logs in with the user and password of the url', async () => {
    const port = await start({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) =>
        username === 'duly' && password === 'p@ss' ? done(null, { user: username }) : done(new Error('wrong')),
    });
    expect(await mailerOf({ url: `smtp://duly:p%40ss@127.0.0.1:${port}` }).send(mail())).toEqual({ did: 'accepted' });
    expect(got).toMatchObject([{ user: 'duly' }]);
    const wrong = await mailerOf({ url: `smtp://duly:other@127.0.0.1:${port}` }).send(mail());
    expect(wrong).toEqual({ did: 'not-now', message: 'The mail server did not get as far as the message (EAUTH, 535).' });
    const none = await mailerOf({ url: `smtp://127.0.0.1:${port}` }).send(mail());
    expect(none).toEqual({ did: 'not-now', message: 'The mail server answered 530 to MAIL FROM.' });
    expect(got).toHaveLength(1);
  });
});

describe('the SMTP mailer at a server that breaks off', () => {
  type Stage = 'greeting' | 'EHLO' | 'HELO' | 'MAIL' | 'RCPT' | 'DATA' | 'message';
  const usual: Record<Stage, string> = {
    greeting: '220 hi',
    EHLO: '250 hi',
    HELO: '250 hi',
    MAIL: '250 ok',
    RCPT: '250 ok',
    DATA: '354 go on',
    message: '250 taken',
  };
  const servers: Server[] = [];
  let commands: string[];
  const sockets = new Set<Socket>();

  /** Speaks SMTP by the book but for the stages named: text is said instead, `break` resets the connection, `silence` says nothing. */
  const start = async (odd: Partial<Record<Stage, string>>) => {
    commands = [];
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      let received = '';
      let inMessage = false;
      const answer = (stage: Stage) => {
        const saying = odd[stage] ?? usual[stage];
        if (saying === 'break') socket.resetAndDestroy();
        else if (saying === 'end') socket.end();
        else if (saying === 'deaf') {
          socket.pause();
          socket.write(`${usual[stage]}\r\n`, () => setTimeout(() => socket.resetAndDestroy(), 200));
        } else if (saying !== 'silence') socket.write(`${saying}\r\n`);
      };
      answer('greeting');
      socket.on('data', (chunk) => {
        received += chunk.toString('latin1');
        for (;;) {
          const end = received.indexOf(inMessage ? '\r\n.\r\n' : '\r\n');
          if (end < 0) return;
          const line = received.slice(0, end);
          received = received.slice(end + (inMessage ? 5 : 2));
          if (!inMessage) commands.push(line);
          if (inMessage) {
            inMessage = false;
            answer('message');
          } else if (line === 'QUIT') socket.end('221 bye\r\n');
          else {
            const stage = (line.split(' ')[0] as Stage) ?? 'EHLO';
            inMessage = stage === 'DATA';
            answer(stage);
          }
        }
      });
    });
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    for (const server of servers.splice(0)) server.close();
  });
  const sendTo = async (odd: Partial<Record<Stage, string>>, { timeoutMs, bytes }: { timeoutMs?: number; bytes?: Uint8Array } = {}) =>
    mailerOf({ url: await start(odd), ...(timeoutMs && { timeoutMs }) }).send(mail(bytes && { bytes }));

  it('is accepted by the hand-written server when it speaks by the book', async () => {
    expect(await sendTo({})).toEqual({ did: 'accepted' });
  });

  it('writes a domain of other letters in ASCII', async () => {
    await mailerOf({ url: await start({}) }).send(mail({ to: 'kasse@bücher.example' }));
    expect(commands).toContain('RCPT TO:<kasse@xn--bcher-kva.example>');
  });

  it.each(['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA'] as const)('says not-now when the connection breaks at %s', async (stage) => {
    expect(await sendTo({ [stage]: 'break' })).toMatchObject({ did: 'not-now' });
    expect(await sendTo({ [stage]: 'end' })).toMatchObject({ did: 'not-now' });
  });

  it.each(['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA'] as const)('says not-now when the server falls silent at %s', async (stage) => {
    expect(await sendTo({ [stage]: 'silence' }, { timeoutMs: 150 })).toMatchObject({ did: 'not-now' });
  });

  it('says not-now when the connection breaks while much of the message is still to go', async () => {
    expect(await sendTo({ DATA: 'deaf' }, { bytes: new Uint8Array(40_000_000).fill(97) })).toMatchObject({ did: 'not-now' });
  });

  it.each(['break', 'end', 'silence'])('says unknown when the message was handed over and then comes %s', async (saying) => {
    expect(await sendTo({ message: saying }, { timeoutMs: 150 })).toMatchObject({ did: 'unknown' });
  });

  it('says unknown when the answer to the message means nothing', async () => {
    expect(await sendTo({ message: '354 go on' })).toMatchObject({ did: 'unknown' });
  });

  it.each(['MAIL', 'RCPT', 'DATA', 'message'] as const)('says refused with the code when %s is answered 5xx', async (stage) => {
    expect(await sendTo({ [stage]: '554 5.7.1 not this one' })).toEqual({ did: 'refused', code: '554' });
  });

  it.each(['greeting', 'EHLO'] as const)('says not-now when the server refuses us, not the mail, with 5xx at %s', async (stage) => {
    expect(await sendTo({ [stage]: '554 no service here', ...(stage === 'EHLO' && { HELO: '554 no service here' }) })).toMatchObject({
      did: 'not-now',
    });
  });

  it.each(['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'message'] as const)('says not-now when %s is answered 4xx', async (stage) => {
    for (const saying of ['451 later', '421 closing']) {
      expect(await sendTo({ [stage]: saying, ...(stage === 'EHLO' && { HELO: saying }) })).toMatchObject({ did: 'not-now' });
    }
  });

  it('tells what became of the send that closing breaks', async () => {
    const url = await start({ message: 'silence' });
    const mailer = mailerOf({ url });
    const sending = mailer.send(mail());
    const [socket] = (await once(servers[0] as Server, 'connection')) as [Socket];
    await new Promise<void>((resolve) => {
      socket.on('data', (chunk) => chunk.includes('\r\n.\r\n') && resolve());
    });
    mailer.close();
    expect(await sending).toMatchObject({ did: 'unknown' });
  });
});
