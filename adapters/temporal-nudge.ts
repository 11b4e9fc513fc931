import type { Client } from '@temporalio/client';
import { type CustomerJourneyInput, NEWS_SIGNAL, TASK_QUEUE, WORKFLOW_TYPE, workflowIdOf } from '../workflows/contract.js';

/**
 * Tells a customer's workflow that facts up to a number wait, and starts it where none runs. A hint right after a commit: it gives up after
 * `patienceMs` and then throws; the relay is the guarantee.
 */
export function createNudge({ client, patienceMs = 5_000 }: { client: Client; patienceMs?: number }) {
  return async ({ customerId, upTo }: { customerId: string; upTo: number }): Promise<void> => {
    const input: CustomerJourneyInput = { customerId, upTo };
    await client.connection.withDeadline(Date.now() + patienceMs, () =>
      client.workflow.signalWithStart(WORKFLOW_TYPE, {
        workflowId: workflowIdOf(customerId),
        taskQueue: TASK_QUEUE,
        args: [input],
        signal: NEWS_SIGNAL,
        signalArgs: [upTo],
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        staticSummary: 'Accounts-receivable journey of one customer',
      }),
    );
  };
}
