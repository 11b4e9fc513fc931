import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** An append-only file of JSON lines. */
export interface Journal<Entry> {
  /** The entries found at opening, oldest first. */
  entries: Entry[];
  /** Resolves when the entry is on the disk. One at a time. Rejects when it is not there; after a failed sync every later call rejects too. */
  append(entry: Entry): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the journal, creating it and its folder where needed.
 * 1. An entry is one line ending in a line feed. A last line without one was torn by a crash, was never answered for, and is cut off.
 * 2. A failed write leaves no torn line behind: the file is cut back to its last whole entry.
 * 3. Any other line that is no JSON means damage: throws, naming file and line, and changes nothing.
 */
export async function openJournal<Entry>(file: string): Promise<Journal<Entry>> {
  const folder = dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a', 0o600);
  try {
    const bytes = await readFile(file);
    let size = bytes.lastIndexOf(0x0a) + 1;
    const entries = readEntries<Entry>({ file, text: bytes.subarray(0, size).toString('utf8') });
    if (size < bytes.length) await handle.truncate(size);
    await handle.sync();
    await syncFolder(folder);

    let broken = false;
    return {
      entries,
      async append(entry) {
        if (broken) throw new Error(`The journal ${file} could not be written earlier. Free its disk and start the gateway again.`);
        const line = Buffer.from(`${JSON.stringify(entry)}\n`);
        broken = true;
        try {
          await handle.appendFile(line);
        } catch (cause) {
          await handle.truncate(size);
          broken = false;
          throw new Error(`The journal ${file} could not be written.`, { cause });
        }
        await handle.datasync();
        size += line.length;
        broken = false;
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function readEntries<Entry>({ file, text }: { file: string; text: string }): Entry[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line, index) => {
    try {
      return JSON.parse(line) as Entry;
    } catch {
      throw new Error(
        `The journal ${file} is damaged at line ${index + 1}: it is not JSON. Restore the file from a copy, or move it away to begin with empty books.`,
      );
    }
  });
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
