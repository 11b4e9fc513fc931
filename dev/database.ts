import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import pg from 'pg';
import { prismaEnvironment, projectRoot } from '../cli/prepare.mjs';
import { StartProblem } from './problem.js';

const alreadyThere = '42P04';

/** Makes the database if it is missing, as a copy of `template` when that is given. */
export async function createDatabase({ adminUrl, name, template }: { adminUrl: string; name: string; template?: string }): Promise<void> {
  const copy = template ? ` TEMPLATE ${pg.escapeIdentifier(template)}` : '';
  await execute({ url: adminUrl, sql: `CREATE DATABASE ${pg.escapeIdentifier(name)}${copy}` }).catch((error) => {
    if (error.code !== alreadyThere) throw error;
  });
}

/** Drops the database with whoever is still connected to it. */
export async function dropDatabase({ adminUrl, name }: { adminUrl: string; name: string }): Promise<void> {
  await execute({ url: adminUrl, sql: `DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)` });
}

/** Brings the database to the newest schema with `prisma migrate deploy`; safe to call by several processes at once. */
export async function migrate({
  databaseUrl,
  env,
  root = projectRoot,
}: {
  databaseUrl: string;
  env: NodeJS.ProcessEnv;
  root?: string;
}): Promise<void> {
  const child = spawn(process.execPath, [join(projectRoot, 'node_modules', 'prisma', 'build', 'index.js'), 'migrate', 'deploy'], {
    cwd: root,
    env: { ...env, ...prismaEnvironment({ env }), DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const output of [child.stdout, child.stderr]) output.on('data', (chunk) => (said += chunk));
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) {
    throw new StartProblem(
      `The database ${withoutPassword(databaseUrl)} could not be brought to the newest schema; prisma migrate deploy said:\n${said.trim()}`,
    );
  }
}

/** A database address that may be shown and logged. */
function withoutPassword(url: string): string {
  const shown = new URL(url);
  if (shown.password) shown.password = '***';
  return shown.href;
}

async function execute({ url, sql }: { url: string; sql: string }): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
