import { ApplicationFailure } from '@temporalio/common';
import { DECISION_FAILED, type JourneyActivities } from '../workflows/contract.js';

interface FailuresOptions {
  /** Whether PostgreSQL answers. */
  booksAnswer(): Promise<boolean>;
  /** Told of each failure that is not PostgreSQL's absence. */
  onFailure(failure: { customerId: string; error: unknown }): void;
}

/**
 * The one mapper from errors of decisions to Temporal. While PostgreSQL is away a decision is simply tried again; where it answers, the rules failed:
 * the failure says so by its type and carries no more than the error's class and message, which hold ids only.
 */
export function mapDecisionFailures({
  decide,
  booksAnswer,
  onFailure,
}: FailuresOptions & Pick<JourneyActivities, 'decide'>): JourneyActivities['decide'] {
  return async (input) => {
    try {
      return await decide(input);
    } catch (error) {
      if (isPassing(error) || !(await booksAnswer())) throw error;
      onFailure({ customerId: input.customerId, error });
      throw ApplicationFailure.create({
        type: DECISION_FAILED,
        nonRetryable: true,
        message: `${(error as Error).name}: ${(error as Error).message}`.slice(0, 500),
      });
    }
  };
}

/** Prisma's codes for a lost connection, no connection in time, and a transaction that PostgreSQL ended to resolve a deadlock. */
const PASSING = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2034']);
const isPassing = (error: unknown): boolean => PASSING.has((error as { code?: string }).code ?? '');
