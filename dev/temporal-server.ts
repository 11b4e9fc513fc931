import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { type Ending, lastLines, startOwned } from './owned-process.js';
import { StartProblem } from './problem.js';

/** A Temporal dev server on loopback. */
export interface TemporalServer {
  pid: number;
  ended: Promise<Ending>;
  address: string;
  /** Undefined when it was started without a UI. */
  uiUrl?: string;
  stop(): Promise<void>;
}

/** Where and how to run it. */
export interface TemporalOptions {
  binary: string;
  port: number;
  /** No UI without it. */
  uiPort?: number;
  /** Without it everything is in memory and gone with the process. */
  dbFile?: string;
  namespace: string;
  /** False: time passes as it does on any other server. */
  skipsTime?: boolean;
  log: string;
  env: NodeJS.ProcessEnv;
  pidFile?: string;
  ownGroup?: boolean;
}

/** What operators search customers by; the workflow sets them. */
const searchAttributes = { CustomerStage: 'Keyword', OldestDueDate: 'Datetime', DulyStuck: 'Bool' };

/**
 * The server skips time for single workflows, quickly and without an end: what tests, demo and sandbox are driven by. And a workflow whose worker died
 * several times in a row is given to the next one soon: by default the server waits longer each time, up to ten minutes.
 */
const dynamicConfig = {
  'frontend.WorkflowTimeSkippingEnabled': 'true',
  'system.workflowTimeSkippingEnabled': 'true',
  'frontend.WorkflowTimeSkippingMaxSkipPerSession': '1000000',
  'history.timerProcessorMaxTimeShift': '"1ms"',
  'history.timerProcessorMaxPollRPS': '100000',
  'history.workflowIdReuseMinimalInterval': '"0s"',
  'history.workflowTaskRetryMaxInterval': '"5s"',
};

/** As fast as memory, and still safe against a killed process. */
const pragmas = ['journal_mode=wal', 'synchronous=normal'];

/** Starts the dev server; resolves when its namespace answers and our search attributes are known there. */
export async function startTemporal({
  binary,
  port,
  uiPort,
  dbFile,
  namespace,
  skipsTime = true,
  log,
  env,
  pidFile,
  ownGroup,
}: TemporalOptions): Promise<TemporalServer> {
  if (dbFile) mkdirSync(dirname(dbFile), { recursive: true });
  const flags = [
    ...(uiPort ? [['--ui-port', String(uiPort)]] : [['--headless']]),
    ...(dbFile ? [['--db-filename', dbFile], ...pragmas.map((pragma) => ['--sqlite-pragma', pragma])] : []),
    ...Object.entries(skipsTime ? dynamicConfig : {}).map(([name, value]) => ['--dynamic-config-value', `${name}=${value}`]),
    ...Object.entries(searchAttributes).map(([name, type]) => ['--search-attribute', `${name}=${type}`]),
  ].flat();
  const server = startOwned({
    command: binary,
    args: ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--namespace', namespace, '--log-level', 'warn', ...flags],
    env,
    log,
    pidFile,
    ownGroup,
  });
  const address = `127.0.0.1:${port}`;
  const ending = await Promise.race([server.ended, untilItAnswers({ address, namespace })]);
  if (ending !== 'answers') {
    await server.stop();
    throw new StartProblem(`Temporal did not start (${ending}); the last lines of ${log}:\n${lastLines({ log })}`);
  }
  return { pid: server.pid, ended: server.ended, address, ...(uiPort && { uiUrl: `http://127.0.0.1:${uiPort}` }), stop: server.stop };
}

async function untilItAnswers({ address, namespace }: { address: string; namespace: string }): Promise<'answers' | 'no answer for 60 s'> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(100)) {
    const connection = Connection.lazy({ address });
    try {
      const known = await connection.withDeadline(Date.now() + 2000, async () => {
        await connection.workflowService.describeNamespace({ namespace });
        return connection.operatorService.listSearchAttributes({ namespace });
      });
      if (Object.keys(searchAttributes).every((name) => name in (known.customAttributes ?? {}))) return 'answers';
    } catch {
      // Not yet: the services of the server start one after the other.
    } finally {
      await connection.close();
    }
  }
  return 'no answer for 60 s';
}
