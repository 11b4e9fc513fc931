/** The tutorial's last part, in which the journey is put to work: each command as it stands, in their order, against the sample business. */
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type RunningStack, startStack } from '../../dev/stack.js';
import { cleanEnvironment } from '../support/run-duly.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const PAGE = readFileSync(join(root, 'docs/journeys/tutorial.md'), 'utf8');
const [, LAST_PART = ''] = PAGE.split('## 7.');
const COMMANDS = [...LAST_PART.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'));
const [, FRIENDLY = ''] = /```yaml\n([\s\S]*?)```/.exec(PAGE) ?? [];
const [SHORTER = ''] = /^sed .* > my-journey\/shorter\.yaml$/m.exec(PAGE) ?? [];

let folder: string;
let stack: RunningStack;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'duly-tutorial-'));
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'my-journey'));
  cpSync(join(root, 'docs/examples'), join(folder, 'docs/examples'), { recursive: true });
  writeFileSync(join(folder, 'my-journey/friendly.yaml'), FRIENDLY);
  const progress = { say: () => undefined, during: <Result>(_label: string, work: () => Promise<Result>) => work() };
  stack = await startStack({
    home: join(folder, '.duly'),
    ports: 'free',
    sandbox: true,
    sample: true,
    progress,
    env: cleanEnvironment({}),
  });
  expect(await outcomeOf(SHORTER)).toMatchObject({ code: 0 });
}, 120_000);
afterAll(async () => {
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

async function outcomeOf(command: string): Promise<{ code: number | null; out: string; err: string }> {
  const typed = command.replace(/^npx duly/, `'${process.execPath}' '${join(root, 'cli', 'duly.mjs')}'`);
  const env = cleanEnvironment({ DULY_HOME: join(folder, '.duly') });
  const child = spawn('sh', ['-c', typed], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
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

it('publishes, imports, changes for a half, and takes it back', async () => {
  const said: Record<string, string> = {};
  for (const command of COMMANDS) {
    const { code, out, err } = await outcomeOf(command);
    expect({ command, code, err: code === 0 ? '' : err + out }).toEqual({ command, code: 0, err: '' });
    said[command.split(' ').slice(0, 3).join(' ')] = out;
  }
  expect(said).toMatchObject({
    'npx duly import': expect.stringMatching(/customers +3 new.*\n.*invoices +9 new/),
    'npx duly impact': expect.stringMatching(/^Friendly \(file\) in place of Friendly@1: 3 customers would move/),
    'npx duly moves': expect.stringMatching(/^move-1 .* to Friendly@2, for 50 % of the customers/),
    'npx duly move': expect.stringMatching(/^Moved [12] customers? from Friendly@2 to Friendly@1; 0 stay/),
    'npx duly explain': expect.stringContaining('MR-104'),
  });
  expect(COMMANDS.length).toBeGreaterThanOrEqual(11);
}, 120_000);
