import type { Connection } from '@temporalio/client';
import { TASK_QUEUE } from '../workflows/contract.js';

/** A poll lasts a minute at most, so a worker that is alive was seen since; one that was killed still counts as long. */
const POLL_MS = 75_000;
/** `TASK_QUEUE_TYPE_WORKFLOW` of Temporal's API. */
const WORKFLOW_QUEUE = 1;

/** Whether the server answers, and whether a worker asks it for workflow tasks. Each is null, or a sentence that says why not; throws where nobody answers. */
export function createTemporalChecks({
  connection,
  namespace,
  patienceMs = 1_500,
}: {
  connection: Connection;
  namespace: string;
  patienceMs?: number;
}) {
  const soon = <Answer>(ask: () => Promise<Answer>) => connection.withDeadline(Date.now() + patienceMs, ask);
  return {
    async temporal(): Promise<string | null> {
      await soon(() => connection.workflowService.getSystemInfo({}));
      return null;
    },
    async worker(): Promise<string | null> {
      const { pollers } = await soon(() =>
        connection.workflowService.describeTaskQueue({ namespace, taskQueue: { name: TASK_QUEUE }, taskQueueType: WORKFLOW_QUEUE }),
      );
      const alive = (pollers ?? []).some(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000 > Date.now() - POLL_MS);
      return alive ? null : `No worker polls the task queue "${TASK_QUEUE}": start one.`;
    },
  };
}
