import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MailStore, StoredMail } from './mail-store.js';

const style = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1d2433}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #dde1ea;vertical-align:top}
pre{white-space:pre-wrap;background:#f6f7fa;padding:1rem}iframe{width:100%;height:32rem;border:1px solid #dde1ea}a{color:#1f4fd8}`;

/** Nothing of a mail can run or load anything: our own pages take only our style sheet, and show an HTML part in a locked frame. */
const pagePolicy = "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const partPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'";

/** Answers the requests of the mail pages: `/`, `/mails/<file>` (the stored bytes), `/mails/<file>/view`, `/mails/<file>/html`, `/mails.json`. */
export function createMailPages({ store }: { store: MailStore }): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    answer({ store, path: new URL(request.url ?? '/', 'http://mails').pathname }).then(
      ({ status = 200, type, body, policy = pagePolicy }) => {
        response.writeHead(status, {
          'content-type': `${type}; charset=utf-8`,
          'content-security-policy': policy,
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'cache-control': 'no-store',
        });
        response.end(body);
      },
      () => response.writeHead(500).end('The mails cannot be read; look at the folder of the mail server.'),
    );
  };
}

interface Answer {
  status?: number;
  type: string;
  body: string | Buffer;
  policy?: string;
}

async function answer({ store, path }: { store: MailStore; path: string }): Promise<Answer> {
  if (path === '/') return { type: 'text/html', body: listPage((await store.all()).toReversed()) };
  if (path === '/style.css') return { type: 'text/css', body: style };
  if (path === '/mails.json') return { type: 'application/json', body: JSON.stringify(await store.all()) };
  const [, file = '', view] = /^\/mails\/([^/]+)(?:\/(view|html))?$/.exec(path) ?? [];
  return (
    (await answerMail({ store, file: decode(file), view })) ?? { status: 404, type: 'text/plain', body: `There is no mail at ${path}.` }
  );
}

async function answerMail({ store, file, view }: { store: MailStore; file: string; view?: string }): Promise<Answer | undefined> {
  if (!view) {
    const raw = await store.raw(file);
    return raw && { type: 'text/plain', body: raw };
  }
  const mail = (await store.all()).find((one) => one.file === file);
  if (!mail) return undefined;
  return view === 'html' ? { type: 'text/html', body: mail.html, policy: partPolicy } : { type: 'text/html', body: mailPage(mail) };
}

function listPage(mails: StoredMail[]): string {
  const rows = mails.map(
    (mail) => `<tr><td>${escapeHtml(mail.date)}</td><td>${escapeHtml(mail.to.join(', '))}</td>
<td><a href="${linkTo(mail)}/view">${escapeHtml(mail.subject || '(no subject)')}</a></td></tr>`,
  );
  const table = `<table><thead><tr><th>Date</th><th>To</th><th>Subject</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
  return page({ title: `Mails (${mails.length})`, body: mails.length === 0 ? '<p>No mail has been sent yet.</p>' : table });
}

function mailPage(mail: StoredMail): string {
  const headers = mail.headers.map(({ name, value }) => `<tr><th>${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`).join('\n');
  const html = mail.html ? `<h2>HTML part</h2><iframe sandbox title="HTML part" src="${linkTo(mail)}/html"></iframe>` : '';
  const attachments = mail.attachments.length > 0 ? `<p>Attachments: ${escapeHtml(mail.attachments.join(', '))}</p>` : '';
  return page({
    title: mail.subject || '(no subject)',
    body: `<p><a href="/">All mails</a> · <a href="${linkTo(mail)}">Source</a></p>
<p>From ${escapeHtml(mail.from)} to ${escapeHtml(mail.to.join(', '))}, ${escapeHtml(mail.date)}</p>${attachments}
<h2>Text part</h2><pre>${escapeHtml(mail.text)}</pre>${html}<h2>Headers</h2><table>${headers}</table>`,
  });
}

const page = ({ title, body }: { title: string; body: string }) => `<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>${escapeHtml(title)}</title><link rel="stylesheet" href="/style.css"></head><body><h1>${escapeHtml(title)}</h1>${body}</body></html>`;

const linkTo = ({ file }: StoredMail) => `/mails/${encodeURIComponent(file)}`;

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
