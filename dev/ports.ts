import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { StartProblem } from './problem.js';

/** One port of the stack: what listens there, and the setting that moves it. */
export interface NamedPort {
  /** Said in messages: `API`. */
  label: string;
  /** `DULY_PORT`. */
  setting: string;
  port: number;
}

const host = '127.0.0.1';

/** Throws one sentence that names the first port in use and how to choose another. */
export async function checkPorts(ports: NamedPort[]): Promise<void> {
  for (const { label, setting, port } of ports) {
    const twin = ports.find((other) => other.port === port && other.setting !== setting);
    if (twin) {
      throw new StartProblem(`Port ${port} is set for both ${label} and ${twin.label}. Choose another: ${setting}=${port + 1} npm start`);
    }
    if (!(await isFree(port))) {
      throw new StartProblem(
        `Port ${port} (${label}) is in use. Stop what uses it, or choose another: ${setting}=${await freePortAfter(port)} npm start`,
      );
    }
  }
}

/** Ports that nothing listens on at this moment, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map(close));
  return ports;
}

async function isFree(port: number): Promise<boolean> {
  try {
    await close(await listen(port));
    return true;
  } catch {
    return false;
  }
}

async function freePortAfter(port: number): Promise<number> {
  for (let next = port + 1; next < 65_536; next += 1) if (await isFree(next)) return next;
  return port + 1;
}

async function listen(port: number): Promise<Server> {
  const server = createServer().listen(port, host);
  await once(server, 'listening');
  return server;
}

const close = (server: Server) => new Promise<void>((resolve) => server.close(() => resolve()));
