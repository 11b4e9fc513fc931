import { readDevConfig } from './config.js';
import { endLeftovers, openHome } from './home.js';
import type { Stoppable } from './keep-running.js';
import { checkPorts } from './ports.js';
import { StartProblem } from './problem.js';
import { claimStack, releaseStack, type Stack, updateStack } from './stack-file.js';
import {
  loadSampleBusiness,
  type Parts,
  type Progress,
  type StackServices,
  startApi,
  startDatabase,
  startGateway,
  startMail,
  startWorker,
  startWorkflows,
} from './stack-parts.js';
import { addressesOf, chooseFreePorts, environmentOf, ownPorts } from './stack-plan.js';

/** A stack that is up. */
export interface RunningStack extends Pick<Stack, 'ports' | 'addresses' | 'environment'> {
  /** Stops what this stack started, last first, and nothing else; data stays. Safe to call twice. */
  stop(): Promise<void>;
}

/** What to start and where its data lies. */
export interface StackOptions {
  home: string;
  /** `free` takes any that nobody uses; otherwise those of the settings. */
  ports?: 'configured' | 'free';
  /** Clocks may be moved: failed effects are tried again quickly. */
  sandbox: boolean;
  /** An empty database gets the sample business. */
  sample?: boolean;
  progress: Progress;
  env: NodeJS.ProcessEnv;
  services?: StackServices;
  /** Aborted: what was started is stopped and the start fails. */
  signal?: AbortSignal;
}

const ownServices: StackServices = {
  gateway: ['cli/run-built.mjs', 'gateway/main.ts'],
  worker: ['cli/run-built.mjs', 'workers/main.ts'],
  api: ['cli/run-built.mjs', 'api/main.ts'],
};

/**
 * Starts PostgreSQL, Temporal, mail, gateway, worker and API on one home, but for the servers that the settings say run elsewhere.
 *
 * 1. Nothing is started before the home is ours, its disk has room and every port is free.
 * 2. A start that fails stops what it started and leaves no claim on the home.
 * 3. What a killed stack left running on this home is ended first; nobody else's process is touched.
 */
export async function startStack({
  home,
  ports: wanted = 'configured',
  sandbox,
  sample = false,
  progress,
  env,
  services = ownServices,
  signal,
}: StackOptions): Promise<RunningStack> {
  const config = { ...readDevConfig(env), home };
  openHome(home);
  const ports = wanted === 'free' ? await chooseFreePorts() : config.ports;
  const addresses = addressesOf({ config, ports });
  const environment = environmentOf({ config, ports, addresses, sandbox });
  claimStack({ home, ports, addresses, environment, now: new Date() });
  const started: Stoppable[] = [];
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= stopAll({ home, started });
    return stopped;
  };
  try {
    await endLeftovers(home);
    await checkPorts(ownPorts({ ports, external: config.external }));
    await startAll({ config, ports, environment, services, sample, progress, signal, own: (part) => started.push(part) });
    updateStack({ home, state: 'running' });
  } catch (error) {
    await stop();
    throw error;
  }
  return { ports, addresses, environment, stop };
}

/** What does not need another part starts beside it; worker and API need all the others. The first failure ends the waiting of the rest. */
async function startAll({ sample, ...parts }: Parts & { sample: boolean }): Promise<void> {
  const giveUp = new AbortController();
  const signal = AbortSignal.any([giveUp.signal, ...(parts.signal ? [parts.signal] : [])]);
  for (const group of [
    [startDatabase, startWorkflows, startMail, startGateway],
    sample ? [loadSampleBusiness] : [],
    [startWorker, startApi],
  ]) {
    if (signal.aborted) throw new StartProblem('The start was interrupted.');
    const failures: unknown[] = [];
    const attempt = (start: (parts: Parts) => Promise<void>) =>
      start({ ...parts, signal }).catch((error) => {
        failures.push(error);
        giveUp.abort();
      });
    await Promise.all(group.map(attempt));
    if (failures.length > 0) throw failures[0];
  }
}

async function stopAll({ home, started }: { home: string; started: Stoppable[] }): Promise<void> {
  updateStack({ home, state: 'stopping' });
  try {
    for (const part of started.toReversed()) await part.stop();
  } finally {
    releaseStack({ home });
  }
}
