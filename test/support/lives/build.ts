/** The rules and the lives as plain JavaScript in a folder, so that a fault can be put into one file of them. */
import { linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformSync } from '@swc/core';
import type { Fault } from '../seeded-faults/faults.js';

const PARTS = ['domain', 'test/support/lives'];

const compiled = (text: string): string =>
  transformSync(text, { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }).code;

const jsOf = (file: string): string => file.replace(/\.ts$/, '.js');

/** Compiles everything under `root` that lives need into `folder`, and returns the files' paths. */
export function compileAll({ root, folder, parts = PARTS }: { root: string; folder: string; parts?: readonly string[] }): string[] {
  const files = parts.flatMap((part) => sourcesUnder(root, part));
  for (const file of files) write(join(folder, jsOf(file)), compiled(readFileSync(join(root, file), 'utf8')));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  return files;
}

/** Of each file what it imports, as compiled into the folder. */
export type Imports = ReadonlyMap<string, readonly string[]>;

export const importsIn = ({ folder, files }: { folder: string; files: readonly string[] }): Imports =>
  new Map(
    files.map((file) => {
      const named = readFileSync(join(folder, jsOf(file)), 'utf8').matchAll(/(?:from|import\(?)\s*['"](\.[^'"]+)\.js['"]/g);
      return [file, [...named].map(([, path = '']) => `${join(dirname(file), path)}.ts`)];
    }),
  );

/**
 * The same with the fault in it. Throws where its text does not stand in the file exactly once. Only what imports the faulty file, however indirectly, is
 * another module here: all else is that of `base`, and loaded once for all faults.
 */
export function withFault({
  root,
  base,
  folder,
  imports,
  fault,
}: {
  root: string;
  base: string;
  folder: string;
  imports: Imports;
  fault: Fault;
}): void {
  const text = readFileSync(join(root, fault.file), 'utf8');
  const found = text.split(fault.from).length - 1;
  if (found !== 1)
    throw new Error(`The fault "${fault.what}" names a text that stands ${found} times in ${fault.file}, not once: ${fault.from}`);
  const concerned = new Set([fault.file]);
  for (const one of concerned) for (const [file, imported] of imports) if (imported.includes(one)) concerned.add(file);
  for (const file of imports.keys()) {
    const to = join(folder, jsOf(file));
    mkdirSync(dirname(to), { recursive: true });
    if (file === fault.file) writeFileSync(to, compiled(text.replace(fault.from, () => fault.to)));
    // A module goes by the file's own path: where a link is followed, by that in `base`.
    else (concerned.has(file) ? linkSync : symlinkSync)(join(base, jsOf(file)), to);
  }
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
}

function sourcesUnder(root: string, part: string): string[] {
  return readdirSync(join(root, part), { withFileTypes: true }).flatMap((entry) => {
    const path = `${part}/${entry.name}`;
    if (entry.isDirectory()) return sourcesUnder(root, path);
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts') ? [path] : [];
  });
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
