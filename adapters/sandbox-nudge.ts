import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { PrismaClient } from '../prisma/generated/client.js';
import { NEWS_SIGNAL, RUN_SUMMARY, TASK_QUEUE, WORKFLOW_TYPE, workflowIdOf } from '../workflows/contract.js';
import type { Poke } from './relay.js';
import { tracked } from './temporal-nudge.js';
import { durationOf } from './virtual-time.js';

const { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } = proto.temporal.api.enums.v1;

/**
 * A nudge for customers whose time was moved: a run that it starts is first moved by the customer's offset and decides then, in one request, so that
 * no decision is ever made in his past. A run that is there is only told. Customers whose time is the real one are left to `nudge`.
 */
export function createSandboxNudge({
  client,
  prisma,
  nudge,
  patienceMs = 5_000,
  taskTimeoutMs,
}: {
  client: Client;
  prisma: PrismaClient;
  nudge(poke: Poke): Promise<void>;
  patienceMs?: number;
  /** How long a worker may have a task of a run started here; else as long as the server says. */
  taskTimeoutMs?: number | undefined;
}) {
  const { namespace, identity, loadedDataConverter } = client.options;
  const payload = (value: unknown) => loadedDataConverter.payloadConverter.toPayload(value);

  return tracked(async (poke: Poke): Promise<void> => {
    const { customerId, upTo, look = false } = poke;
    const customer = await prisma.customer.findUnique({ where: { id: customerId }, select: { clockOffsetMs: true } });
    const offsetMs = Number(customer?.clockOffsetMs ?? 0);
    if (offsetMs <= 0) return nudge(poke);
    const offset = durationOf(offsetMs);
    await client.connection.withDeadline(Date.now() + patienceMs, () =>
      client.workflowService.signalWithStartWorkflowExecution({
        namespace,
        identity,
        requestId: randomUUID(),
        workflowId: workflowIdOf(customerId),
        workflowType: { name: WORKFLOW_TYPE },
        taskQueue: { name: TASK_QUEUE },
        input: { payloads: [payload({ customerId, upTo })] },
        signalName: NEWS_SIGNAL,
        signalInput: { payloads: [payload(upTo), ...(look ? [payload(true)] : [])] },
        workflowIdConflictPolicy: WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
        workflowIdReusePolicy: WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
        userMetadata: { summary: payload(RUN_SUMMARY) },
        ...(taskTimeoutMs === undefined ? {} : { workflowTaskTimeout: durationOf(taskTimeoutMs) }),
        workflowStartDelay: offset,
        timeSkippingConfig: { enabled: true, fastForwardConfig: { id: 'begun anew', duration: offset } },
      }),
    );
  });
}
