import { expect, it } from '@jest/globals';
import { readConfig } from './config.js';

const needed = { DATABASE_URL: 'postgresql://duly@127.0.0.1:5432/duly', DULY_SECRET: 'x'.repeat(64) };

it('takes standard values for what is not set or empty', () => {
  expect(readConfig({ ...needed, DULY_PORT: '' })).toEqual({
    databaseUrl: needed.DATABASE_URL,
    port: 3000,
    home: '.duly',
    secret: needed.DULY_SECRET,
    publicUrl: 'http://127.0.0.1:3000',
    sandbox: false,
  });
});

it('puts the chosen port into the public address', () => {
  expect(readConfig({ ...needed, DULY_PORT: '8080' }).publicUrl).toBe('http://127.0.0.1:8080');
});

it.each([
  ['DATABASE_URL', { DATABASE_URL: 'mysql://x' }],
  ['DATABASE_URL', { DATABASE_URL: '' }],
  ['DULY_PORT', { DULY_PORT: '70000' }],
  ['DULY_PORT', { DULY_PORT: '30.5' }],
  ['DULY_SECRET', { DULY_SECRET: 'short' }],
  ['DULY_PUBLIC_URL', { DULY_PUBLIC_URL: 'javascript:alert(1)' }],
  ['DULY_SANDBOX', { DULY_SANDBOX: 'perhaps' }],
])('refuses a wrong %s in one sentence that does not repeat it', (name, set) => {
  expect(() => readConfig({ ...needed, ...set })).toThrow(
    new RegExp(`^The setting ${name} cannot be used: .*\\. Set it in the environment\\.$`),
  );
});
