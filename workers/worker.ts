import { activityInfo } from '@temporalio/activity';
import { type NativeConnection, Worker } from '@temporalio/worker';
import { createPaymentActivities } from '../activities/collect-payment.js';
import { createDecide, type Pace } from '../activities/decide.js';
import { createMarkStuck } from '../activities/mark-stuck.js';
import type { Books } from '../activities/ports/books.js';
import type { Mailer } from '../activities/ports/mailer.js';
import type { PaymentGateway } from '../activities/ports/payment-gateway.js';
import type { Renderer } from '../activities/ports/renderer.js';
import { createMailActivities } from '../activities/send-message.js';
import { MAIL_QUEUE, PAYMENT_QUEUE, TASK_QUEUE } from '../workflows/contract.js';
import { mapDecisionFailures } from './failures.js';

export interface WorkerPorts {
  connection: NativeConnection;
  namespace: string;
  /** Path of the workflow bundle. */
  bundle: string;
  books: Books;
  mailer: Mailer;
  renderer: Renderer;
  gateway: PaymentGateway;
  surveyLink(surveyId: string): string;
  pace: Pace;
  /** Whether PostgreSQL answers. */
  booksAnswer(): Promise<boolean>;
  /** Told of a decision that failed although PostgreSQL answers. */
  onFailure(failure: { customerId: string; error: unknown }): void;
  /** Messages and charges a second, for each provider. */
  perSecond?: { mail?: number; payments?: number };
}

/** How many workflows stay in memory; the others are replayed when they are needed. */
const CACHED_WORKFLOWS = 500;

/** The three workers of one process: journeys with their decisions, mail, and payments, each provider on a queue of its own. */
export async function createWorkers({
  connection,
  namespace,
  bundle,
  books,
  mailer,
  renderer,
  gateway,
  surveyLink,
  pace,
  booksAnswer,
  onFailure,
  perSecond = {},
}: WorkerPorts): Promise<Worker[]> {
  const clock = { now: () => activityInfo().currentAttemptScheduledTimestampMs };
  const common = { connection, namespace };
  return Promise.all([
    Worker.create({
      ...common,
      taskQueue: TASK_QUEUE,
      workflowBundle: { codePath: bundle },
      activities: {
        decide: mapDecisionFailures({ decide: createDecide({ books, pace }), booksAnswer, onFailure }),
        markStuck: createMarkStuck({ books, clock }),
      },
      maxCachedWorkflows: CACHED_WORKFLOWS,
      maxConcurrentLocalActivityExecutions: 8,
    }),
    Worker.create({
      ...common,
      taskQueue: MAIL_QUEUE,
      activities: createMailActivities({ books, mailer, renderer, surveyLink, clock }),
      maxConcurrentActivityTaskExecutions: 10,
      ...(perSecond.mail ? { maxActivitiesPerSecond: perSecond.mail } : {}),
    }),
    Worker.create({
      ...common,
      taskQueue: PAYMENT_QUEUE,
      activities: createPaymentActivities({ books, gateway, clock, attempt: () => activityInfo().attempt }),
      maxConcurrentActivityTaskExecutions: 5,
      ...(perSecond.payments ? { maxActivitiesPerSecond: perSecond.payments } : {}),
    }),
  ]);
}
