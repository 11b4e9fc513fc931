import type { Client } from '@temporalio/client';
import { type CustomerJourneyInput, NEWS_SIGNAL, RUN_SUMMARY, TASK_QUEUE, WORKFLOW_TYPE, workflowIdOf } from '../workflows/contract.js';

/**
 * Tells a customer's workflow that facts up to a number wait, and starts it where none runs; with `look` it looks at the books again whatever it
 * knows, for news and for effects that nobody carries out. A hint right after a commit: it gives up after
 * `patienceMs` and then throws; the relay is the guarantee.
 */
export function createNudge({
  client,
  patienceMs = 5_000,
  taskTimeoutMs,
}: {
  client: Client;
  patienceMs?: number;
  /** How long a worker may have a task of a run started here; else as long as the server says. */
  taskTimeoutMs?: number | undefined;
}) {
  return tracked(async ({ customerId, upTo, look = false }: { customerId: string; upTo: number; look?: boolean }): Promise<void> => {
    const input: CustomerJourneyInput = { customerId, upTo };
    await client.connection.withDeadline(Date.now() + patienceMs, () =>
      client.workflow.signalWithStart<(input: CustomerJourneyInput) => Promise<never>, [number, boolean?]>(WORKFLOW_TYPE, {
        workflowId: workflowIdOf(customerId),
        taskQueue: TASK_QUEUE,
        args: [input],
        signal: NEWS_SIGNAL,
        signalArgs: look ? [upTo, true] : [upTo],
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        ...(taskTimeoutMs === undefined ? {} : { workflowTaskTimeout: taskTimeoutMs }),
        staticSummary: RUN_SUMMARY,
      }),
    );
  });
}

/** A nudge that knows which of its hints are still on their way, also those that nobody waits for. */
export function tracked<Poke>(tell: (poke: Poke) => Promise<void>) {
  const underWay = new Set<Promise<void>>();
  const nudge = (poke: Poke): Promise<void> => {
    const telling = tell(poke).finally(() => underWay.delete(telling));
    underWay.add(telling);
    return telling;
  };
  return Object.assign(nudge, {
    /** When none is under way: only then may the client's connection be closed. */
    idle: async (): Promise<void> => {
      await Promise.allSettled(underWay);
    },
  });
}

/** Codes of gRPC that say that this very request will never be taken: INVALID_ARGUMENT, ALREADY_EXISTS, FAILED_PRECONDITION, OUT_OF_RANGE. */
const NEVER_TAKEN: ReadonlySet<number | undefined> = new Set([3, 6, 9, 11]);

/** Whether telling again may work: Temporal is away, busy or just closing a run, not refusing this customer. */
export function mayPass(error: unknown): boolean {
  const { code, cause } = error as { code?: number; cause?: { code?: number } };
  return !NEVER_TAKEN.has(cause?.code ?? code);
}
