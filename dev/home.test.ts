import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { homePaths, openHome, readSecret, removeData } from './home.js';
import { sentenceOf } from './problem.js';

describe('the home folder', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'duly-home-'));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('loses only the data of Duly when it is made afresh', async () => {
    for (const folder of ['postgres', 'temporal', 'mail', 'gateway', 'mine']) mkdirSync(join(home, folder));
    for (const file of ['secret', 'api-key.txt', 'notes.txt']) writeFileSync(join(home, file), 'text');
    await removeData(home);
    expect(readdirSync(home).sort()).toEqual(['mine', 'notes.txt', 'secret']);
  });

  it('makes its secret once, for its owner only', () => {
    const secret = readSecret(home);
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(readSecret(home)).toBe(secret);
    expect(statSync(homePaths(home).secret).mode & 0o777).toBe(0o600);
  });

  it('is refused in one sentence when its disk has less than 500 MB left', () => {
    const small = join(home, 'small');
    mkdirSync(small);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]).status === 0;
    try {
      // Where mounting is not allowed the least is set above what any disk has.
      expect(() => openHome(small, mounted ? undefined : Number.MAX_SAFE_INTEGER)).toThrow(
        `There is too little space on the disk of ${small}: free at least 500 MB`,
      );
      expect(readdirSync(small)).toEqual([]);
    } finally {
      if (mounted) spawnSync('umount', [small]);
    }
  });

  it('has one sentence for a disk that fills up while starting', () => {
    const error = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    expect(sentenceOf({ error, home })).toBe(
      `There is too little space on the disk of ${home}: free at least 500 MB, or choose a folder on another disk with DULY_HOME.`,
    );
  });
});
