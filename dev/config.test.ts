import { describe, expect, it } from '@jest/globals';
import { readDevConfig } from './config.js';

describe('the settings of the development stack', () => {
  it('start everything on the standard ports when nothing is set', () => {
    const { ports, external } = readDevConfig({});
    expect(ports).toEqual({ api: 3000, postgres: 5470, temporal: 7233, temporalUi: 8233, smtp: 1025, mail: 8025, gateway: 4242 });
    expect(external).toEqual({
      databaseUrl: undefined,
      temporal: false,
      temporalAddress: undefined,
      smtpUrl: undefined,
      gatewayUrl: undefined,
    });
  });

  it('take an empty setting as not set', () => {
    expect(readDevConfig({ DULY_PORT: '', DATABASE_URL: '' })).toMatchObject({
      ports: { api: 3000 },
      external: { databaseUrl: undefined },
    });
  });

  it.each([
    [{ DULY_PORT: 'abc' }, 'The setting DULY_PORT cannot be used: it must be a port from 1 to 65535. Correct it, or unset it.'],
    [{ DULY_MAIL_PORT: '70000' }, 'The setting DULY_MAIL_PORT cannot be used: it must be a port from 1 to 65535. Correct it, or unset it.'],
    [
      { SMTP_URL: 'mail.example' },
      'The setting SMTP_URL cannot be used: it must be an address like smtp://host:25. Correct it, or unset it.',
    ],
  ])('refuse %j in one sentence', (env, sentence) => {
    expect(() => readDevConfig(env)).toThrow(sentence);
  });

  it.each([{ TEMPORAL_ADDRESS: 'cluster.example:7233' }, { TEMPORAL_PROFILE: 'staging' }])('leave Temporal to %j', (env) => {
    expect(readDevConfig(env).external.temporal).toBe(true);
  });
});
