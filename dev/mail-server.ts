import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { createMailPages } from './mail-pages.js';
import { openMailStore, type StoredMail } from './mail-store.js';

/** A mail server on loopback that delivers to a folder and to a web page. */
export interface MailServer {
  smtpUrl: string;
  /** The page that lists the mails; `mails.json` beside it is the same for programs. */
  url: string;
  /** Every mail accepted so far, oldest first. */
  mails(): Promise<StoredMail[]>;
  stop(): Promise<void>;
}

/** What the SMTP conversation said, and where the mail went. */
export interface MailEnvelope {
  from: string;
  to: string[];
  messageId: string;
  file: string;
}

/** How the server answers when it does not take a recipient. */
export interface Refusal {
  code: number;
  message: string;
}

/** Port 0 takes a free one. */
export interface MailServerOptions {
  dir: string;
  smtpPort: number;
  httpPort: number;
  /** Called when the mail is on disk and before it is acknowledged. */
  onMail?: (envelope: MailEnvelope) => void;
  /** Asked for each recipient: `{ code: 550, message: 'no such mailbox' }` bounces it. */
  refuse?: (recipient: string) => Refusal | undefined;
}

/** Mail to any address there is refused for good: to see what a journey does then. */
export const REFUSED_AT = 'refused.example';
const NO_MAILBOX: Refusal = {
  code: 550,
  message: 'There is no such mailbox: addresses at refused.example are there to try what happens then.',
};

const host = '127.0.0.1';
const largestMail = 25_000_000;

/** Starts both servers. A mail is acknowledged (250) only when it is on disk; a disk that is full answers 452 and keeps nothing. */
export async function startMailServer({ dir, smtpPort, httpPort, onMail, refuse }: MailServerOptions): Promise<MailServer> {
  const store = openMailStore({ dir });
  const smtp = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: largestMail,
    onRcptTo: ({ address }, _session, done) => {
      const refusal = refuse?.(address) ?? (address.endsWith(`@${REFUSED_AT}`) ? NO_MAILBOX : undefined);
      done(refusal ? refusedWith(refusal) : null);
    },
    onData: (stream, { envelope }, done) => {
      buffer(stream)
        .then(async (content) => {
          if (stream.sizeExceeded) throw refusedWith({ code: 552, message: `larger than ${largestMail} bytes` });
          const { messageId, file } = await store.add(content);
          onMail?.({
            from: envelope.mailFrom ? envelope.mailFrom.address : '',
            to: envelope.rcptTo.map(({ address }) => address),
            messageId,
            file,
          });
        })
        .then(
          () => done(),
          (error) => done(error.responseCode ? error : refusedWith({ code: 452, message: `not stored: ${error.message}` })),
        );
    },
  });
  // A client that drops its connection is its own business.
  smtp.on('error', () => {});
  const pages = createServer(createMailPages({ store }));
  await listen({ server: smtp.server, start: () => smtp.listen(smtpPort, host) });
  try {
    await listen({ server: pages, start: () => pages.listen(httpPort, host) });
  } catch (error) {
    smtp.close();
    throw error;
  }
  return {
    smtpUrl: `smtp://${host}:${portOf(smtp.server)}`,
    url: `http://${host}:${portOf(pages)}`,
    mails: store.all,
    stop: async () => {
      pages.closeAllConnections();
      await Promise.all([new Promise<void>((resolve) => smtp.close(resolve)), new Promise((resolve) => pages.close(resolve))]);
    },
  };
}

function refusedWith({ code, message }: Refusal): Error {
  return Object.assign(new Error(message), { responseCode: code });
}

type Listener = Pick<SMTPServer['server'], 'address' | 'once' | 'off' | 'on'>;

async function listen({ server, start }: { server: Listener; start: () => void }): Promise<void> {
  start();
  await once(server as SMTPServer['server'], 'listening');
}

const portOf = (server: Pick<Listener, 'address'>) => (server.address() as AddressInfo).port;
