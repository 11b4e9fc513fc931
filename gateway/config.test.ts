import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.js';

describe('gateway settings', () => {
  it('keeps the books under the home of Duly unless told otherwise', () => {
    expect(readConfig({})).toEqual({ home: join('.duly', 'gateway'), port: 4242, key: 'sk_test_duly' });
    expect(readConfig({ DULY_HOME: '/data' }).home).toBe(join('/data', 'gateway'));
    expect(readConfig({ DULY_HOME: '/data', DULY_GATEWAY_HOME: '/books' }).home).toBe('/books');
  });

  it.each(['', 'http', '-1', '65536', '42.5'])('refuses the port "%s" by name', (port) => {
    expect(() => readConfig({ DULY_GATEWAY_PORT: port })).toThrow('DULY_GATEWAY_PORT');
  });
});
