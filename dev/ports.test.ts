import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { checkPorts, freePorts } from './ports.js';

describe('the check of ports', () => {
  let server: Server | undefined;
  const occupy = async (port: number) => {
    server = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => server?.once('listening', resolve));
  };
  afterEach(async () => {
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
    server = undefined;
  });

  it('names the port, what it is for, and how to choose another that is free', async () => {
    const [port = 0] = await freePorts(1);
    await occupy(port);
    const failing = checkPorts([{ label: 'API', setting: 'DULY_PORT', port }]);
    await expect(failing).rejects.toThrow(
      new RegExp(`^Port ${port} \\(API\\) is in use\\. Stop what uses it, or choose another: DULY_PORT=\\d+ npm start$`),
    );
    const suggested = Number(/DULY_PORT=(\d+)/.exec(await failing.catch((error) => error.message))?.[1]);
    await expect(checkPorts([{ label: 'API', setting: 'DULY_PORT', port: suggested }])).resolves.toBeUndefined();
  });

  it('says nothing when every port is free', async () => {
    const [api = 0, mails = 0] = await freePorts(2);
    await expect(
      checkPorts([
        { label: 'API', setting: 'DULY_PORT', port: api },
        { label: 'mails', setting: 'DULY_MAIL_PORT', port: mails },
      ]),
    ).resolves.toBeUndefined();
  });

  it('refuses one port for two parts', async () => {
    const [port = 0] = await freePorts(1);
    const failing = checkPorts([
      { label: 'API', setting: 'DULY_PORT', port },
      { label: 'mails', setting: 'DULY_MAIL_PORT', port },
    ]);
    await expect(failing).rejects.toThrow(`Port ${port} is set for both API and mails.`);
  });

  it('finds free ports that differ from each other', async () => {
    expect(new Set(await freePorts(7)).size).toBe(7);
  });
});
