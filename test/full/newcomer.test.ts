/** What a newcomer does: starts Duly, follows the README to the letter, and watches the demo; then the mails are read back and the runs looked at. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import type { StoredMail } from '../../dev/mail-store.js';
import { freePorts } from '../../dev/ports.js';
import { cleanEnvironment } from '../support/run-duly.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const ADDRESS = /http:\/\/127\.0\.0\.1:(3000|8025|8233)/g;

let home: string;
let env: Record<string, string>;
let start: ReturnType<typeof spawn>;
let ports: Record<'3000' | '8025' | '8233' | 'temporal', number>;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'duly-newcomer-'));
  chmodSync(home, 0o755);
  const [api = 0, postgres = 0, temporal = 0, ui = 0, smtp = 0, mail = 0, gateway = 0] = await freePorts(7);
  ports = { 3000: api, 8025: mail, 8233: ui, temporal };
  env = cleanEnvironment({
    DULY_HOME: home,
    DULY_PORT: String(api),
    DULY_PG_PORT: String(postgres),
    DULY_TEMPORAL_PORT: String(temporal),
    DULY_TEMPORAL_UI_PORT: String(ui),
    DULY_SMTP_PORT: String(smtp),
    DULY_MAIL_PORT: String(mail),
    DULY_GATEWAY_PORT: String(gateway),
  });
  const began = Date.now();
  start = spawn('npm', ['start'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    const hear = (chunk: Buffer) => {
      said += chunk;
      if (said.includes('Duly is running')) resolve();
    };
    start.stdout?.on('data', hear);
    start.stderr?.on('data', hear);
    start.once('close', () => reject(new Error(`npm start ended: ${said}`)));
  });
  process.stdout.write(`npm start took ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
}, 180_000);
afterAll(async () => {
  await stop();
  rmSync(home, { recursive: true, force: true });
});

async function stop(): Promise<void> {
  if (start.exitCode !== null) return;
  const ended = new Promise((resolve) => start.once('close', resolve));
  await shell('npx duly stop');
  await ended;
}

/** As it stands, but for where this Duly listens and keeps its data. */
async function shell(command: string): Promise<{ code: number | null; out: string; err: string }> {
  const here = command
    .replaceAll(ADDRESS, (_, port: '3000' | '8025' | '8233') => `http://127.0.0.1:${ports[port]}`)
    .replaceAll('.duly/', `${home}/`);
  const child = spawn('bash', ['-c', here], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  return { code, ...said };
}

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const commands = [...readme.matchAll(/^```sh\n(.*?)^```/gms)]
  .flatMap(([, block = '']) => block.replaceAll(/\s*\\\n\s*/g, ' ').split('\n'))
  .map((line) => line.replace(/\s+# .*$/, '').trim())
  .filter((line) => line !== '');

describe('the README', () => {
  it('has the two commands first', () => {
    expect(commands.slice(0, 2)).toEqual(['npm start', 'npm test']);
    expect(commands.length).toBeGreaterThan(8);
  });

  it.each(commands.slice(2))(
    '%s',
    async (command) => {
      const began = Date.now();
      const { code, out, err } = await shell(command);
      process.stdout.write(`${((Date.now() - began) / 1000).toFixed(1)} s: ${command.slice(0, 60)}\n`);
      expect({ code, err: code === 0 ? '' : err + out }).toEqual({ code: 0, err: '' });
      expect(out).not.toBe('');
    },
    180_000,
  );

  it('names addresses and files that are there', async () => {
    for (const [, address = ''] of readme.matchAll(/<(http:\/\/127\.0\.0\.1[^>]*)>/g))
      expect(await shell(`curl --silent --fail --output /dev/null --write-out '%{http_code}' ${address}`)).toMatchObject({ out: '200' });
    for (const [, file = ''] of readme.matchAll(/\]\((?!http)([^)#]+)/g))
      expect({ file, read: await shell(`ls -d ${file}`) }).toMatchObject({ read: { code: 0 } });
  });
});

interface Told {
  kind: 'told';
  name: string;
  day: number;
  entry: { at: string; kind: string; text: string; status?: string; outcome?: string };
}
interface Traces {
  kind: 'traces';
  name: string;
  workflowId: string;
  run: string;
  mails: { subject: string; messageId: string; url: string }[];
}

describe('the demo', () => {
  let told: Told[];
  let traces: Traces[];
  let sent: StoredMail[];
  beforeAll(async () => {
    const { code, out, err } = await shell('npm run --silent demo -- --json');
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Told | Traces);
    told = lines.filter((line) => line.kind === 'told');
    traces = lines.filter((line) => line.kind === 'traces');
    sent = (await (await fetch(`http://127.0.0.1:${ports[8025]}/mails.json`)).json()) as StoredMail[];
  }, 180_000);

  const effectsOf = (name: string) =>
    told
      .filter((one) => one.name === name && one.entry.kind === 'effect')
      .map(({ day, entry }) => `day ${day}: ${entry.text.replace(/[A-Z]+-\d+/g, 'it')}`);
  const factsOf = (name: string) =>
    told
      .filter((one) => one.name === name && one.entry.kind === 'fact')
      .map(({ day, entry }) => `day ${day}: ${entry.text.split(/[: ]/)[0]}`);

  it('tells of one who pays after a friendly reminder and is asked for feedback', () => {
    expect(effectsOf('Alder Books')).toEqual([
      'day 0: message invoice for it: sent',
      'day 27: message coming-up for it: sent',
      'day 31: message overdue for it: sent',
      'day 34: survey csat for it: sent',
    ]);
    expect(factsOf('Alder Books').slice(-2)).toEqual(['day 33: payment.received', 'day 35: survey.answered']);
  });

  it('tells of a card that is declined for insufficient funds, retried and recovered', () => {
    expect(effectsOf('Quay Coffee')).toEqual([
      'day 0: message invoice for it: sent',
      'day 25: message we-will-collect for it: sent',
      'day 30: collect for it: done, declined',
      'day 30: message failure-funds for it: sent',
      'day 31: collect for it: done, collected',
      'day 32: survey csat for it: sent',
    ]);
  });

  it('tells of a dispute: peace for its invoice and not for the other, a week of peace after it, and a late payment', () => {
    const [first = '', second = ''] = told.flatMap(({ name, entry }) =>
      name === 'Millstone Tiles' ? (/^invoice\.issued: ([^,]+)/.exec(entry.text)?.slice(1) ?? []) : [],
    );
    const remindersFor = (number: string) =>
      told.flatMap(({ day, entry: { kind, text } }) => {
        const [, template] = new RegExp(`^message (\\S+) for ${number}: sent$`).exec(text) ?? [];
        return kind === 'effect' && template ? [`day ${day}: ${template}`] : [];
      });
    expect(remindersFor(first)).toEqual(['day 0: invoice', 'day 27: coming-up', 'day 31: overdue', 'day 57: second-reminder']);
    expect(remindersFor(second)).toEqual(['day 8: invoice', 'day 35: coming-up', 'day 39: overdue']);
    expect(factsOf('Millstone Tiles').filter((fact) => !/invoice|customer/.test(fact))).toEqual([
      'day 36: dispute.opened',
      'day 43: payment.received',
      'day 50: dispute.resolved',
      'day 64: payment.received',
    ]);
  });

  it('is told in order of time', () => {
    const days = told.map(({ day }) => day);
    expect(days).toEqual([...days].sort((a, b) => a - b));
  });

  it('led to exactly the mails that it tells of, and its links open them', async () => {
    for (const { name, mails } of traces) {
      expect(mails).toHaveLength(effectsOf(name).filter((text) => /: (message|survey) .* sent$/.test(text)).length);
      for (const { messageId, subject, url } of mails) {
        expect(sent.filter((mail) => mail.messageId === messageId)).toMatchObject([{ subject }]);
        const page = await fetch(url);
        expect({ status: page.status, shows: (await page.text()).includes(messageId.slice(0, 20)) }).toEqual({ status: 200, shows: true });
      }
    }
  });

  it('left each customer with one run that goes on, in which the story can be read', async () => {
    const connection = await Connection.connect({ address: `127.0.0.1:${ports.temporal}` });
    try {
      const client = new Client({ connection });
      for (const { name, workflowId, run } of traces) {
        const handle = client.workflow.getHandle(workflowId);
        expect((await handle.describe()).status.name).toBe('RUNNING');
        const { events } = await handle.fetchHistory();
        const summaries = events
          ?.flatMap((event) => event.userMetadata?.summary?.data ?? [])
          .map((data) => JSON.parse(Buffer.from(data).toString()));
        expect(summaries).toContain('Send invoice for 1 item');
        if (name === 'Quay Coffee') expect(summaries?.filter((summary) => summary === 'Collect for 1 item')).toHaveLength(2);
        expect((await fetch(run)).status).toBe(200);
      }
    } finally {
      await connection.close();
    }
  });

  it('starts Duly where none runs, and stops it when nobody is at the terminal', async () => {
    await stop();
    const { code, out, err } = await shell('npm run demo');
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/day {2}57 {2}09:00 {2}Millstone Tiles {2}\* message second-reminder for \S+: sent\n/);
    expect(out).toMatch(/120 days of 3 customers took [\d.]+ s\./);
    expect((await shell('npx duly status')).out).toContain('does not run');
  }, 180_000);
});
