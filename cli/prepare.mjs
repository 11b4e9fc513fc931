/**
 * What must stand before any TypeScript of this project can run: a new enough Node, the locked dependencies, the generated
 * Prisma client. Plain JavaScript that imports nothing but Node, because it runs before `npm ci` did.
 *
 * 1. Ready is told by hashes of the inputs, never by file times, so a fresh clone, a branch switch and a copied folder agree.
 * 2. One process prepares at a time (a lock directory that a killed process cannot leave locked); the others wait, then look again.
 * 3. A mark is written after the work it stands for, so an interrupted preparation is done again.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json, whatever the working directory is. */
export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

const oldestNode = [20, 19];

/** One sentence when this Node is too old to run the project, else undefined. */
function nodeProblem(version) {
  const [major, minor] = version.split('.').map(Number);
  const enough = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  return enough
    ? undefined
    : `Duly needs Node ${oldestNode.join('.')} or newer and this is ${version}: install a newer Node and try again.`;
}

/** Settings for every run of the `prisma` command: no telemetry, and our own schema engine where npm did not bring the native one. */
export function prismaEnvironment({ root = projectRoot, env }) {
  const quiet = { CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' };
  if (env.PRISMA_SCHEMA_ENGINE_BINARY || hasNativeSchemaEngine(root)) return quiet;
  return { ...quiet, PRISMA_SCHEMA_ENGINE_BINARY: join(root, 'scripts', 'prisma-schema-engine.mjs') };
}

/** Makes dependencies and the generated client match the lock file and the schema; says what it does only when there is something to do. */
export async function prepare({ root = projectRoot, withDev = false, say = sayOnStderr, env }) {
  const problem = nodeProblem(process.versions.node);
  if (problem) throw new Error(problem);
  if (isInstalled({ root, withDev }) && isGenerated(root)) return;
  await alone({ root, say }, async () => {
    if (!isInstalled({ root, withDev })) await install({ root, say, env });
    if (!isGenerated(root)) await generate({ root, say, env });
  });
}

/** Generates the Prisma client again, whether it looks current or not. */
export async function regenerate({ root = projectRoot, say = sayOnStderr, env }) {
  await alone({ root, say }, () => generate({ root, say, env }));
}

/** Runs a program with its output shown here; resolves to its exit code, 128 + n when a signal ended it. */
export function run({ command = process.execPath, args, root = projectRoot, env }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio: 'inherit' });
    const pass = (signal) => child.kill(signal);
    const ignore = () => {};
    process.on('SIGINT', ignore).on('SIGTERM', pass);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      process.off('SIGINT', ignore).off('SIGTERM', pass);
      resolve(code ?? 128 + ({ SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal] ?? 0));
    });
  });
}

const sayOnStderr = (line) => process.stderr.write(`${line}\n`);
const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
const hashOf = (...texts) => createHash('sha256').update(texts.join('\0')).digest('hex');
const lockFile = (root) => join(root, 'package-lock.json');
const installMark = (root) => join(root, 'node_modules', '.duly-lock');
const generateMark = (root) => join(root, 'prisma', 'generated', '.duly-schema');

function hasNativeSchemaEngine(root) {
  const folder = join(root, 'node_modules', '@prisma', 'engines');
  return existsSync(folder) && readdirSync(folder).some((name) => name.startsWith('schema-engine-'));
}

/** Ours or somebody's plain `npm ci`: npm's own record of what it installed is compared package by package when our mark is missing. */
function isInstalled({ root, withDev }) {
  const wanted = read(lockFile(root));
  const found = read(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !found) return false;
  if (read(installMark(root)) === hashOf(wanted)) return true;
  const there = JSON.parse(found).packages;
  return Object.entries(JSON.parse(wanted).packages).every(([path, { version, link, optional, dev, peer, devOptional }]) => {
    if (path === '' || link) return true;
    if (there[path]) return there[path].version === version;
    return optional || peer || devOptional || (dev && !withDev);
  });
}

const schemaHash = (root) => {
  const schema = read(join(root, 'prisma', 'schema.prisma'));
  return schema && hashOf(schema, read(join(root, 'node_modules', 'prisma', 'package.json')) ?? '');
};

function isGenerated(root) {
  const wanted = schemaHash(root);
  return wanted === undefined || read(generateMark(root)) === wanted;
}

async function install({ root, say, env }) {
  say('Installing the locked dependencies with npm ci (about a minute, only when package-lock.json changed) …');
  const npm = env.npm_execpath?.endsWith('npm-cli.js')
    ? { args: [env.npm_execpath] }
    : { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] };
  const code = await run({ ...npm, args: [...npm.args, 'ci', '--no-audit', '--no-fund'], root, env });
  if (code !== 0)
    throw new Error(`npm ci failed with exit code ${code} in ${root}: read its message above, then run the same command again.`);
  writeFileSync(installMark(root), hashOf(read(lockFile(root))));
}

async function generate({ root, say, env }) {
  say('Generating the Prisma client from prisma/schema.prisma …');
  const wanted = schemaHash(root);
  if (wanted === undefined) throw new Error(`There is no prisma/schema.prisma in ${root}: restore it from git.`);
  const prisma = join(root, 'node_modules', 'prisma', 'build', 'index.js');
  const { code, output } = await capture({ args: [prisma, 'generate'], root, env: { ...env, ...prismaEnvironment({ root, env }) } });
  if (code !== 0) throw new Error(`prisma generate failed for prisma/schema.prisma:\n${output.trim()}`);
  writeFileSync(generateMark(root), wanted);
}

function capture({ args, root, env }) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk) => {
      output += chunk;
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

/** One process at a time does work in a folder; who waits says so. */
export async function alone({ root, say = sayOnStderr }, work) {
  const lock = join(root, '.duly', 'prepare.lock');
  mkdirSync(dirname(lock), { recursive: true });
  for (let told = false; !claim(lock); told = true) {
    if (!told) say('Another duly command is preparing this folder; waiting for it …');
    await sleep(200);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function claim(lock) {
  try {
    mkdirSync(lock);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (isAbandoned(lock)) rmSync(lock, { recursive: true, force: true });
    return false;
  }
  writeFileSync(join(lock, 'pid'), String(process.pid));
  return true;
}

/** A lock without a pid is one being made, unless it has been so for longer than writing the pid can take. */
function isAbandoned(lock) {
  const pid = Number(read(join(lock, 'pid')));
  if (!pid) return (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY) < Date.now() - 5000;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
