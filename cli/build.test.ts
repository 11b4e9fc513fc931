import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { projectRoot } from './prepare.mjs';

const BUILD = join(projectRoot, 'cli', 'build.mjs');

describe('a program that is built when it is started', () => {
  let root: string;
  const write = (file: string, text: string) => writeFileSync(join(root, file), text);
  const builds = () =>
    readdirSync(join(root, '.duly', 'built', 'parts-main-ts'), { withFileTypes: true }).filter((one) => one.isDirectory());
  const start = () => {
    const script = `import { builtModule } from ${JSON.stringify(BUILD)};
      const main = await builtModule({ root: ${JSON.stringify(root)}, entry: 'parts/main.ts' }).catch((error) => { console.log(error.message); process.exit(1); });
      await import(main);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    return new Promise<{ code: number | null; said: string }>((resolve) => child.once('close', (code) => resolve({ code, said })));
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'duly-build-'));
    mkdirSync(join(root, 'parts'));
    write('parts/greeting.txt', 'hello');
    write(
      'parts/main.ts',
      `import { readFileSync } from 'node:fs';
       import { upper } from './upper.js';
       const text: string = readFileSync(new URL('./greeting.txt', import.meta.url), 'utf8');
       console.log(upper(text), (await import('./later.js')).later);`,
    );
    write('parts/upper.ts', 'export const upper = (text: string): string => text.toUpperCase();');
    write('parts/later.ts', "export const later: string = 'later';");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('finds the files beside its modules, and is built once by several that start together', async () => {
    const outcomes = await Promise.all([start(), start(), start()]);
    expect(outcomes).toEqual(Array(3).fill({ code: 0, said: 'HELLO later\n' }));
    expect(builds()).toHaveLength(1);
  });

  it('is built anew where a file has changed, and again as it was', async () => {
    await start();
    write('parts/upper.ts', 'export const upper = (text: string): string => text.concat("!");');
    expect(await start()).toEqual({ code: 0, said: 'hello! later\n' });
    write('parts/later.ts', "export const later: string = 'soon';");
    expect(await start()).toEqual({ code: 0, said: 'hello! soon\n' });
    expect(builds()).toHaveLength(3);
  });

  it('says which line cannot be read, and is not held up by it when that is mended', async () => {
    write('parts/upper.ts', 'export const upper = ;');
    const { code, said } = await start();
    expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('parts/upper.ts:1:21') });
    write('parts/upper.ts', 'export const upper = (text: string): string => text;');
    expect(await start()).toEqual({ code: 0, said: 'hello later\n' });
  });

  it('keeps the builds of commands that may still run, not all of them', async () => {
    for (let n = 0; n < 6; n += 1) {
      write('parts/later.ts', `export const later: string = '${n}';`);
      expect((await start()).said).toBe(`HELLO ${n}\n`);
    }
    expect(builds()).toHaveLength(4);
  });
});
