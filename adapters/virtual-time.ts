/**
 * Moves one customer's workflow through time on a Temporal server that can skip it: real timers, real activities, no mocked clock.
 * Facts are to be recorded between moves, when the customer has come to rest.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { Instant } from '../domain/calendar.js';
import { DulyError } from '../domain/errors.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { workflowIdOf } from '../workflows/contract.js';

const { FastForwardPollingResult } = proto.temporal.api.enums.v1;
/** Codes of gRPC. */
const NOT_FOUND = 5;
const INVALID_ARGUMENT = 3;
const UNIMPLEMENTED = 12;
const SKIPS = 1_000_000;
/** Between two looks at least, else a share of the time waited so far: each look takes from the servers what the customer waits for. */
const REST_PAUSE = { ms: 8, share: 1 / 6 };

/** Milliseconds as the servers' own durations. */
export const durationOf = (ms: number) => ({ seconds: Math.floor(ms / 1000) as never, nanos: (ms % 1000) * 1e6 });

export interface VirtualTime {
  /**
   * Moves the customer's clock to `to` through every timer on the way; it never goes back. Throws `time_fixed` where the server does not skip time, and
   * `not_at_rest` where somebody else moves the same customer.
   */
  moveTo(input: { customerId: string; to: Instant }): Promise<void>;
  /** Waits until every fact is applied, no effect is under way and nothing is due. Throws `not_at_rest` after `patienceMs` of real time. */
  rest(input: { customerId: string; patienceMs?: number }): Promise<void>;
  /** Throws `time_fixed` where the server does not skip time; moves nobody. */
  check(): Promise<void>;
  /** What the customer's workflow takes for now, ms UTC. */
  now(customerId: string): Promise<Instant>;
}

export function createVirtualTime({ client, prisma }: { client: Client; prisma: PrismaClient }): VirtualTime {
  const namespace = client.options.namespace;
  const service = client.workflowService;
  const executionOf = (customerId: string) => ({ workflowId: workflowIdOf(customerId) });

  async function now(customerId: string): Promise<Instant> {
    const description = await service.describeWorkflowExecution({ namespace, execution: executionOf(customerId) });
    const virtual = description.workflowExtendedInfo?.timeSkippingInfo?.currentTime;
    return virtual ? Number(virtual.seconds ?? 0) * 1000 + Math.floor((virtual.nanos ?? 0) / 1e6) : Date.now();
  }

  async function skipTime({
    workflowId,
    fastForwardConfig,
  }: {
    workflowId: string;
    fastForwardConfig: { id: string; duration: ReturnType<typeof durationOf> };
  }): Promise<void> {
    const timeSkippingConfig = { enabled: true, maxSessionSkipCount: SKIPS, fastForwardConfig };
    await service
      .updateWorkflowExecutionOptions({
        namespace,
        workflowExecution: { workflowId },
        workflowExecutionOptions: { timeSkippingConfig },
        updateMask: { paths: ['time_skipping_config'] },
      })
      .catch((cause: Error) => {
        throw skipsNoTime(cause as { code?: unknown }) ? timeIsFixed(cause) : cause;
      });
  }

  /** A server that skips time says that there is no such workflow. */
  async function check(): Promise<void> {
    const fastForwardConfig = { id: randomUUID(), duration: durationOf(1) };
    await skipTime({ workflowId: 'nobody', fastForwardConfig }).catch((error: unknown) => {
      if ((error as { code?: unknown }).code !== NOT_FOUND) throw error;
    });
  }

  async function moveTo({ customerId, to }: { customerId: string; to: Instant }): Promise<void> {
    const from = await now(customerId);
    const by = to - from;
    if (by > 0) {
      const id = randomUUID();
      await skipTime({ workflowId: workflowIdOf(customerId), fastForwardConfig: { id, duration: durationOf(by) } });
      await reached({ customerId, fastForwardId: id });
    }
    const offset = Math.max(to, from) - Date.now();
    await prisma.customer.update({ where: { id: customerId }, data: { clockOffsetMs: BigInt(Math.max(0, offset)) } });
  }

  /** A long poll that comes back early is asked again. */
  async function reached({ customerId, fastForwardId }: { customerId: string; fastForwardId: string }): Promise<void> {
    for (;;) {
      const { fastForwardPollingResult: result, failedReason } = await service.pollWorkflowExecutionTimeSkipping({
        namespace,
        workflowExecution: executionOf(customerId),
        fastForwardId,
      });
      if (result === FastForwardPollingResult.FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_COMPLETED) return;
      if (result !== FastForwardPollingResult.FAST_FORWARD_POLLING_RESULT_POLL_TIMEOUT) {
        throw new DulyError({
          code: 'not_at_rest',
          message: `The time of customer ${customerId} is moved by somebody else, or his run ended on the way (${failedReason || FastForwardPollingResult[result]}). Advance him again.`,
        });
      }
    }
  }

  async function rest({ customerId, patienceMs = 60_000 }: { customerId: string; patienceMs?: number }): Promise<void> {
    const from = Date.now();
    for (;;) {
      const [state] = await prisma.$queryRaw<{ waiting: boolean; flying: boolean; due: Date | null }[]>`
        SELECT c."lastFact" > coalesce(p.applied, 0) AS waiting,
               -- A claim wakes tokens that waited for it: the run is about to decide, whatever the last decision asked for.
               least(p."wakeAt", (SELECT min(t."wakeAt") FROM tokens t WHERE t."customerId" = c.id AND t.stage IS NOT NULL)) AS due,
               EXISTS (SELECT 1 FROM effects e WHERE e."customerId" = c.id AND e.status IN ('planned', 'claimed')) AS flying
        FROM customers c LEFT JOIN positions p ON p."customerId" = c.id WHERE c.id = ${customerId}`;
      const overdue = state?.due && !state.waiting && !state.flying ? state.due.getTime() <= (await now(customerId)) : false;
      if (state && !state.waiting && !state.flying && !overdue) return;
      const waited = Date.now() - from;
      if (waited > patienceMs) throw notAtRest({ customerId, patienceMs, ...state });
      await pause(Math.max(REST_PAUSE.ms, waited * REST_PAUSE.share));
    }
  }

  return { moveTo, rest, check, now };
}

/** UNIMPLEMENTED: not for this namespace; INVALID_ARGUMENT: a server that does not know of it. */
const skipsNoTime = ({ code }: { code?: unknown }): boolean => code === UNIMPLEMENTED || code === INVALID_ARGUMENT;

function timeIsFixed(cause: Error): DulyError {
  const message =
    'This Temporal server does not skip time, so nobody is moved. Use the one that npm start brings, without TEMPORAL_ADDRESS.';
  return new DulyError({ code: 'time_fixed', message, cause });
}

function notAtRest({
  customerId,
  patienceMs,
  waiting,
  flying,
}: {
  customerId: string;
  patienceMs: number;
  waiting?: boolean;
  flying?: boolean;
}): DulyError {
  const what = waiting
    ? 'facts of his wait to be applied'
    : flying
      ? 'a message or charge of his is under way'
      : 'a moment of his has passed';
  const message = `Customer ${customerId} did not come to rest in ${patienceMs / 1000} s: ${what}. See npx duly status and npx duly reconcile, then advance him again.`;
  return new DulyError({ code: 'not_at_rest', message });
}
