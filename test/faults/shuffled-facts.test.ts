/** Two customers on the real servers live the same months. The one's facts are told once and in order, the other's up to three times and all at once. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, dateAt, HOUR } from '../../domain/calendar.js';
import type { Report } from '../../domain/facts.js';
import { accountId } from '../../domain/ledger/account-id.js';
import { midnight } from '../../domain/replay/story.js';
import { workflowIdOf } from '../../workflows/contract.js';
import { type House, openHouse } from '../support/house.js';

const JOURNEY = `
journey: Four reminders
contact: { at: "09:00", until: "18:00", zone: UTC }
holds: { afterwards: { days: 2 } }
lanes:
  collection:
    for: item
    stages:
      delivery: { on: { delivered: reminders } }
      reminders:
        steps:
          - { name: before, at: { days: -3, from: due }, do: { send: coming-up } }
          - { name: first, at: { days: 1, from: due }, do: { send: overdue } }
          - { name: second, at: { days: 10, from: due }, do: { send: second-reminder } }
          - { name: third, at: { days: 20, from: due }, do: { send: third-reminder } }
        on: { used up: end }`;

/** The first day of the story lies ahead of the servers' clock. */
const dayZero = addDays(dateAt(Date.now(), 'UTC'), 2);
/** The invoices of a customer, and on which day each is due. */
const INVOICES = { A: 10, B: 10, C: 20, D: 30 };

/** What an outside system posts about a customer; `disputes` holds our ids by the name that the system gave. */
type Post = (customer: { id: string; disputes: Map<string, string> }) => { path: string; body: Record<string, unknown> };
const payment =
  (name: string, amount: number, invoice?: string): Post =>
  ({ id }) => ({
    path: '/v1/payments',
    body: { external_id: `${id}/${name}`, customer: id, amount, currency: 'USD', allocations: invoice ? [{ invoice, amount }] : [] },
  });
const dispute =
  (name: string, amount: number, invoice: string): Post =>
  ({ id }) => ({ path: '/v1/disputes', body: { external_id: `${id}/${name}`, customer: id, invoice, amount, reason: 'goods' } });
const resolved =
  (name: string, outcome: object): Post =>
  ({ id, disputes }) => ({
    path: `/v1/disputes/${disputes.get(`${id}/${name}`)}/resolve`,
    body: { external_id: `${id}/${name}/end`, ...outcome },
  });

/** What happens in which night: at ten in the evening no step is due, so that a moment is one, however many decisions are made in it. */
const NIGHTS: { day: number; facts: Post[] }[] = [
  {
    day: 12,
    facts: [payment('p1', 300, 'A'), payment('p2', 250), dispute('d1', 400, 'B'), payment('p3', 100, 'C'), dispute('d2', 950, 'C')],
  },
  {
    day: 24,
    facts: [resolved('d1', { outcome: 'against_customer' }), payment('p4', 700, 'A'), dispute('d3', 200, 'D'), payment('p5', 500, 'D')],
  },
  {
    day: 38,
    facts: [resolved('d2', { outcome: 'for_customer', credit_note_amount: 600 }), payment('p6', 600, 'B'), payment('p7', 300, 'C')],
  },
  { day: 45, facts: [resolved('d3', { outcome: 'against_customer' }), payment('p8', 900, 'B'), payment('p9', 40, 'C')] },
];

let house: House;
beforeAll(async () => {
  house = await openHouse({ pace: { historyEvents: 60 } });
});
afterAll(() => house.close());

it('facts told one to three times, in any order within a moment and to several runs, lead to where they lead once and in order', async () => {
  const journeyId = await house.publish(JOURNEY);
  const seed = 1;
  const shuffled = <One>(list: One[]): One[] =>
    fc.sample(fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }), { seed, numRuns: 1 })[0] ?? [];

  const [once, again] = await Promise.all([
    live({
      id: 'cus_once',
      journeyId,
      tell: async (tells) => {
        for (const tell of tells) await tell();
      },
    }),
    live({
      id: 'cus_again',
      journeyId,
      tell: async (tells) => {
        const times = tells.flatMap((tell, n) => Array.from({ length: 1 + (n % 3) }, () => tell));
        await Promise.all(shuffled(times).map((tell) => tell()));
      },
    }),
  ]);

  expect(again.told).not.toEqual(once.told);
  expect([...again.told].sort()).toEqual([...once.told].sort());
  expect(new Set(once.answers)).toEqual(new Set([201]));
  expect(again.answers.filter((status) => status === 201)).toEqual(once.answers);
  expect(again.answers.filter((status) => status === 200).length).toBeGreaterThan(10);
  // The nights were told to different runs: continue-as-new lies between them.
  expect(again.runs.size).toBeGreaterThan(1);
  expect(again.standings).toEqual(once.standings);
  expect(again.mails).toEqual(once.mails);
  expect(once.mails.length).toBeGreaterThan(8);
  expect(house.failures).toEqual([]);
});

