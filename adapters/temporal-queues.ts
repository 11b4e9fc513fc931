import type { Connection } from '@temporalio/client';
import { MAIL_QUEUE, PAYMENT_QUEUE, TASK_QUEUE, WEBHOOK_QUEUE } from '../workflows/contract.js';

/** A poll lasts a minute at most, so a worker that is alive was seen since; one that was killed still counts as long. */
const POLL_MS = 75_000;
/** Of Temporal's API: `TASK_QUEUE_TYPE_WORKFLOW` and `…_ACTIVITY`. */
const [WORKFLOWS, ACTIVITIES] = [1, 2] as const;

/** One task queue as Temporal sees it. */
export interface QueueState {
  queue: string;
  /** Whether a worker asks it for tasks. */
  polls: boolean;
  /** Tasks that no worker has taken yet, about. Tries that failed and wait for their next moment are not among them. */
  waiting: number;
  /** How long the oldest of them has waited. */
  oldestSeconds: number;
}

/** The queues of journeys and of each provider. Throws where Temporal does not answer in time. */
export async function readQueues({
  connection,
  namespace,
  patienceMs,
}: {
  connection: Connection;
  namespace: string;
  patienceMs: number;
}): Promise<QueueState[]> {
  const describe = async (name: string, taskQueueType: typeof WORKFLOWS | typeof ACTIVITIES) => {
    const { pollers, stats } = await connection.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name },
      taskQueueType,
      reportStats: true,
    });
    return {
      polls: (pollers ?? []).some(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000 > Date.now() - POLL_MS),
      waiting: Number(stats?.approximateBacklogCount ?? 0),
      oldestSeconds: Number(stats?.approximateBacklogAge?.seconds ?? 0),
    };
  };
  return connection.withDeadline(Date.now() + patienceMs, () =>
    Promise.all([
      describe(TASK_QUEUE, WORKFLOWS).then((state) => ({ queue: TASK_QUEUE, ...state })),
      describe(MAIL_QUEUE, ACTIVITIES).then((state) => ({ queue: MAIL_QUEUE, ...state })),
      describe(PAYMENT_QUEUE, ACTIVITIES).then((state) => ({ queue: PAYMENT_QUEUE, ...state })),
      describe(WEBHOOK_QUEUE, ACTIVITIES).then((state) => ({ queue: WEBHOOK_QUEUE, ...state })),
    ]),
  );
}
