import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { type MailEnvelope, type MailServer, type MailServerOptions, startMailServer } from './mail-server.js';

describe('the mail server', () => {
  let dir: string;
  let server: MailServer | undefined;

  const start = async (options: Partial<MailServerOptions> = {}) => {
    server = await startMailServer({ dir, smtpPort: 0, httpPort: 0, ...options });
    return server;
  };
  const send = async ({ smtpUrl }: MailServer, mail: object = {}) => {
    const transport = createTransport(smtpUrl);
    try {
      return await transport.sendMail({
        from: 'accounts@duly.example',
        to: 'payer@buyer.example',
        subject: 'Invoice I1',
        text: 'Good day',
        ...mail,
      });
    } finally {
      transport.close();
    }
  };

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'duly-mail-'));
  });
  afterEach(async () => {
    await server?.stop();
    server = undefined;
    rmSync(dir, { recursive: true, force: true });
  });

  it('has a mail on disk, whole and under its message id, when it acknowledges it', async () => {
    const envelopes: MailEnvelope[] = [];
    const filesWhenTold: string[][] = [];
    const running = await start({
      onMail: (envelope) => {
        envelopes.push(envelope);
        filesWhenTold.push(readdirSync(dir));
      },
    });
    await send(running, { messageId: '<c1/I1/first@duly.example>', subject: 'Rechnung über 12 €' });
    expect(filesWhenTold).toEqual([['1-c1_I1_first@duly.example.eml']]);
    expect(readFileSync(join(dir, '1-c1_I1_first@duly.example.eml'), 'utf8')).toContain('Message-ID: <c1/I1/first@duly.example>');
    expect(envelopes).toEqual([
      {
        from: 'accounts@duly.example',
        to: ['payer@buyer.example'],
        messageId: 'c1/I1/first@duly.example',
        file: '1-c1_I1_first@duly.example.eml',
      },
    ]);
    expect(await running.mails()).toMatchObject([
      { subject: 'Rechnung über 12 €', to: ['payer@buyer.example'], text: expect.stringContaining('Good day') },
    ]);
  });

  it('keeps the mails of an earlier run and counts on', async () => {
    await send(await start(), { messageId: '<a@duly.example>' });
    await server?.stop();
    await send(await start(), { messageId: '<b@duly.example>' });
    expect((await server?.mails())?.map(({ file }) => file)).toEqual(['1-a@duly.example.eml', '2-b@duly.example.eml']);
  });

  it('keeps two mails with the same message id apart', async () => {
    const running = await start();
    await send(running, { messageId: '<a@duly.example>' });
    await send(running, { messageId: '<a@duly.example>' });
    expect(readdirSync(dir).sort()).toEqual(['1-a@duly.example.eml', '2-a@duly.example.eml']);
  });

  it('keeps twenty mails that come at once', async () => {
    const running = await start();
    await Promise.all(Array.from({ length: 20 }, (_, index) => send(running, { messageId: `<${index}@duly.example>` })));
    expect(new Set((await running.mails()).map(({ messageId }) => messageId)).size).toBe(20);
  });

  it('refuses whoever has an address at refused.example, and nobody else', async () => {
    const running = await start();
    await expect(send(running, { to: 'payer@refused.example' })).rejects.toMatchObject({ responseCode: 550 });
    await send(running, { to: 'payer@not-refused.example' });
    expect(await running.mails()).toHaveLength(1);
  });

  it('refuses the recipients it is told to refuse, with the code it is told', async () => {
    const running = await start({
      refuse: (recipient) => (recipient.endsWith('@bounce.example') ? { code: 550, message: 'no such mailbox' } : undefined),
    });
    await expect(send(running, { to: 'nobody@bounce.example' })).rejects.toMatchObject({ responseCode: 550 });
    expect(readdirSync(dir)).toEqual([]);
  });

  it('does not acknowledge what it could not store', async () => {
    const running = await start();
    rmSync(dir, { recursive: true });
    await expect(send(running)).rejects.toMatchObject({ responseCode: 452 });
  });

  it('shows mails as a page in which nothing of a mail is markup', async () => {
    const running = await start();
    await send(running, { subject: '<script>alert(1)</script>', text: '</pre><img src=x>', html: '<script>alert(2)</script><b>Hello</b>' });
    const list = await fetch(running.url);
    expect(list.headers.get('content-security-policy')).toContain("default-src 'none'");
    const listed = await list.text();
    expect(listed).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(listed).not.toContain('<script>');
    const link = /href="(\/mails\/[^"]+\/view)"/.exec(listed)?.[1] ?? '';
    const shown = await (await fetch(`${running.url}${link}`)).text();
    expect(shown).toContain('&lt;/pre&gt;&lt;img src=x&gt;');
    expect(shown).not.toContain('alert(2)');
    const part = await fetch(`${running.url}${link.replace(/view$/, 'html')}`);
    expect(part.headers.get('content-security-policy')).toContain('sandbox');
    expect(await part.text()).toContain('<b>Hello</b>');
  });

  it('gives mails to programs as JSON and as the bytes that came', async () => {
    const running = await start();
    await send(running, { messageId: '<a@duly.example>' });
    const [mail] = (await (await fetch(`${running.url}/mails.json`)).json()) as { file: string; subject: string }[];
    expect(mail).toMatchObject({ file: '1-a@duly.example.eml', subject: 'Invoice I1' });
    const raw = await (await fetch(`${running.url}/mails/${mail?.file}`)).text();
    expect(raw).toBe(readFileSync(join(dir, '1-a@duly.example.eml'), 'utf8'));
  });

  it('shows no file outside its folder', async () => {
    const running = await start();
    expect((await fetch(`${running.url}/mails/..%2F..%2Fetc%2Fpasswd`)).status).toBe(404);
    expect((await fetch(`${running.url}/mails/%E0%A4%A`)).status).toBe(404);
  });
});
