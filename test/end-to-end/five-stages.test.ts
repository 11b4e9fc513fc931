/** The life of two customers on the real servers, time skipped: what the outside systems report goes in by the API, what the customers get is read back from the mail server and the gateway's books. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, DAY, dateAt, type Instant, isoInstant } from '../../domain/calendar.js';
import type { Report } from '../../domain/facts.js';
import { accountId } from '../../domain/ledger/account-id.js';
import { midnight } from '../../domain/replay/story.js';
import { workflowIdOf } from '../../workflows/contract.js';
import { type House, openHouse } from '../support/house.js';

/** On every day of the week, so that the days of this story are the same whenever it is told. */
const JOURNEY = readFileSync(new URL('../../journeys/standard-b2b.yaml', import.meta.url), 'utf8').replace(
  'business days 09:00',
  'every day 09:00',
);
const HOUR = 3_600_000;

let house: House;
let journeyId: string;
beforeAll(async () => {
  house = await openHouse();
  journeyId = await house.publish(JOURNEY);
});
afterAll(() => house.close());

/** The day of a customer's story, counted from the day after tomorrow. */
const dayZero = addDays(dateAt(Date.now(), 'UTC'), 2);
const at = (day: number, hour = 8): Instant => midnight(addDays(dayZero, day)) + hour * HOUR;
const onDay = (day: number) => addDays(dayZero, day);

async function moveTo(customerId: string, to: Instant): Promise<void> {
  await house.virtualTime.moveTo({ customerId, to });
  await house.virtualTime.rest({ customerId });
}

async function report(customerId: string, ...reports: Report[]): Promise<void> {
  const { upTo } = await house.record({ customerId, reports, at: await house.virtualTime.now(customerId) });
  await house.nudge({ customerId, upTo });
  await house.virtualTime.rest({ customerId });
}

async function post(customerId: string, path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await house.post(path, body);
  expect(answer).toMatchObject({ status: 201 });
  await house.virtualTime.rest({ customerId });
  return answer.body;
}

/** Subjects of the customer's mails with the virtual day on which each was sent. */
async function mailsTo(customerId: string): Promise<string[]> {
  const sent = await house.prisma.touchPoint.findMany({ where: { customerId, state: 'sent' }, orderBy: { sentAt: 'asc' } });
  const mails = await house.mail.mails();
  return sent.map(({ sentAt, template, messageId }) => {
    expect(mails.filter((mail) => mail.messageId === messageId || `<${mail.messageId}>` === messageId)).toHaveLength(1);
    return `day ${Math.floor(((sentAt?.getTime() ?? 0) - midnight(dayZero)) / DAY)}: ${template}`;
  });
}

describe('a customer who agreed to collection', () => {
  const id = 'cus_autopay';

  it('is reviewed, invoiced, collected from, retried after a decline for insufficient funds, and asked how it was', async () => {
    await house.createCustomer({ id, journeyId, currency: 'EUR', country: 'DE', billingCycle: 'order' });
    expect(await house.prisma.customer.findUnique({ where: { id } })).toMatchObject({ creditStatus: 'approved', creditLimit: 500_000n });
    await moveTo(id, at(0));
    const account = accountId({ customerId: id, legalEntityId: 'le_test', currency: 'EUR' });
    const now = { source: 'test', effectiveOn: onDay(0) };
    await report(id, {
      ...now,
      type: 'method.added',
      externalId: 'card',
      data: { methodId: 'pm_1', kind: 'card', providerRef: 'pm_card_script_insufficient_funds__ok', autopay: true },
    });
    await report(id, {
      ...now,
      type: 'order.placed',
      externalId: 'order',
      data: { orderId: 'ord_1', accountId: account, amount: 120_000, currency: 'EUR', credit: null },
    });

    const item = await house.prisma.item.findFirstOrThrow({ where: { customerId: id } });
    expect(item).toMatchObject({
      number: 'NW-1',
      amount: 120_000n,
      open: 120_000n,
      delivery: 'delivered',
      dueOn: new Date(`${onDay(30)}T00:00:00Z`),
    });
    await moveTo(id, at(45));

    expect(await mailsTo(id)).toEqual(['day 0: invoice', 'day 25: we-will-collect', 'day 30: failure-funds', 'day 32: csat']);
    expect(
      (await house.charges()).filter((charge) => charge.metadata.duly_customer === id).map(({ amount, status }) => `${amount} ${status}`),
    ).toEqual(['120000 failed', '120000 succeeded']);
    expect(await house.prisma.item.findUniqueOrThrow({ where: { id: item.id } })).toMatchObject({ open: 0n });
    const attempts = await house.prisma.attempt.findMany({ where: { customerId: id }, orderBy: { at: 'asc' } });
    expect(attempts.map((attempt) => `${isoInstant(attempt.at.getTime()).slice(0, 13)} ${attempt.outcome}`)).toEqual([
      `${onDay(30)}T09 declined`,
      `${onDay(31)}T09 collected`,
    ]);

    const survey = await house.prisma.survey.findFirstOrThrow({ where: { customerId: id } });
    const token = new URL(house.surveyLinks.link(survey.id)).pathname.split('/').at(-1);
    expect(await house.post('/v1/surveys/answers', { token, score: 5, comment: 'Thank you' })).toMatchObject({ status: 201 });
    await house.virtualTime.rest({ customerId: id });
    expect(await house.prisma.survey.findUniqueOrThrow({ where: { id: survey.id } })).toMatchObject({ score: 5 });
  });

  it('reads like a story in Temporal without personal data in any payload', async () => {
    const handle = house.client.workflow.getHandle(workflowIdOf(id));
    const history = JSON.stringify(await handle.fetchHistory());
    for (const personal of ['Blue Harbour', 'customers.example', 'Accounts payable', 'Thank you']) {
      expect(history).not.toContain(personal);
      expect(history).not.toContain(Buffer.from(personal).toString('base64').slice(0, -4));
    }
    const summaries = (await handle.fetchHistory()).events
      ?.map((event) => event.userMetadata?.summary?.data)
      .filter((data) => data)
      .map((data) => Buffer.from(data as Uint8Array).toString());
    expect(summaries).toEqual(
      expect.arrayContaining(['"Send invoice for 1 item"', '"Collect for 1 item"', '"Ask CSAT"', '"Until collect"']),
    );
  });
});

