import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { killRecorded, stopLeftovers } from './owned-process.js';
import { findPostmaster, stopPostmaster } from './postgres.js';
import { noSpace, StartProblem } from './problem.js';
import { readStack } from './stack-file.js';

/** What stands where in a home folder. */
export interface HomePaths {
  postgres: string;
  temporal: string;
  mail: string;
  gateway: string;
  logs: string;
  pids: string;
  apiKey: string;
  secret: string;
}

/** The places of one home; nothing is made. */
export function homePaths(home: string): HomePaths {
  return {
    postgres: join(home, 'postgres'),
    temporal: join(home, 'temporal'),
    mail: join(home, 'mail'),
    gateway: join(home, 'gateway'),
    logs: join(home, 'logs'),
    pids: join(home, 'pids'),
    apiKey: join(home, 'api-key.txt'),
    secret: join(home, 'secret'),
  };
}

/** Makes the home if need be; throws one sentence when its disk has less than `leastFree` bytes left. */
export function openHome(home: string, leastFree = 500_000_000): void {
  mkdirSync(home, { recursive: true });
  const { bavail, bsize } = statfsSync(home);
  if (bavail * bsize < leastFree) throw new StartProblem(noSpace(home));
}

/** The key that this home signs and encrypts with: made once, 64 hexadecimal digits, readable by its owner only. */
export function readSecret(home: string): string {
  const { secret } = homePaths(home);
  if (!existsSync(secret)) writeFileSync(secret, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  return readFileSync(secret, 'utf8').trim();
}

/** Ends whatever a stack on this home left running when it was killed. */
export async function endLeftovers(home: string): Promise<void> {
  const { postgres, pids } = homePaths(home);
  await stopPostmaster({ dataDir: postgres });
  await stopLeftovers({ pidFolder: pids });
}

/** Kills what runs for this home without waiting. Nothing committed is lost: both databases recover at their next start. */
export function killAll(home: string): void {
  const { postgres, pids } = homePaths(home);
  const postmaster = findPostmaster({ dataDir: postgres });
  if (postmaster) process.kill(postmaster, 'SIGQUIT');
  killRecorded({ pidFolder: pids });
}

/** Removes the data of this home: databases, workflows, mails, the gateway's books and the key to them. Throws when a stack runs on it. */
export async function removeData(home: string): Promise<void> {
  const running = readStack({ home });
  if (running)
    throw new StartProblem(`Duly runs on ${home} (process ${running.pid}): stop it with "npx duly stop" before you start afresh.`);
  await endLeftovers(home);
  const { postgres, temporal, mail, gateway, apiKey } = homePaths(home);
  for (const path of [postgres, temporal, mail, gateway, apiKey]) rmSync(path, { recursive: true, force: true });
}
