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
const SKIPS = 1_000_000;
const REST_PAUSE_MS = 8;

export interface VirtualTime {
  /** Moves the customer's clock to `to` through every timer on the way. Throws `setup_failed` where the server does not skip time. */
  moveTo(input: { customerId: string; to: Instant }): Promise<void>;
  /** Waits until every fact is applied, no effect is under way and nothing is due. Throws after `patienceMs` of real time. */
  rest(input: { customerId: string; patienceMs?: number }): Promise<void>;
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

  async function moveTo({ customerId, to }: { customerId: string; to: Instant }): Promise<void> {
    const workflowExecution = executionOf(customerId);
    const by = to - (await now(customerId));
    if (by > 0) {
      const id = randomUUID();
      const duration = { seconds: Math.floor(by / 1000) as never, nanos: (by % 1000) * 1e6 };
      await service
        .updateWorkflowExecutionOptions({
          namespace,
          workflowExecution,
          workflowExecutionOptions: {
            timeSkippingConfig: { enabled: true, maxSessionSkipCount: SKIPS, fastForwardConfig: { id, duration } },
          },
          updateMask: { paths: ['time_skipping_config'] },
        })
        .catch((cause: Error) => {
          throw new DulyError({
            code: 'setup_failed',
            message: `This Temporal server does not skip time (${cause.message}). Use the one that npm start brings, without TEMPORAL_ADDRESS.`,
            cause,
          });
        });
      await reached(workflowExecution, id);
    }
    const offset = to - Date.now();
    await prisma.customer.update({ where: { id: customerId }, data: { clockOffsetMs: BigInt(Math.max(0, offset)) } });
  }

  /** A long poll that comes back early is asked again. */
  async function reached(workflowExecution: { workflowId: string }, fastForwardId: string): Promise<void> {
    for (;;) {
      const { fastForwardPollingResult: result, failedReason } = await service.pollWorkflowExecutionTimeSkipping({
        namespace,
        workflowExecution,
        fastForwardId,
      });
      if (result === FastForwardPollingResult.FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_COMPLETED) return;
      if (result !== FastForwardPollingResult.FAST_FORWARD_POLLING_RESULT_POLL_TIMEOUT) {
        throw new DulyError({
          code: 'setup_failed',
          message: `The customer's time could not be moved: ${failedReason || FastForwardPollingResult[result]}.`,
        });
      }
    }
  }

  async function rest({ customerId, patienceMs = 60_000 }: { customerId: string; patienceMs?: number }): Promise<void> {
    const until = Date.now() + patienceMs;
    for (;;) {
      const [state] = await prisma.$queryRaw<{ waiting: boolean; flying: boolean; due: Date | null }[]>`
        SELECT c."lastFact" > coalesce(p.applied, 0) AS waiting, p."wakeAt" AS due,
               EXISTS (SELECT 1 FROM effects e WHERE e."customerId" = c.id AND e.status IN ('planned', 'claimed')) AS flying
        FROM customers c LEFT JOIN positions p ON p."customerId" = c.id WHERE c.id = ${customerId}`;
      const overdue = state?.due && !state.waiting && !state.flying ? state.due.getTime() <= (await now(customerId)) : false;
      if (state && !state.waiting && !state.flying && !overdue) return;
      if (Date.now() > until)
        throw new DulyError({ code: 'internal', message: `Customer ${customerId} did not come to rest: ${JSON.stringify(state)}.` });
      await pause(REST_PAUSE_MS);
    }
  }

  return { moveTo, rest, now };
}
