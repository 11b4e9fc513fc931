import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { prismaEnvironment, projectRoot } from '../../cli/prepare.mjs';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
const folder = mkdtempSync(join(tmpdir(), 'duly-drift-'));
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const SCHEMA = join(projectRoot, 'prisma', 'schema.prisma');

/** 0: the migrated database is what the schema says; 2: it is not. */
function compare(schema: string) {
  // biome-ignore lint/style/noProcessEnv: the child gets the environment of the tests
  const env = process.env;
  const prisma = join(projectRoot, 'node_modules', 'prisma', 'build', 'index.js');
  const args = [prisma, 'migrate', 'diff', '--from-config-datasource', '--to-schema', schema, '--exit-code'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: projectRoot,
    env: { ...env, ...prismaEnvironment({ env }), DATABASE_URL: database.url },
    encoding: 'utf8',
  });
  return { status, said: `${stdout}${stderr}` };
}

it('migrations lead to exactly what the schema says', () => {
  expect(compare(SCHEMA)).toEqual({ status: 0, said: expect.stringContaining('No difference') });
});

it('a column that no migration adds is found', () => {
  const other = join(folder, 'schema.prisma');
  writeFileSync(
    other,
    readFileSync(SCHEMA, 'utf8').replace('  riskClass       String\n', '  riskClass       String\n  forgotten       String?\n'),
  );
  const { status, said } = compare(other);
  expect(said).toContain('forgotten');
  expect(status).toBe(2);
});
