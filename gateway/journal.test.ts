import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openJournal } from './journal.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'duly-journal-'));
  file = join(folder, 'inner', 'journal.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

async function written(...entries: unknown[]): Promise<void> {
  const journal = await openJournal(file);
  for (const entry of entries) await journal.append(entry);
  await journal.close();
}

describe('journal', () => {
  it('gives back what was appended, in order', async () => {
    await written({ n: 1 }, { n: 2, text: 'Fällig\n€' });
    const journal = await openJournal(file);
    expect(journal.entries).toEqual([{ n: 1 }, { n: 2, text: 'Fällig\n€' }]);
    await journal.close();
  });

  it('has the entry in the file when append resolves', async () => {
    const journal = await openJournal(file);
    await journal.append({ n: 1 });
    expect(await readFile(file, 'utf8')).toBe('{"n":1}\n');
    await journal.close();
  });

  it.each([
    ['half an entry', '{"n":2,"te'],
    ['half a character', Buffer.from('{"n":2,"text":"€').subarray(0, -1)],
    ['a whole entry without its line feed', '{"n":2}'],
    ['zeros of a file that grew before its bytes arrived', Buffer.alloc(16)],
  ])('drops a torn last line: %s', async (_what, torn) => {
    await written({ n: 1 });
    await appendFile(file, torn);
    await written({ n: 3 });
    expect(await readFile(file, 'utf8')).toBe('{"n":1}\n{"n":3}\n');
  });

  it('refuses a damaged line in the middle, names it and changes nothing', async () => {
    const damaged = '{"n":1}\n{"n":\n{"n":3}\n{"torn';
    await written();
    await writeFile(file, damaged);
    await expect(openJournal(file)).rejects.toThrow(`${file} is damaged at line 2`);
    expect(await readFile(file, 'utf8')).toBe(damaged);
  });
});