interface LiveInput {
  id: string;
  journeyId: string;
  /** Tells what each of these tells, as it likes. */
  tell(tells: (() => Promise<void>)[]): Promise<void>;
}

async function live({ id, journeyId, tell }: LiveInput) {
  const customer = { id, disputes: new Map<string, string>() };
  const { legalEntityId } = await house.createCustomer({ id, journeyId });
  const account = accountId({ customerId: id, legalEntityId, currency: 'USD' });
  const moveTo = async (day: number, hour: number) => {
    await house.virtualTime.moveTo({ customerId: id, to: midnight(addDays(dayZero, day)) + hour * HOUR });
    await house.virtualTime.rest({ customerId: id });
  };
  const runs = new Set<string>();
  const answers: number[] = [];
  const standings: object[] = [];

  await moveTo(0, 22);
  await tell(
    Object.entries(INVOICES).map(([number, due]) => async () => {
      const report = issued({ id, account, number, dueOn: addDays(dayZero, due) });
      const { upTo } = await house.record({ customerId: id, reports: [report] });
      await house.nudge({ customerId: id, upTo });
    }),
  );
  for (const { day, facts } of NIGHTS) {
    await moveTo(day, 22);
    runs.add((await house.client.workflow.getHandle(workflowIdOf(id)).describe()).runId);
    await tell(
      facts.map((post) => async () => {
        const { path, body } = post(customer);
        const answer = await house.post(path, body);
        answers.push(answer.status);
        if (path === '/v1/disputes') customer.disputes.set(String(body.external_id), String(answer.body.id));
      }),
    );
    await house.virtualTime.rest({ customerId: id });
    standings.push(await standingOf(id));
  }
  await moveTo(70, 22);
  standings.push(await standingOf(id));
  const facts = await house.prisma.fact.findMany({ where: { customerId: id }, orderBy: { number: 'asc' } });
  const told = facts.map(({ type, externalId }) => (externalId.startsWith(id) ? externalId.slice(id.length) : type));
  return { told, runs, answers, standings, mails: await mailsTo(id) };
}

const issued = ({ id, account, number, dueOn }: { id: string; account: string; number: string; dueOn: string }): Report => ({
  type: 'invoice.issued',
  source: 'erp',
  externalId: `${id}/${number}`,
  effectiveOn: dayZero,
  data: {
    itemId: `${id}/${number}`,
    accountId: account,
    number,
    amount: 1_000,
    currency: 'USD',
    dueOn,
    delivery: 'delivered',
    orderIds: [],
  },
});

/** Position and ledger without the customer's own ids, instants to the hour: the two clocks are seconds apart. */
async function standingOf(id: string): Promise<object> {
  const { prisma } = house;
  const where = { customerId: id };
  const { wakeAt, applied, headline } = await prisma.position.findUniqueOrThrow({ where });
  const { balance, stage, oldestDueOn } = headline as Record<string, unknown>;
  const lists = {
    tokens: await prisma.token.findMany({ where }),
    steps: await prisma.stepTaken.findMany({ where }),
    items: await prisma.item.findMany({ where }),
    accounts: await prisma.account.findMany({ where }),
    holds: await prisma.hold.findMany({ where, omit: { id: true } }),
    disputes: await prisma.dispute.findMany({ where, omit: { id: true } }),
    payments: await prisma.payment.findMany({ where, omit: { id: true } }),
    tasks: await prisma.task.findMany({ where, select: { kind: true, status: true, owner: true, openedAt: true, endedAt: true } }),
  };
  const plain = (value: unknown): string =>
    JSON.stringify(value, (_key, inner) => (typeof inner === 'bigint' ? Number(inner) : inner))
      .replaceAll(id, 'customer')
      .replace(/(\d{4}-\d\d-\d\dT\d\d):\d\d:\d\d\.\d{3}Z/g, '$1');
  return {
    applied,
    wakeAt: plain(wakeAt),
    headline: plain({ balance, stage, oldestDueOn }),
    ...Object.fromEntries(Object.entries(lists).map(([name, rows]) => [name, rows.map(plain).sort()])),
  };
}

/** The mails that the SMTP server took for the customer, with their day. */
async function mailsTo(id: string): Promise<string[]> {
  const mails = (await house.mail.mails()).filter(({ to }) => to.includes(`${id}@customers.example`));
  return mails.map(({ date, subject }) => `${date.slice(0, 10)} ${subject}`).sort();
}
