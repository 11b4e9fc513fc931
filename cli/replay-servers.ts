/** The servers of a replay on Temporal: the running stack's, or a stack of its own that leaves nothing behind. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { REPLAY_ENTITY } from '../adapters/replay-entity.js';
import { killAll } from '../dev/home.js';
import { createProgress } from '../dev/progress.js';
import { startStack } from '../dev/stack.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import type { TemporalConfig } from '../temporal.config.js';
import type { CliConfig } from './config.js';
import { EXIT, Interrupted } from './output.js';
import { findStack, openServers, type ServerAddresses, type Servers, serversOf } from './servers.js';

export type ReplayServers = Servers & { temporal: NonNullable<Servers['temporal']> };

/**
 * Runs the work on servers whose mail goes nowhere but to the stack's own mail server: those of the running stack, unless its mail goes elsewhere or
 * TEMPORAL_ADDRESS names another cluster than its; else a stack on free ports and in a temporary folder, gone when the work is done, failed or
 * interrupted. Throws `Interrupted` on Ctrl-C.
 */
export async function withReplayServers<Result>({
  config,
  work,
}: {
  config: CliConfig;
  work: (servers: ReplayServers) => Promise<Result>;
}): Promise<Result> {
  const interruption = listenForInterrupts();
  try {
    const stack = findStack({ home: config.home, databaseUrl: undefined });
    const elsewhere = config.namesTemporal && config.temporalAddress !== stack?.environment.TEMPORAL_ADDRESS;
    const usable = stack?.state === 'running' && stack.addresses.mails !== undefined && !elsewhere;
    if (usable) return await interruption.orUntil(() => open({ addresses: serversOf({ config, environment: stack.environment }), work }));
    return await onOwnStack({ config, work, interruption });
  } finally {
    interruption.end();
  }
}

/** Makes the legal entity of replays, or that of one replay, if it is missing. */
export async function replayEntity({ prisma, id = REPLAY_ENTITY }: { prisma: PrismaClient; id?: string }): Promise<string> {
  const entity = {
    id,
    name: 'Replay',
    country: 'US',
    senderAddress: 'accounts@duly.example',
    invoicePrefix: 'R-',
    nextInvoice: 1,
  };
  await prisma.legalEntity.createMany({ data: [entity], skipDuplicates: true });
  return id;
}

async function onOwnStack<Result>({
  config,
  work,
  interruption,
}: {
  config: CliConfig;
  work: (servers: ReplayServers) => Promise<Result>;
  interruption: Interruption;
}): Promise<Result> {
  const { DATABASE_URL: _database, SMTP_URL: _smtp, DULY_GATEWAY_URL: _gateway, ...env } = config.env;
  const home = mkdtempSync(join(tmpdir(), 'duly-replay-'));
  const progress = createProgress({ output: process.stderr });
  interruption.force = () => {
    killAll(home);
    removeFolder(home);
  };
  try {
    // PostgreSQL runs as another user where this one is root.
    chmodSync(home, 0o755);
    progress.say('Starting a Duly of its own for this replay.');
    const stack = await startStack({ home, ports: 'free', sandbox: true, progress, env, signal: interruption.signal }).catch((error) => {
      throw interruption.signal.aborted ? interrupted() : error;
    });
    try {
      return await interruption.orUntil(() => open({ addresses: serversOf({ config, environment: stack.environment }), work }));
    } finally {
      await stack.stop();
    }
  } finally {
    progress.end();
    removeFolder(home);
  }
}

async function open<Result>({
  addresses,
  work,
}: {
  addresses: ServerAddresses & { temporal: TemporalConfig };
  work: (servers: ReplayServers) => Promise<Result>;
}): Promise<Result> {
  const servers = openServers(addresses);
  try {
    return await work(servers as ReplayServers);
  } finally {
    await servers.close();
  }
}

interface Interruption {
  signal: AbortSignal;
  /** What a second Ctrl-C does before the process ends at once. */
  force: () => void;
  /** The work's result; throws `Interrupted` as soon as somebody interrupts, without waiting for it. */
  orUntil<Result>(work: () => Promise<Result>): Promise<Result>;
  end(): void;
}

/** A terminal and npx may both deliver the same Ctrl-C: signals this close together are one. */
const SAME_SIGNAL_MS = 1_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function listenForInterrupts(): Interruption {
  const controller = new AbortController();
  const { signal } = controller;
  let firstAt: number | undefined;
  const interruption: Interruption = {
    signal,
    force: () => undefined,
    orUntil: (work) => {
      const aborted = new Promise<never>((_resolve, reject) => {
        if (signal.aborted) reject(interrupted());
        signal.addEventListener('abort', () => reject(interrupted()), { once: true });
      });
      aborted.catch(() => undefined);
      return Promise.race([work(), aborted]);
    },
    end: () => {
      for (const name of SIGNALS) process.off(name, act);
    },
  };
  function act() {
    firstAt ??= Date.now();
    if (!signal.aborted) controller.abort();
    else if (Date.now() - firstAt > SAME_SIGNAL_MS) {
      interruption.force();
      process.exit(EXIT.interrupted);
    }
  }
  for (const name of SIGNALS) process.on(name, act);
  return interruption;
}

const interrupted = () => new Interrupted('Interrupted: the replay is given up, and what it had started is stopped.');

const removeFolder = (folder: string) => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
