import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { MessageHeaders } from '../../activities/ports/renderer.js';
import { plainText } from './escape.js';

/**
 * A whole mail (RFC 5322) of a text and an HTML part. The same input gives the same bytes: the boundary comes from the Message-ID, nothing from
 * chance or the clock. No value can begin a header of its own.
 */
export async function messageBytes({
  headers: { from, to, also = [], copies = [], replyTo, messageId, date },
  language,
  subject,
  text,
  html,
}: {
  headers: MessageHeaders;
  language: string;
  subject: string;
  text: string;
  html: string;
}): Promise<Uint8Array> {
  const composer = new MailComposer({
    from: addressOf(from),
    to: [to, ...also].map(addressOf),
    ...(copies.length > 0 && { cc: copies.map(addressOf) }),
    ...(replyTo && { replyTo: addressOf(replyTo) }),
    subject,
    text,
    html,
    messageId,
    date: new Date(date),
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': language },
    textEncoding: 'quoted-printable',
    baseBoundary: createHash('sha256').update(messageId).digest('hex').slice(0, 32),
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return new Uint8Array(await composer.compile().build());
}

const addressOf = ({ name, address }: { name: string; address: string }) => ({ name: plainText(name), address });
