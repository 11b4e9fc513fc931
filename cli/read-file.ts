import { readFileSync, statSync } from 'node:fs';
import { DulyError } from '../domain/errors.js';

/** No journey, scenario or profile comes near it; what is larger is not even read. Lists of invoices may be of any size. */
const LARGEST_BYTES = 16_000_000;

/** The text of a file that a person named; throws one sentence where it cannot be read. */
export function readNamedFile(file: string, { atMost = LARGEST_BYTES }: { atMost?: number } = {}): string {
  try {
    const { size } = statSync(file);
    if (size > atMost)
      throw new DulyError({
        code: 'file_invalid',
        message: `${file} has ${size.toLocaleString('en')} bytes; at most ${atMost.toLocaleString('en')} are read: check its name.`,
      });
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof DulyError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT' ? `There is no file ${file}` : code === 'EISDIR' ? `${file} is a folder` : `${file} cannot be read (${code})`;
    throw new DulyError({ code: 'file_invalid', message: `${why}: check its name.`, cause: error });
  }
}
