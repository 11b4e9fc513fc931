/**
 * The program as plain JavaScript in `.duly/built`: a loader that reads TypeScript at each start costs more than most commands do. Built again where any
 * file that went into it has changed, told by hashes as in prepare.mjs.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { alone, projectRoot } from './prepare.mjs';

/** So many builds are kept: a command that runs loads parts of its own when it needs them. */
const KEPT = 4;
const MARK = 'newest.json';

/** The URL of a TypeScript file's module, `cli/main.ts`, with all that it imports of this project. Throws esbuild's findings where it cannot be built. */
export async function builtModule({ root = projectRoot, entry }) {
  const home = join(root, '.duly', 'built', entry.replace(/\W+/g, '-'));
  const folder = newestBuild({ root, home }) ?? (await alone({ root }, () => newestBuild({ root, home }) ?? build({ root, entry, home })));
  return pathToFileURL(join(folder, 'main.mjs')).href;
}

/** Runs the program in this very process, so that a Ctrl-C or a signal reaches it once and its exit code is ours, as if it had been started by its own name. */
export async function runBuilt({ entry, args }) {
  process.argv = [process.argv[0], join(projectRoot, entry), ...args];
  await import(await builtModule({ entry }));
}

/** Where what would be built now lies already. */
function newestBuild({ root, home }) {
  const mark = join(home, MARK);
  if (!existsSync(mark)) return undefined;
  const { hash, inputs } = JSON.parse(readFileSync(mark, 'utf8'));
  const folder = join(home, hash);
  return existsSync(folder) && hash === hashOf({ root, inputs }) ? folder : undefined;
}

async function build({ root, entry, home }) {
  const esbuild = await import('esbuild');
  const part = join(home, 'part');
  rmSync(part, { recursive: true, force: true });
  const { metafile } = await esbuild.build({
    entryPoints: [{ in: join(root, entry), out: 'main' }],
    outdir: part,
    absWorkingDir: root,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    logLevel: 'silent',
    plugins: [{ name: 'own-urls', setup: (build) => build.onLoad({ filter: /\.(ts|mjs)$/ }, ownUrl) }],
  });
  const inputs = Object.keys(metafile.inputs).sort();
  const hash = hashOf({ root, inputs });
  const folder = join(home, hash);
  rmSync(folder, { recursive: true, force: true });
  renameSync(part, folder);
  writeFileSync(join(home, `${MARK}.part`), JSON.stringify({ hash, inputs }));
  renameSync(join(home, `${MARK}.part`), join(home, MARK));
  forgetOld({ home, but: hash });
  return folder;
}

/** Files that lie beside a module are found from where it was written, not from where it was built to. */
function ownUrl({ path }) {
  const text = readFileSync(path, 'utf8');
  if (!text.includes('import.meta.url')) return undefined;
  const url = JSON.stringify(pathToFileURL(path).href);
  return { contents: text.replaceAll('import.meta.url', url), loader: path.endsWith('.ts') ? 'ts' : 'js' };
}

/** Of the place, the dependencies and what each file says now; a file that is gone says nothing. */
function hashOf({ root, inputs }) {
  const hash = createHash('sha256')
    .update(root)
    .update(readFileSync(new URL(import.meta.url)));
  for (const file of ['package-lock.json', ...inputs]) {
    const path = join(root, file);
    hash.update(`\0${file}\0`).update(existsSync(path) ? readFileSync(path) : '');
  }
  return hash.digest('hex').slice(0, 24);
}

function forgetOld({ home, but }) {
  const builds = readdirSync(home, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== but)
    .map(({ name }) => ({ path: join(home, name), at: statSync(join(home, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at);
  for (const { path } of builds.slice(KEPT - 1)) rmSync(path, { recursive: true, force: true });
}
