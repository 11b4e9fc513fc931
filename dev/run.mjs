/** The one entry behind the npm scripts: prepares the folder, then runs what the script names. Imports nothing that `npm ci` brings. */
import { join } from 'node:path';
import process from 'node:process';
import { runBuilt } from '../cli/build.mjs';
import { prepare, projectRoot, regenerate, run } from '../cli/prepare.mjs';

// biome-ignore lint/style/noProcessEnv: the start of a process, before its config can be loaded
const env = process.env;
const tool = (...path) => join(projectRoot, 'node_modules', ...path);
const biome = tool('@biomejs', 'biome', 'bin', 'biome');
const jest = tool('jest', 'bin', 'jest.js');
const knip = tool('knip', 'bin', 'knip.js');
const tsc = tool('typescript', 'bin', 'tsc');

const commands = {
  start: ({ args }) => runBuilt({ entry: 'dev/start.ts', args }),
  demo: ({ args }) => runBuilt({ entry: 'dev/demo/main.ts', args }),
  bench: ({ args }) => runBuilt({ entry: 'bench/main.ts', args }),
  faults: ({ args }) => runBuilt({ entry: 'test/faults/bench/main.ts', args }),
  test: ({ args }) => runJest({ projects: ['unit', 'servers'], args }),
  'test:full': ({ args }) => runJest({ projects: ['full'], args }),
  soak: ({ args }) => runJest({ projects: ['soak'], args }),
  check: ({ args }) => check({ units: !args.includes('--skip-unit') }),
  generate: () => regenerate({ env }).then(() => 0),
};

function runJest({ projects, args = [] }) {
  const options = [env.NODE_OPTIONS, '--experimental-vm-modules', '--disable-warning=ExperimentalWarning'].filter(Boolean).join(' ');
  // What a failed test left running must not keep the run from ending. The names of projects end with an option: files may follow.
  return run({ args: [jest, '--selectProjects', ...projects, '--forceExit', ...args], env: { ...env, NODE_OPTIONS: options } });
}

async function check({ units }) {
  const steps = [
    ['biome check', () => run({ args: [biome, 'check', '.'], env })],
    ['tsc', () => run({ args: [tsc, '--noEmit', '-p', '.'], env })],
    ['knip', () => run({ args: [knip], env })],
    ...(units ? [['unit tests', () => runJest({ projects: ['unit'] })]] : []),
  ];
  for (const [name, step] of steps) {
    const code = await step();
    if (code !== 0) {
      process.stderr.write(`check failed at: ${name}\n`);
      return code;
    }
  }
  return 0;
}

const [name, ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined;
try {
  if (!command) throw new Error(`There is no command "${name ?? ''}": use one of ${Object.keys(commands).join(', ')}.`);
  if (name !== 'generate') await prepare({ env, withDev: !['start', 'demo', 'bench', 'faults'].includes(name) });
  else await prepare({ env });
  const code = await command({ args });
  if (code !== undefined) process.exitCode = code;
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
