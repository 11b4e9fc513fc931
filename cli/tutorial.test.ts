import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { FINDINGS } from '../domain/journey/findings.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const PAGE = readFileSync(join(root, 'docs/journeys/tutorial.md'), 'utf8').split('## 7.')[0] as string;
/** What a reader types is run as it stands, with `npx duly` found where he has it. */
const COMMANDS = [...PAGE.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'));
const FILES = [...PAGE.matchAll(/`(my-journey\/[\w.]+)`[^\n]*\n\n```yaml\n([\s\S]*?)```/g)].map(([, name, text]) => ({
  name: name as string,
  text: text as string,
}));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'duly-tutorial-'));
  mkdirSync(join(folder, 'my-journey'));
  cpSync(join(root, 'journeys'), join(folder, 'journeys'), { recursive: true });
  for (const { name, text } of FILES) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Run in a folder that has the journeys that ship. */
async function outcomeOf(command: string): Promise<{ code: number; out: string }> {
  const typed = command.replace(/^npx duly/, `'${process.execPath}' '${join(root, 'cli', 'duly.mjs')}'`);
  return run('sh', ['-c', typed], { cwd: folder }).then(
    ({ stdout }) => ({ code: 0, out: stdout }),
    (error: { code: number; stdout: string }) => ({ code: error.code, out: error.stdout }),
  );
}

it('the tutorial has its files and its commands', () => {
  expect(FILES.map(({ name }) => name)).toEqual([
    'my-journey/friendly.yaml',
    'my-journey/broken.yaml',
    'my-journey/friendly.scenario.yaml',
  ]);
  expect(COMMANDS.length).toBeGreaterThanOrEqual(11);
});

it.each(COMMANDS)(
  '%s',
  async (command) => {
    const { code, out } = await outcomeOf(command);
    expect({ command, code, out }).toEqual({ command, code: command.includes('exits with 1') ? 1 : 0, out });
    if (!command.includes('exits with 1')) return;
    const codes = new Set([...out.matchAll(/\[([\w-]+)\]$/gm)].map(([, found]) => found as string));
    expect([...codes].filter((found) => found in FINDINGS).length).toBeGreaterThanOrEqual(5);
  },
  60_000,
);
