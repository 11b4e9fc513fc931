/**
 * One year of one customer on the real servers: 12 monthly invoices at 30 days, delivered by an outside system, 18 reminders, 12 payments, no surveys;
 * his creation and the start of his workflow included.
 * Counts what Temporal bills (Actions) and stores (events). Skipping time adds events of its own; these are not counted.
 */
import proto from '@temporalio/proto';
import { addDays, addMonths, DAY, dateOfEpochDay } from '../domain/calendar.js';
import type { Report } from '../domain/facts.js';
import { accountId } from '../domain/ledger/account-id.js';
import { midnight } from '../domain/replay/story.js';
import type { House } from '../test/support/house.js';
import { workflowIdOf } from '../workflows/contract.js';
import { issued, paid } from './reports.js';

export interface CustomerYear {
  actions: number;
  events: number;
  /** Search attribute upserts, counted in both. */
  upserts: number;
  messages: number;
  decisions: number;
}

const JOURNEY = `
journey: Customer year
contact: { at: "09:00", zone: UTC }
lanes:
  collection:
    for: item
    stages:
      delivery: { on: { delivered: reminders } }
      reminders:
        steps:
          - { name: slipped-through, at: { days: 1, from: due }, do: { send: overdue } }
          - { name: second, at: { days: 10, from: due }, do: { send: second-reminder } }
          - { name: third, at: { days: 20, from: due }, do: { send: third-reminder } }
        on: { used up: end }
`;

/** Every other invoice is paid after its first reminder, the others after their second: 18 reminders. */
const paidDaysLate = (month: number) => (month % 2 === 0 ? 5 : 15);

export async function runCustomerYear({ house, id }: { house: House; id: string }): Promise<CustomerYear> {
  const journeyId = await house.publish(JOURNEY);
  const customer = await house.createCustomer({ id, journeyId, deliverBy: 'outside' });
  const account = accountId({ customerId: id, legalEntityId: customer.legalEntityId, currency: 'USD' });
  const start = addDays(dateOfEpochDay(Math.floor(Date.now() / DAY)), 2);
  for (const { on, report } of storyOf({ id, account, start })) {
    const at = midnight(on) + 8 * 3_600_000;
    await house.virtualTime.moveTo({ customerId: id, to: at });
    await house.virtualTime.rest({ customerId: id });
    const { upTo } = await house.record({ customerId: id, reports: [report], at });
    await house.nudge({ customerId: id, upTo });
    await house.virtualTime.rest({ customerId: id });
  }
  await house.virtualTime.moveTo({ customerId: id, to: midnight(addDays(start, 425)) });
  await house.virtualTime.rest({ customerId: id });
  const messages = await house.prisma.touchPoint.count({ where: { customerId: id, state: 'sent' } });
  const decisions = await house.prisma.decision.count({ where: { customerId: id } });
  return { ...(await costOf({ house, id })), messages, decisions };
}

function storyOf({ id, account, start }: { id: string; account: string; start: string }): { on: string; report: Report }[] {
  return Array.from({ length: 12 }, (_, month) => {
    const issuedOn = addMonths(start, month);
    const dueOn = addDays(issuedOn, 30);
    const paidOn = addDays(dueOn, paidDaysLate(month));
    const invoice = { itemId: `${id}-${month}`, accountId: account, number: `${month}`, amount: 10_000, currency: 'USD' };
    return [
      { on: issuedOn, report: issued({ invoice, on: issuedOn, dueOn }) },
      { on: paidOn, report: paid({ invoice, on: paidOn }) },
    ];
  })
    .flat()
    .sort((a, b) => (a.on < b.on ? -1 : 1));
}

/** Actions by Temporal's price list: starts, signals, timers, activity attempts, upserts and continue-as-new each one; all local activities of one workflow task together one. */
async function costOf({ house, id }: { house: House; id: string }): Promise<Pick<CustomerYear, 'actions' | 'events' | 'upserts'>> {
  const { EventType } = proto.temporal.api.enums.v1;
  const cost = { actions: 0, events: 0, upserts: 0 };
  let runId: string | undefined = (await house.client.workflow.getHandle(workflowIdOf(id)).describe()).runId;
  const runs: string[] = [];
  for (; runId; ) {
    runs.push(runId);
    const history = await house.client.workflow.getHandle(workflowIdOf(id), runId).fetchHistory();
    let taskHasLocal = false;
    runId = undefined;
    for (const event of history.events ?? []) {
      switch (event.eventType) {
        case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED:
        case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED:
          continue;
        case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
          runId = event.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
          cost.actions += 1;
          break;
        case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
        case EventType.EVENT_TYPE_TIMER_STARTED:
          cost.actions += 1;
          break;
        case EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED:
          cost.actions += event.activityTaskStartedEventAttributes?.attempt ?? 1;
          break;
        case EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES:
          cost.actions += 1;
          cost.upserts += 1;
          break;
        case EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED:
          taskHasLocal = false;
          break;
        case EventType.EVENT_TYPE_MARKER_RECORDED:
          if (!taskHasLocal) cost.actions += 1;
          taskHasLocal = true;
          break;
      }
      cost.events += 1;
    }
  }
  return cost;
}
