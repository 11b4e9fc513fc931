import { activityInfo, heartbeat } from '@temporalio/activity';
import { type InjectedSinks, type NativeConnection, Worker } from '@temporalio/worker';
import { createPaymentActivities } from '../activities/collect-payment.js';
import { createDecide, type Pace } from '../activities/decide.js';
import { createMarkStuck } from '../activities/mark-stuck.js';
import { createWebhookActivities } from '../activities/notify-system.js';
import type { Books } from '../activities/ports/books.js';
import type { Reach } from '../activities/ports/failpoints.js';
import type { LetterService } from '../activities/ports/letter-service.js';
import type { Mailer } from '../activities/ports/mailer.js';
import type { PaymentGateway } from '../activities/ports/payment-gateway.js';
import type { Renderer } from '../activities/ports/renderer.js';
import type { Webhooks } from '../activities/ports/webhooks.js';
import { createMailActivities } from '../activities/send-message.js';
import { type EffectInput, type JourneySinks, MAIL_QUEUE, PAYMENT_QUEUE, TASK_QUEUE, WEBHOOK_QUEUE } from '../workflows/contract.js';
import { mapDecisionFailures } from './failures.js';

export interface WorkerPorts {
  connection: NativeConnection;
  namespace: string;
  /** Path of the workflow bundle. */
  bundle: string;
  books: Books;
  mailer: Mailer;
  renderer: Renderer;
  letters: LetterService;
  gateway: PaymentGateway;
  /** Without it no other system is known. */
  webhooks?: Webhooks;
  surveyLink(surveyId: string): string;
  pace: Pace;
  /** Whether PostgreSQL answers. */
  booksAnswer(): Promise<boolean>;
  /** Told of a decision that failed although PostgreSQL answers. */
  onFailure(failure: { customerId: string; error: unknown }): void;
  /** Messages and charges a second, for each provider. */
  perSecond?: { mail?: number; payments?: number };
  /** How many workflows stay in memory; the others are replayed when they are needed. */
  cachedWorkflows?: number;
  /** Told of the moments at which a crash would leave the most behind. */
  reach?: Reach;
}

const CACHED_WORKFLOWS = 500;
const DEAD_AFTER_MS = 15_000;
/** An attempt that still waits for the books then is left; the next process takes it up. */
const LONGEST_SHUTDOWN_MS = 30_000;
/** Until a workflow's next task is given to any worker, when the one that has it in memory is gone. */
const LONGEST_STICKINESS_MS = 10_000;

/** No other system is known. */
const NOBODY: Webhooks = { call: async () => ({ did: 'refused', code: 'no_endpoint' }) };

/** The workers of one process: journeys with their decisions, mail, payments and web hooks, each provider on a queue of its own. */
export async function createWorkers({
  connection,
  namespace,
  bundle,
  books,
  mailer,
  renderer,
  letters,
  gateway,
  webhooks = NOBODY,
  surveyLink,
  pace,
  booksAnswer,
  onFailure,
  perSecond = {},
  cachedWorkflows = CACHED_WORKFLOWS,
  reach = () => undefined,
}: WorkerPorts): Promise<Worker[]> {
  const clock = { now: () => activityInfo().currentAttemptScheduledTimestampMs };
  const common = { connection, namespace, shutdownForceTime: LONGEST_SHUTDOWN_MS };
  const { deadAfterMs = DEAD_AFTER_MS } = pace;
  const decide = createDecide({ books, pace: { ...pace, deadAfterMs } });
  const alive = withSignsOfLife({ everyMs: deadAfterMs / 3, reach });
  return Promise.all([
    Worker.create({
      ...common,
      taskQueue: TASK_QUEUE,
      workflowBundle: { codePath: bundle },
      activities: {
        decide: mapDecisionFailures({
          decide: async (input) => {
            const answer = await decide(input);
            reach('decision.committed', input.customerId);
            return answer;
          },
          booksAnswer,
          onFailure,
        }),
        markStuck: createMarkStuck({ books, clock }),
      },
      sinks: createSinks(reach),
      maxCachedWorkflows: cachedWorkflows,
      stickyQueueScheduleToStartTimeout: Math.min(LONGEST_STICKINESS_MS, deadAfterMs),
      maxConcurrentLocalActivityExecutions: 8,
    }),
    Worker.create({
      ...common,
      taskQueue: MAIL_QUEUE,
      activities: alive(
        createMailActivities({
          books,
          mailer: { send: watched({ ask: mailer.send, idOf: ({ messageId }) => messageId, reach }) },
          renderer,
          letters,
          surveyLink,
          clock,
        }),
      ),
      maxConcurrentActivityTaskExecutions: 10,
      ...(perSecond.mail ? { maxActivitiesPerSecond: perSecond.mail } : {}),
    }),
    Worker.create({
      ...common,
      taskQueue: PAYMENT_QUEUE,
      activities: alive(
        createPaymentActivities({
          books,
          gateway: { collect: watched({ ask: gateway.collect, idOf: ({ idempotencyKey }) => idempotencyKey, reach }) },
          clock,
        }),
      ),
      maxConcurrentActivityTaskExecutions: 5,
      ...(perSecond.payments ? { maxActivitiesPerSecond: perSecond.payments } : {}),
    }),
    Worker.create({
      ...common,
      taskQueue: WEBHOOK_QUEUE,
      activities: alive(
        createWebhookActivities({ books, webhooks: { call: watched({ ask: webhooks.call, idOf: ({ id }) => id, reach }) }, clock }),
      ),
      maxConcurrentActivityTaskExecutions: 5,
    }),
  ]);
}

/** What a workflow tells its worker beside its history: a replaying worker needs them too. */
export const createSinks = (reach: Reach): InjectedSinks<JourneySinks> => ({
  journey: { continuing: { fn: (_run, customerId) => reach('run.continuing', customerId), callDuringReplay: false } },
});

/** Gives the activities a heartbeat for as long as they run; the moment after is told. */
const withSignsOfLife =
  ({ everyMs, reach }: { everyMs: number; reach: Reach }) =>
  <Activities extends object>(activities: Activities): Activities =>
    Object.fromEntries(
      Object.entries(activities).map(([name, perform]) => [
        name,
        async (input: EffectInput) => {
          const beats = setInterval(() => heartbeat(), everyMs);
          try {
            const answer = await perform(input);
            reach('effect.recorded', input.effectId);
            return answer;
          } finally {
            clearInterval(beats);
          }
        },
      ]),
    ) as Activities;

/** What a provider is asked, with the moments before and after told. */
const watched =
  <Asked, Answer>({ ask, idOf, reach }: { ask(asked: Asked): Promise<Answer>; idOf(asked: Asked): string; reach: Reach }) =>
  async (asked: Asked): Promise<Answer> => {
    reach('effect.claimed', idOf(asked));
    const answer = await ask(asked);
    reach('provider.accepted', idOf(asked));
    return answer;
  };
