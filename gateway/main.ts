import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readOwnConfig } from './config.js';
import { createGateway } from './gateway.js';

/** The gateway as its own process: listens on the loopback address until SIGINT or SIGTERM. */
async function main(): Promise<void> {
  const { home, port, key } = readOwnConfig();
  const gateway = await createGateway({ home, key, now: Date.now });
  const server = createServer(gateway.app);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  process.stdout.write(`The simulated payment gateway is ready at http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);

  const stop = async () => {
    server.close();
    await gateway.close();
    server.closeAllConnections();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${sentenceFor(error)}\n`);
  process.exitCode = 1;
}

function sentenceFor(error: unknown): string {
  if (!(error instanceof Error)) return 'The gateway could not start.';
  if ('code' in error && error.code === 'EADDRINUSE') {
    return 'The port of the gateway is in use. Stop what uses it, or choose another with DULY_GATEWAY_PORT.';
  }
  return error.message;
}
