import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** One running process. `startedAt` is opaque: a later process of the same number has another one. */
export interface RunningProcess {
  startedAt: string;
  commandLine: string;
}

/** Undefined when no such process runs; one that has ended but was not yet reaped does not run. */
export function findProcess(pid: number): RunningProcess | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

/** Asks with `signal`, waits up to `graceMs`, then kills. Resolves when the process has gone. */
export async function endProcess({
  pid,
  signal = 'SIGTERM',
  graceMs = 10_000,
}: {
  pid: number;
  signal?: NodeJS.Signals;
  graceMs?: number;
}): Promise<void> {
  const before = findProcess(pid);
  if (!before) return;
  const runs = () => findProcess(pid)?.startedAt === before.startedAt;
  sendSignal(pid, signal);
  for (const deadline = Date.now() + graceMs; Date.now() < deadline; ) {
    if (!runs()) return;
    await sleep(50);
  }
  sendSignal(pid, 'SIGKILL');
  while (runs()) await sleep(20);
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function fromProc(pid: number): RunningProcess | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The program's name stands in parentheses and may hold spaces: the numbered fields begin after the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return { startedAt: `${boot} ${fields[19]}`, commandLine: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() };
  } catch {
    return undefined;
  }
}

function fromPs(pid: number): RunningProcess | undefined {
  const { stdout, status } = spawnSync('ps', ['-p', String(pid), '-o', 'stat=', '-o', 'lstart=', '-o', 'command='], { encoding: 'utf8' });
  const [state, ...words] = stdout?.trim().split(/\s+/) ?? [];
  if (status !== 0 || !state || state.startsWith('Z')) return undefined;
  return { startedAt: words.slice(0, 5).join(' '), commandLine: words.slice(5).join(' ') };
}
