import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect } from '@jest/globals';
import { expectedReminders, itOnRealInvoices, realInvoices } from '../support/real-invoices.js';
import { runDuly } from '../support/run-duly.js';

const path = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
const ARGS = [
  'replay',
  path('../shared/data/accounts-receivable.csv'),
  '--journey',
  path('journeys/ladder.yaml'),
  '--customers',
  '1',
  '--on',
  'temporal',
  '--json',
];

describe('duly replay on a Temporal of its own', () => {
  let folder: string;
  let temporary: string;
  const replay = (signal?: AbortSignal) =>
    runDuly({ args: ARGS, env: { DULY_HOME: join(folder, 'home'), TMPDIR: temporary }, ...(signal && { signal }) });
  /** What a command and its stack started has the folder in its environment or its command line. */
  const processes = (): string =>
    execFileSync('ps', ['axeww', '-o', 'args'], { encoding: 'utf8', maxBuffer: 100_000_000 })
      .split('\n')
      .filter((line) => line.includes(temporary))
      .join('\n');
  const stacks = () => readdirSync(temporary).filter((name) => name.startsWith('duly-replay-'));

  const stateOfStack = (): string | undefined => {
    const file = join(temporary, stacks()[0] ?? '', 'stack.json');
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8') || '{}').state : undefined;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'duly-cli-'));
    temporary = join(folder, 'tmp');
    mkdirSync(temporary);
    execFileSync('chmod', ['755', folder, temporary]);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  itOnRealInvoices(
    'prints exactly what follows from the file and leaves no process and no folder behind',
    async () => {
      const { code, out, err } = await replay();
      expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
      const lines = out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      const theirs = realInvoices().filter((invoice) => invoice.customer === lines[0].customer);
      const sent = lines.filter(({ did }) => did === 'sent').map(({ invoice, step, at }) => `${invoice} ${step} ${at}`);
      expect(sent.sort()).toEqual(expectedReminders(theirs));
      expect(lines.filter(({ did }) => did === 'settled')).toHaveLength(theirs.length);
      expect(stacks()).toEqual([]);
      expect(processes()).toBe('');
    },
    300_000,
  );

  itOnRealInvoices.each(['starting', 'running'])(
    'stops what it started when it is interrupted while that is %s',
    async (state) => {
      const controller = new AbortController();
      const running = replay(controller.signal);
      while (stateOfStack() !== state) await pause(100);
      expect(processes()).not.toBe('');
      controller.abort();
      const { code, out, err } = await running;
      expect({ code, out }).toEqual({ code: 130, out: '' });
      expect(err).toContain('Interrupted: the replay is given up');
      expect(stacks()).toEqual([]);
      expect(processes()).toBe('');
    },
    120_000,
  );
});
