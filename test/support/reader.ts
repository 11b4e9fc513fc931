/** Somebody who reads a page of the documentation and types what it says, in a folder of his own, while the sample business runs. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunningStack, startStack } from '../../dev/stack.js';
import { cleanEnvironment } from './run-duly.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Typed {
  code: number | null;
  out: string;
  err: string;
}

export interface Reader {
  stack: RunningStack;
  /** A command as it stands on the page. */
  type(command: string): Promise<Typed>;
  /** Begins one and does not wait for it; it leads a process group of its own. */
  begin(command: string): { child: ChildProcess; ended: Promise<Typed> };
  close(): Promise<void>;
}

export const pageOf = (path: string): string => readFileSync(join(root, path), 'utf8');

/** What is typed, line by line. */
export const commandsIn = (page: string): string[] =>
  [...page.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'));

/** `copies` are folders of the project that he has beside him, `files` what he wrote so far, by their paths. */
export async function openReader({ copies, files = {} }: { copies: string[]; files?: Record<string, string> }): Promise<Reader> {
  const folder = mkdtempSync(join(tmpdir(), 'duly-reader-'));
  // PostgreSQL runs as another user where this one is root.
  chmodSync(folder, 0o755);
  for (const copy of copies) cpSync(join(root, copy), join(folder, copy), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const progress = { say: () => undefined, during: <Result>(_label: string, work: () => Promise<Result>) => work() };
  const home = join(folder, '.duly');
  const stack = await startStack({ home, ports: 'free', sandbox: true, sample: true, progress, env: cleanEnvironment({}) });

  function begin(command: string): { child: ChildProcess; ended: Promise<Typed> } {
    const typed = command.replaceAll('npx duly', `'${process.execPath}' '${join(root, 'cli', 'duly.mjs')}'`);
    const env = cleanEnvironment({ DULY_HOME: home });
    const child = spawn('sh', ['-c', typed], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const said = { out: '', err: '' };
    child.stdout.on('data', (chunk) => {
      said.out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      said.err += chunk;
    });
    const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
    return { child, ended: ended.then((code) => ({ code, ...said })) };
  }

  return {
    stack,
    begin,
    type: (command) => begin(command).ended,
    async close() {
      await stack.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
