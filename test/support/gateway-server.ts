import type { AddressInfo } from 'node:net';
import { createGateway } from '../../gateway/gateway.js';

/** The simulated gateway on a free port of loopback, in this process. */
export async function startGatewayServer({ home, key }: { home: string; key: string }) {
  const gateway = await createGateway({ home, key, now: Date.now });
  const server = gateway.app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    /** Charges as the gateway's own books have them. */
    charges: async (): Promise<{ amount: number; status: string; method: string; metadata: Record<string, string> }[]> => {
      const answer = await fetch(`${url}/books`, { headers: { authorization: `Bearer ${key}` } });
      return ((await answer.json()) as { charges: never[] }).charges;
    },
    close: async (): Promise<void> => {
      await gateway.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
