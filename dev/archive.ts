import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw, gunzipSync } from 'node:zlib';

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const deflated = 8;

/** Writes the one file of a zip whose name `wanted` accepts to `target`, executable. False when the zip has none. */
export async function unpackFromZip({
  zip,
  target,
  wanted,
}: {
  zip: string;
  target: string;
  wanted: (name: string) => boolean;
}): Promise<boolean> {
  const entry = (await readZipDirectory(zip)).find(({ name }) => wanted(name));
  if (!entry) return false;
  const source = createReadStream(zip, { start: entry.start, end: entry.start + entry.size - 1 });
  const output = createWriteStream(target, { mode: 0o755 });
  if (entry.method === deflated) await pipeline(source, createInflateRaw(), output);
  else await pipeline(source, output);
  return true;
}

/** The content of the one plain file of a gzipped tar whose name `wanted` accepts; undefined when it has none. */
export function readFromTarGz({ archive, wanted }: { archive: Uint8Array; wanted: (name: string) => boolean }): Uint8Array | undefined {
  const tar = gunzipSync(archive);
  for (let offset = 0; offset + 512 <= tar.length; ) {
    const text = (from: number, length: number) => tar.toString('latin1', offset + from, offset + from + length).split('\0')[0] ?? '';
    const name = text(0, 100);
    const size = Number.parseInt(text(124, 12).trim() || '0', 8);
    const isFile = text(156, 1) === '0' || text(156, 1) === '';
    if (name && isFile && wanted(name)) return tar.subarray(offset + 512, offset + 512 + size);
    offset += 512 + Math.ceil(size / 512) * 512;
  }
  return undefined;
}

interface ZipEntry {
  name: string;
  method: number;
  /** Where its bytes begin in the zip, and how many they are there. */
  start: number;
  size: number;
}

async function readZipDirectory(zip: string): Promise<ZipEntry[]> {
  const file = await open(zip);
  try {
    const { size } = await file.stat();
    const tail = await read({ file, at: Math.max(0, size - 65_557), length: Math.min(size, 65_557) });
    const end = findLast({ bytes: tail, signature: endOfDirectory });
    if (end < 0) throw new Error(`${zip} is not a zip archive.`);
    const directory = await read({ file, at: tail.readUInt32LE(end + 16), length: tail.readUInt32LE(end + 12) });
    const entries: ZipEntry[] = [];
    for (let offset = 0; offset + 46 <= directory.length && directory.readUInt32LE(offset) === directoryEntry; ) {
      const [nameLength, extraLength, commentLength] = [28, 30, 32].map((at) => directory.readUInt16LE(offset + at)) as [
        number,
        number,
        number,
      ];
      const local = directory.readUInt32LE(offset + 42);
      const header = await read({ file, at: local, length: 30 });
      entries.push({
        name: directory.toString('utf8', offset + 46, offset + 46 + nameLength),
        method: directory.readUInt16LE(offset + 10),
        start: local + 30 + header.readUInt16LE(26) + header.readUInt16LE(28),
        size: directory.readUInt32LE(offset + 20),
      });
      offset += 46 + nameLength + extraLength + commentLength;
    }
    return entries;
  } finally {
    await file.close();
  }
}

async function read({ file, at, length }: { file: FileHandle; at: number; length: number }): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, at);
  return bytes.subarray(0, bytesRead);
}

function findLast({ bytes, signature }: { bytes: Buffer; signature: number }): number {
  for (let offset = bytes.length - 22; offset >= 0; offset -= 1) if (bytes.readUInt32LE(offset) === signature) return offset;
  return -1;
}
