import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const DULY = fileURLToPath(new URL('../../cli/duly.mjs', import.meta.url));

/** How a run of the command ended. */
export interface DulyRun {
  code: number | null;
  out: string;
  err: string;
}

/** Runs the real command as its own process, with no settings of a stack but those given. */
export async function runDuly({
  args,
  env,
  signal,
}: {
  args: string[];
  env: Record<string, string>;
  signal?: AbortSignal;
}): Promise<DulyRun> {
  const child = spawn(process.execPath, [DULY, ...args], { env: cleanEnvironment(env), stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  signal?.addEventListener('abort', () => child.kill('SIGINT'), { once: true });
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  return { code, ...said };
}

/** The environment of this process without what names servers or changes Node, and with `env`. */
export function cleanEnvironment(env: Record<string, string>): Record<string, string> {
  // biome-ignore lint/style/noProcessEnv: a command inherits the environment it is started in
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(DULY_(?!CACHE|TEMPORAL_BIN)|TEMPORAL_|DATABASE_URL|SMTP_URL|NODE_OPTIONS)/.test(entry[0]),
  );
  return { ...Object.fromEntries(inherited), ...env };
}
