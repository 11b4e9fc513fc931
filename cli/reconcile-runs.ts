/** What Temporal knows of customers: whose runs are alive, and what the runs of one did to the world. */
import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type proto from '@temporalio/proto';
import { type DecideAnswer, type EffectAnswer, type EffectInput, WORKFLOW_TYPE, workflowIdOf } from '../workflows/contract.js';

/** An effect that a run started. */
export interface Performed {
  effect: string;
  /** As the activity said: sent, collected, declined …; `unknown`: it was begun, and no end is recorded that says what became of it. */
  did: string;
  /** The activity's summary. */
  what: string;
  /** ISO, UTC: when it ended, else when it was begun. */
  at: string;
}

type History = proto.temporal.api.history.v1.IHistory;

const PERFORMERS = ['sendMessage', 'askSurvey', 'collectPayment'];
/** Nothing reached the world. */
const NOTHING_DONE = ['suppressed', 'given-back'];
const RUNS_READ = 5;
/** Between two decisions that are not far apart there are fewer. */
const EVENTS_READ = 200;

/** Workflow ids of all customers' runs that are alive. The list may be seconds behind. */
export async function runningIds(client: Client): Promise<Set<string>> {
  const ids = new Set<string>();
  const query = `WorkflowType = '${WORKFLOW_TYPE}' AND ExecutionStatus = 'Running'`;
  for await (const run of client.workflow.list({ query, pageSize: 1_000 })) ids.add(run.workflowId);
  return ids;
}

/** What a customer's newest runs did to the world, oldest first: as far as retention has them, and at most five runs. */
export async function readPerformed({
  client,
  customerId,
}: {
  client: Client;
  customerId: string;
}): Promise<{ effects: Performed[]; earlierRunsUnread: boolean }> {
  const workflowId = workflowIdOf(customerId);
  const byEffect = new Map<string, Performed>();
  let runs = 0;
  for await (const { runId } of client.workflow.list({ query: `WorkflowId = ${JSON.stringify(workflowId)}`, pageSize: RUNS_READ + 1 })) {
    if (++runs > RUNS_READ) break;
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    for (const one of performedIn(history)) {
      const known = byEffect.get(one.effect);
      if (!known || known.did === 'unknown') byEffect.set(one.effect, one);
    }
  }
  const effects = [...byEffect.values()].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return { effects, earlierRunsUnread: runs > RUNS_READ };
}

/** The newest decision that a customer's running run knows: its number and the highest fact it applied. Undefined without one in its last events. */
export async function newestDecision({
  client,
  customerId,
}: {
  client: Client;
  customerId: string;
}): Promise<Pick<DecideAnswer, 'seq' | 'applied'> | undefined> {
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: client.options.namespace,
    execution: { workflowId: workflowIdOf(customerId) },
    maximumPageSize: EVENTS_READ,
  });
  for (const { markerRecordedEventAttributes: marker } of history?.events ?? []) {
    const answer = marker?.details?.result?.payloads?.[0];
    const decided = answer && read<Partial<DecideAnswer> | null>(answer);
    if (decided?.seq !== undefined && decided.applied !== undefined) return { seq: decided.seq, applied: decided.applied };
  }
  return undefined;
}

/** The effects that one run performed, each once, without those that surely came to nothing. */
export function performedIn({ events }: History): Performed[] {
  const begun = new Map<string, Performed>();
  for (const event of events ?? []) {
    const { activityTaskScheduledEventAttributes: scheduled, activityTaskCompletedEventAttributes: completed } = event;
    if (scheduled && PERFORMERS.includes(scheduled.activityType?.name ?? '')) {
      const { effectId } = read<EffectInput>(scheduled.input?.payloads?.[0]);
      const what = event.userMetadata?.summary ? read<string>(event.userMetadata.summary) : (scheduled.activityType?.name ?? '');
      begun.set(String(event.eventId), { effect: effectId, did: 'unknown', what, at: isoOf(event.eventTime) });
    }
    const one = completed && begun.get(String(completed.scheduledEventId));
    if (!one) continue;
    const { did } = read<EffectAnswer>(completed.result?.payloads?.[0]);
    // The books had it no more when it was tried: what an earlier try did is not recorded.
    one.did = did === 'ended' ? 'unknown' : did;
    one.at = isoOf(event.eventTime);
  }
  return [...begun.values()].filter(({ did }) => !NOTHING_DONE.includes(did));
}

const read = <Value>(payload: proto.temporal.api.common.v1.IPayload | null | undefined): Value =>
  defaultPayloadConverter.fromPayload<Value>(payload as never);

const isoOf = (time: proto.google.protobuf.ITimestamp | null | undefined): string =>
  new Date(Number(time?.seconds ?? 0) * 1_000 + Math.floor((time?.nanos ?? 0) / 1e6)).toISOString();