describe('a customer who pays by transfer', () => {
  const id = 'cus_transfer';
  const account = accountId({ customerId: id, legalEntityId: 'le_test', currency: 'EUR' });

  it('is reminded, left in peace while disputing, chased again without a leap, told about a failed payment, and pays', async () => {
    await house.createCustomer({ id, journeyId, currency: 'EUR', country: 'DE' });
    await moveTo(id, at(0));
    await report(id, {
      type: 'invoice.issued',
      source: 'erp',
      externalId: 'R-17',
      effectiveOn: onDay(0),
      data: {
        itemId: 'inv_17',
        accountId: account,
        number: 'R-17',
        amount: 100_000,
        currency: 'EUR',
        dueOn: onDay(30),
        delivery: 'delivered',
        orderIds: [],
      },
    });
    await moveTo(id, at(35));
    const dispute = await post(id, '/v1/disputes', { external_id: 'd1', customer: id, invoice: 'R-17', reason: 'damaged_goods' });
    await moveTo(id, at(45));
    expect(await mailsTo(id)).toEqual(['day 27: coming-up', 'day 31: did-it-slip-through']);
    await post(id, `/v1/disputes/${dispute.id}/resolve`, { outcome: 'against_customer' });
    await moveTo(id, at(52));
    await post(id, '/v1/payment-failures', { external_id: 'f1', customer: id, invoices: ['R-17'], code: 'insufficient_funds' });
    await moveTo(id, at(53));
    await post(id, '/v1/payments', {
      external_id: 'p1',
      customer: id,
      amount: 100_000,
      currency: 'EUR',
      allocations: [{ invoice: 'R-17', amount: 100_000 }],
    });
    await moveTo(id, at(120));

    expect(await mailsTo(id)).toEqual([
      'day 27: coming-up',
      'day 31: did-it-slip-through',
      'day 46: csat',
      'day 50: second-reminder',
      'day 52: failure-funds',
      'day 54: csat',
    ]);
    expect(await house.prisma.item.findUniqueOrThrow({ where: { id: 'inv_17' } })).toMatchObject({ open: 0n });
  });

  it('is found by operators while overdue by more than 30 days, and shows stage, balance, next action, when and why', async () => {
    const other = 'cus_overdue';
    const theirAccount = accountId({ customerId: other, legalEntityId: 'le_test', currency: 'EUR' });
    await house.createCustomer({ id: other, journeyId, currency: 'EUR', country: 'DE' });
    await moveTo(other, at(0, 10));
    await report(other, {
      type: 'invoice.issued',
      source: 'erp',
      externalId: 'R-18',
      effectiveOn: onDay(-75),
      data: {
        itemId: 'inv_18',
        accountId: theirAccount,
        number: 'R-18',
        amount: 5_000,
        currency: 'EUR',
        dueOn: onDay(-45),
        delivery: 'delivered',
        orderIds: [],
      },
    });
    const limit = addDays(dateAt(Date.now(), 'UTC'), -30);
    const found = async () => {
      const ids: string[] = [];
      for await (const run of house.client.workflow.list({
        query: `OldestDueDate < "${limit}T00:00:00Z" AND CustomerStage = "reminders" AND ExecutionStatus = "Running"`,
      }))
        ids.push(run.workflowId);
      return ids;
    };
    for (let tries = 0; tries < 50 && (await found()).length === 0; tries += 1) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await found()).toEqual([workflowIdOf(other)]);
    const metadata = await house.client.workflow
      .getHandle(workflowIdOf(other))
      .query<{ currentDetails?: string }>('__temporal_workflow_metadata');
    expect(metadata.currentDetails).toMatch(/\*\*Stage\*\* reminders · \*\*Balance\*\* €50\.00 · \*\*Oldest due\*\*/);
    expect(metadata.currentDetails).toMatch(
      /\*\*Next\*\* second-reminder at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ, because of the step before it/,
    );
  });
});
