import { setTimeout as sleep } from 'node:timers/promises';
import { lastLines, type OwnedProcess } from './owned-process.js';

/** Something that was started and can be stopped once. */
export interface Stoppable {
  stop(): Promise<void>;
}

const mostRestarts = 5;
const within = 60_000;

/**
 * Starts a process and starts it again, with growing pauses, whenever it ends without being asked to: five times in a minute at most.
 * `start` resolves when the process is ready. The first start's failure is the caller's; every later one is said with its last log lines.
 */
export async function keepRunning({
  name,
  log,
  start,
  say,
  firstPauseMs = 500,
}: {
  name: string;
  log: string;
  start: () => Promise<Pick<OwnedProcess, 'ended' | 'stop'>>;
  say: (line: string) => void;
  /** Doubled for each start of the last minute, up to eight seconds. */
  firstPauseMs?: number;
}): Promise<Stoppable> {
  let current = await start();
  const stopping = new AbortController();
  let restarts: number[] = [];

  const pause = async (): Promise<boolean> => {
    restarts = restarts.filter((at) => at > Date.now() - within);
    if (restarts.length >= mostRestarts) return false;
    const delay = Math.min(firstPauseMs * 2 ** restarts.length, 8000);
    say(`${name}: trying again in ${delay / 1000} s.`);
    await sleep(delay, undefined, { signal: stopping.signal }).catch(() => {});
    restarts.push(Date.now());
    return true;
  };
  const startAgain = async (): Promise<boolean> => {
    while (!stopping.signal.aborted && (await pause())) {
      if (stopping.signal.aborted) return false;
      try {
        current = await start();
        return true;
      } catch (error) {
        say((error as Error).message);
      }
    }
    return false;
  };
  const watch = async () => {
    for (;;) {
      const ending = await current.ended;
      if (stopping.signal.aborted) return;
      say(`${name} ended by itself (${ending}); the last lines of ${log}:\n${lastLines({ log })}`);
      if (!(await startAgain())) break;
      if (stopping.signal.aborted) return current.stop();
    }
    if (!stopping.signal.aborted) {
      say(
        `${name} ended ${mostRestarts + 1} times within a minute and is left stopped: mend what ${log} says, then stop this and start again.`,
      );
    }
  };
  const watching = watch();
  return {
    stop: async () => {
      stopping.abort();
      await current.stop();
      await watching;
    },
  };
}
