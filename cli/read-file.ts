import { readFileSync } from 'node:fs';
import { DulyError } from '../domain/errors.js';

/** The text of a file that a person named; throws one sentence where it cannot be read. */
export function readNamedFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT' ? `There is no file ${file}` : code === 'EISDIR' ? `${file} is a folder` : `${file} cannot be read (${code})`;
    throw new DulyError({ code: 'file_invalid', message: `${why}: check its name.`, cause: error });
  }
}
