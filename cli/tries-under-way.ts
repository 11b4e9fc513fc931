import type { Client } from '@temporalio/client';
import { workflowIdOf } from '../workflows/contract.js';

/** What a customer's run is at: how often it was tried, and what the last try failed at. No personal data. */
export interface Try {
  what: string;
  tries: number;
  /** Null: none has failed yet. */
  lastFailure: string | null;
}

const WORDS: Readonly<Record<string, string>> = {
  sendMessage: 'a message',
  askSurvey: 'a survey',
  collectPayment: 'a charge',
  decide: 'a decision',
};
const PATIENCE_MS = 3_000;

/** None without a run; null where Temporal is not known or does not answer. */
export async function readTries({ client, customerId }: { client: Client | undefined; customerId: string }): Promise<Try[] | null> {
  if (!client) return null;
  const ask = () => client.workflow.getHandle(workflowIdOf(customerId)).describe();
  const run = await client.connection
    .withDeadline(Date.now() + PATIENCE_MS, ask)
    .catch((error: Error) => (error.name === 'WorkflowNotFoundError' ? undefined : null));
  if (run === null) return null;
  return (run?.raw.pendingActivities ?? []).map(({ activityType, attempt, lastFailure }) => ({
    what: WORDS[activityType?.name ?? ''] ?? activityType?.name ?? 'an activity',
    tries: attempt ?? 1,
    lastFailure: lastFailure?.message ?? null,
  }));
}

/** One line each. */
export const triesText = (tries: Try[] | null): string[] =>
  (tries ?? []).map(
    ({ what, tries: count, lastFailure }) =>
      `Under way: ${what}, try ${count}${lastFailure === null ? '' : `; the last one failed: ${lastFailure.split('\n')[0]}`}`,
  );
