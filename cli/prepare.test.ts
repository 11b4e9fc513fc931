import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { prismaEnvironment, projectRoot } from './prepare.mjs';

const schema = `generator client {
  provider = "prisma-client"
  output   = "./generated"
}

datasource db {
  provider = "postgresql"
}

model Thing {
  id Int @id
}
`;

/** A copy of this project with one model, whose dependencies are this project's own; without a PATH, so that nothing can install over them. */
describe('preparing a folder', () => {
  let root: string;
  const script = () =>
    `import { prepare } from ${JSON.stringify(join(projectRoot, 'cli', 'prepare.mjs'))}; await prepare({ root: ${JSON.stringify(root)}, env: {} });`;
  const start = () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script()], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    return new Promise<{ code: number | null; said: string }>((resolve) => child.once('close', (code) => resolve({ code, said })));
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'duly-prepare-'));
    for (const name of ['package.json', 'package-lock.json', 'prisma.config.ts', 'scripts'])
      cpSync(join(projectRoot, name), join(root, name), { recursive: true });
    symlinkSync(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
    mkdirSync(join(root, 'prisma'));
    writeFileSync(join(root, 'prisma', 'schema.prisma'), schema);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('generates the client once when three commands start together, and says nothing the next time', async () => {
    const outcomes = await Promise.all([start(), start(), start()]);
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(outcomes.filter(({ said }) => said.includes('Generating the Prisma client'))).toHaveLength(1);
    expect(readFileSync(join(root, 'prisma', 'generated', 'models.ts'), 'utf8')).toContain('Thing');
    expect(existsSync(join(root, '.duly', 'prepare.lock'))).toBe(false);
    expect(await start()).toEqual({ code: 0, said: '' });
  });

  it('generates again when the schema changed, and is not held up by the lock of a killed command', async () => {
    await start();
    writeFileSync(join(root, 'prisma', 'schema.prisma'), schema.replace('Thing', 'Other'));
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    mkdirSync(join(root, '.duly', 'prepare.lock'), { recursive: true });
    writeFileSync(join(root, '.duly', 'prepare.lock', 'pid'), String(gone));
    expect((await start()).code).toBe(0);
    expect(readFileSync(join(root, 'prisma', 'generated', 'models.ts'), 'utf8')).toContain('Other');
  });

  it('leaves no mark of success when the schema is wrong', async () => {
    writeFileSync(join(root, 'prisma', 'schema.prisma'), schema.replace('Int @id', 'Nonsense @id'));
    const { code, said } = await start();
    expect(code).not.toBe(0);
    expect(said).toContain('Nonsense');
    expect((await start()).code).not.toBe(0);
  });

  it('uses the engine that somebody chose', () => {
    expect(prismaEnvironment({ env: { PRISMA_SCHEMA_ENGINE_BINARY: '/opt/engine' } })).toEqual({
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    });
  });
});
