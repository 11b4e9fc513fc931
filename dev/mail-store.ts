import { mkdirSync, readdirSync } from 'node:fs';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime, { type Address, type Email } from 'postal-mime';

/** One mail that was accepted, in plain JSON. */
export interface StoredMail {
  /** Its name in the folder: `<n>-<message id>.eml`, n counting from 1 in the order of acceptance. */
  file: string;
  messageId: string;
  from: string;
  to: string[];
  subject: string;
  /** As the sender wrote it, in ISO 8601 when it can be read. */
  date: string;
  text: string;
  html: string;
  headers: { name: string; value: string }[];
  attachments: string[];
}

/** A folder of mails, each a whole file or none. */
export interface MailStore {
  /** Resolves when the mail is safely on disk. */
  add(content: Buffer): Promise<StoredMail>;
  /** Every mail, in the order of acceptance. */
  all(): Promise<StoredMail[]>;
  /** The stored bytes; undefined when there is no such file. */
  raw(file: string): Promise<Buffer | undefined>;
}

/** Opens the folder, which is made when missing, and counts on from what is in it. */
export function openMailStore({ dir }: { dir: string }): MailStore {
  mkdirSync(dir, { recursive: true });
  const parsed = new Map<string, Promise<StoredMail>>();
  const names = () => readdirSync(dir).filter((name) => name.endsWith('.eml'));
  let last = Math.max(0, ...names().map(numberOf));

  const read = (file: string): Promise<StoredMail> => {
    const mail = parsed.get(file) ?? readFile(join(dir, file)).then((content) => parse({ file, content }));
    parsed.set(file, mail);
    return mail;
  };
  return {
    add: async (content) => {
      last += 1;
      const number = last;
      const { messageId } = await parse({ file: '', content });
      const file = `${number}-${messageId.replace(/[^A-Za-z0-9@._-]/g, '_').slice(0, 120) || 'no-id'}.eml`;
      await writeSafely({ dir, file, content });
      return read(file);
    },
    all: () =>
      Promise.all(
        names()
          .toSorted((one, other) => numberOf(one) - numberOf(other))
          .map(read),
      ),
    raw: async (file) => (names().includes(file) ? readFile(join(dir, file)) : undefined),
  };
}

const numberOf = (file: string) => Number.parseInt(file, 10) || 0;

async function writeSafely({ dir, file, content }: { dir: string; file: string; content: Buffer }): Promise<void> {
  const unfinished = join(dir, `.${file}.part`);
  const handle = await open(unfinished, 'w');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(unfinished, join(dir, file));
}

async function parse({ file, content }: { file: string; content: Buffer }): Promise<StoredMail> {
  const mail: Email = await PostalMime.parse(content);
  return {
    file,
    messageId: (mail.messageId ?? '').replace(/^<|>$/g, ''),
    from: addressesOf(mail.from).join(', '),
    to: (mail.to ?? []).flatMap(addressesOf),
    subject: mail.subject ?? '',
    date: mail.date ?? '',
    text: mail.text ?? '',
    html: mail.html ?? '',
    headers: mail.headers.map(({ key, value }) => ({ name: key, value })),
    attachments: mail.attachments.map(({ filename }) => filename ?? 'unnamed'),
  };
}

function addressesOf(address: Address | undefined): string[] {
  if (!address) return [];
  return address.group ? address.group.map((member) => member.address ?? '') : [address.address ?? ''];
}
