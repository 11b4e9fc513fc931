import { Readable } from 'node:stream';
import { domainToASCII } from 'node:url';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SMTPConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import type { Mailer, MailOutcome } from '../activities/ports/mailer.js';

export interface SmtpMailer extends Mailer {
  /** Breaks what is under way (each such send still tells its outcome) and refuses to begin anew. */
  close(): void;
}

type Failure = Error & { code?: string; originalCode?: string; responseCode?: number; command?: string };

/**
 * Sends by SMTP, one connection a mail. What it upholds:
 * 1. Nothing is repeated by itself, and `send` never rejects: an outcome is that of one try.
 * 2. `refused` is said only when the server answered 5xx to this sender, addressee or message. A server that refuses us (greeting, login, TLS) says
 *    nothing about the mail: `not-now`.
 * 3. `not-now` without an answer is said only while part of the message was still in our hands; once the last of it went to the connection, a missing
 *    or meaningless answer is `unknown`.
 * 4. Copies go one by one once the addressee is served: none gets a mail that the addressee did not get, and a copy that is refused takes it from nobody.
 * 5. What the server wrote is not passed on, only its code: it may name the addressee.
 *
 * `url` is like `smtp://user:password@host:587` or `smtps://host`; a query such as `?requireTLS=true` sets options of nodemailer. The message goes
 * byte by byte as given, save that lines end in CRLF. `timeoutMs` is how long the server may be silent.
 */
export function createSmtpMailer({ url, timeoutMs = 60_000 }: { url: string; timeoutMs?: number }): SmtpMailer {
  const { auth, ...server } = parseConnectionUrl(url);
  const options: SMTPConnectionOptions = {
    ...(server as SMTPConnectionOptions),
    connectionTimeout: Math.min(timeoutMs, 30_000),
    greetingTimeout: Math.min(timeoutMs, 30_000),
    socketTimeout: timeoutMs,
    logger: false,
  };
  const closed = new AbortController();

  return {
    async send({ from, to, copies = [], bytes }) {
      const answer = await sendTo({ from, to, bytes });
      if (answer.did !== 'accepted' || copies.length === 0) return answer;
      const all = await Promise.all(copies.map((copy) => sendTo({ from, to: copy, bytes })));
      return all.every(({ did }) => did === 'accepted') ? answer : { did: 'accepted', uncopied: true };
    },
    close: () => closed.abort(),
  };

  async function sendTo({ from, to, bytes }: { from: string; to: string; bytes: Uint8Array }): Promise<MailOutcome> {
    const addressee = envelopeAddress(to);
    if (!addressee) return { did: 'refused', code: 'invalid_address' };
    if (closed.signal.aborted) return { did: 'not-now', message: 'The mailer is closed.' };
    const mail = lastByteNoted(bytes);
    try {
      await converse({
        options,
        auth,
        envelope: { from: envelopeAddress(from) ?? from, to: [addressee] },
        mail: mail.stream,
        signal: closed.signal,
      });
      return { did: 'accepted' };
    } catch (error) {
      return outcomeOfFailure({ failure: error as Failure, handedOver: mail.handedOver() });
    }
  }
}

/** Resolves when the server took the message; rejects with nodemailer's error. */
function converse({
  options,
  auth,
  envelope,
  mail,
  signal,
}: {
  options: SMTPConnectionOptions;
  auth: ReturnType<typeof parseConnectionUrl>['auth'];
  envelope: { from: string; to: string[] };
  mail: Readable;
  signal: AbortSignal;
}): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const connection = new SMTPConnection(options);
    const stop = () => fail(Object.assign(new Error('closed'), { code: 'EABORT' }));
    const fail = (error: Error) => {
      signal.removeEventListener('abort', stop);
      reject(error);
      connection.close();
    };
    signal.addEventListener('abort', stop, { once: true });
    connection.on('error', fail);
    connection.on('end', () => fail(Object.assign(new Error('ended'), { code: 'ECONNECTION' })));
    const send = () =>
      connection.send(envelope, mail, (error) => {
        if (error) return fail(error);
        signal.removeEventListener('abort', stop);
        resolve();
        connection.quit();
      });
    connection.connect((error) => {
      if (error) return fail(error);
      if (!auth) return send();
      connection.login({ credentials: auth }, (refusal) => (refusal ? fail(refusal) : send()));
    });
  });
}

/** The bytes as a stream that is read only once the server asked for the message (354), and whether all of it has been taken. */
function lastByteNoted(bytes: Uint8Array): { stream: Readable; handedOver: () => boolean } {
  const piece = 16_384;
  let sent = 0;
  let handedOver = false;
  const stream = new Readable({
    read() {
      if (sent < bytes.length) {
        this.push(bytes.subarray(sent, sent + piece));
        sent += piece;
      } else {
        handedOver = true;
        this.push(null);
      }
    },
  });
  return { stream, handedOver: () => handedOver };
}

/** Replies that say who we are is the trouble, whatever command they answer (RFC 4954). */
const ABOUT_OUR_LOGIN: ReadonlySet<number> = new Set([530, 534, 535, 538]);

function outcomeOfFailure({ failure, handedOver }: { failure: Failure; handedOver: boolean }): MailOutcome {
  const { code = 'no code', originalCode, responseCode, command } = failure;
  const answered = responseCode !== undefined && (code === 'EENVELOPE' || code === 'EMESSAGE') ? responseCode : undefined;
  if (answered !== undefined && answered >= 500 && !ABOUT_OUR_LOGIN.has(answered)) return { did: 'refused', code: String(answered) };
  if (answered !== undefined && answered >= 400) {
    return { did: 'not-now', message: `The mail server answered ${answered} to ${command}.` };
  }
  if (handedOver) return { did: 'unknown', message: `The mail server gave no usable answer to the message (${originalCode ?? code}).` };
  const answer = responseCode ? `, ${responseCode}` : '';
  return { did: 'not-now', message: `The mail server did not get as far as the message (${originalCode ?? code}${answer}).` };
}

/** The address as SMTP takes it, its domain in ASCII; undefined where it is no single address. */
function envelopeAddress(address: string): string | undefined {
  const match = /^([^\s<>()[\],;:"\\@]+)@([^\s<>()[\],;:"\\@]+)$/.exec(address.trim());
  const domain = match && domainToASCII(match[2] as string);
  return domain ? `${match[1]}@${domain}` : undefined;
}
