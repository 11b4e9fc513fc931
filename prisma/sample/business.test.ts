import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { DAY, dateAt, HOUR, type Instant } from '../../domain/calendar.js';
import { loadJourney } from '../../domain/journey/load.js';
import { type Simulation, simulate } from '../../domain/simulator/simulate.js';
import { type SampleCustomer, sampleBusiness } from './business.js';

const journey = loadJourney({
  text: readFileSync(new URL('../../journeys/standard-b2b.yaml', import.meta.url), 'utf8'),
  file: 'journeys/standard-b2b.yaml',
});
const NOON = Date.parse('2026-11-23T12:00Z');
const sampleAt = (now: Instant) => sampleBusiness({ now, journey, journeyId: 'journey_1' });

/** One customer from the first start on: everything is told before anything is decided. */
function firstDay({ create: { customer, recordedAt }, history }: SampleCustomer, now: Instant): Simulation {
  const scripted = history.find(({ report }) => report.type === 'method.added')?.report.data as { providerRef: string } | undefined;
  const declines = scripted?.providerRef.includes('insufficient_funds');
  const run = simulate({
    journey,
    customer,
    start: now,
    collect: ({ earlier }) => (declines && earlier.length === 0 ? { did: 'declined', code: 'insufficient_funds' } : { did: 'collected' }),
  });
  const created = {
    type: 'customer.created',
    source: 'duly',
    externalId: customer.id,
    effectiveOn: dateAt(recordedAt, 'UTC'),
    data: {},
  } as const;
  run.book.record({ report: created, recordedAt });
  for (const { report, at } of history) run.book.record({ report, recordedAt: at });
  run.report();
  run.runTo(now + DAY);
  return run;
}
const messagesOf = (run: Simulation) => run.happened.filter(({ effect, outcome }) => effect.kind !== 'collect' && outcome === 'sent');

describe('the sample business', () => {
  const { customers, legalEntities } = sampleAt(NOON);
  const reports = customers.flatMap(({ history }) => history.map(({ report }) => report));

  it('is forty customers of two legal entities in two countries and currencies, none of whom can be reached', () => {
    expect(customers).toHaveLength(40);
    expect(legalEntities.map(({ id }) => customers.filter(({ create }) => create.customer.legalEntityId === id).length)).toEqual([20, 20]);
    expect(new Set(customers.map(({ create: { customer } }) => `${customer.country} ${customer.currency} ${customer.timeZone}`)).size).toBe(
      2,
    );
    expect(new Set(customers.map(({ create }) => create.name)).size).toBe(40);
    const addresses = customers.flatMap(({ create }) => create.contacts.map(({ email }) => email));
    for (const address of [...addresses, ...legalEntities.map(({ senderAddress }) => senderAddress)])
      expect(address).toMatch(/^[a-z]+@[a-z-]+\.example$/);
    expect(new Set(addresses).size).toBe(40);
  });

  it('tells each customer in order of time, from 120 days ago to now', () => {
    for (const { create, history } of customers) {
      const moments = [create.recordedAt, ...history.map(({ at }) => at)];
      expect(moments).toEqual([...moments].sort((a, b) => a - b));
      expect(moments[0]).toBeGreaterThan(NOON - 121 * DAY);
      expect(moments.at(-1)).toBeLessThanOrEqual(NOON);
    }
    const days = reports.map(({ effectiveOn }) => effectiveOn).sort();
    expect([days[0], days.at(-1)]).toEqual(['2026-07-26', '2026-11-23']);
  });

  it('numbers the invoices of each legal entity one by one as they were issued, and leaves the next numbers to Duly', () => {
    for (const { id, invoicePrefix, nextInvoice } of legalEntities) {
      const issued = customers
        .filter(({ create }) => create.customer.legalEntityId === id)
        .flatMap(({ history }) => history.flatMap(({ report }) => (report.type === 'invoice.issued' ? [report] : [])))
        .sort((a, b) => (a.effectiveOn < b.effectiveOn ? -1 : 1));
      const numbers = issued.map(({ data }) => Number(data.number.slice(invoicePrefix.length)));
      expect([...numbers].sort((a, b) => a - b)).toEqual(issued.map((_, index) => index + 1));
      expect(nextInvoice).toBe(issued.length + 1);
    }
    const ids = reports.map(({ externalId }) => externalId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is the same for the same moment and seed, and another for another seed', () => {
    expect(sampleAt(NOON)).toEqual({ legalEntities, customers });
    expect(sampleBusiness({ now: NOON, journey, journeyId: 'journey_1', seed: 2 }).customers).not.toEqual(customers);
  });
});

describe('the first day of the sample business', () => {
  // All around the clock, and days on which clocks change in Berlin and London and months end.
  const starts = [
    ...Array.from({ length: 8 }, (_, third) => Date.parse('2026-11-23T00:30Z') + 3 * third * HOUR),
    ...['2026-03-29', '2026-10-25', '2027-01-01', '2028-02-29', '2028-03-01'].map((day) => Date.parse(`${day}T11:00Z`)),
  ];

  it.each(starts.map((start) => [new Date(start).toISOString(), start] as const))(
    'sends about ten messages from %s on, each about what is owed and new to the customer',
    (_iso, now) => {
      const perCustomer = sampleAt(now).customers.map((customer) => {
        const run = firstDay(customer, now);
        const messages = messagesOf(run);
        const had = new Set(
          customer.history.flatMap(({ report }) =>
            report.type === 'steps.taken' ? report.data.steps.map((step) => `${report.data.itemId} ${step}`) : [],
          ),
        );
        for (const { at, effect, parts } of messages) {
          expect(effect.steps.filter(({ subject, step }) => had.has(`${subject} ${step}`))).toEqual([]);
          for (const { itemId, amount } of parts) {
            const item = run.book.item(itemId);
            expect(amount).toBeGreaterThan(0);
            expect(amount).toBeLessThanOrEqual(item?.amount ?? 0);
            if (effect.kind === 'message' && effect.purpose === 'reminder')
              expect(
                run.book
                  .list('dispute')
                  .filter(
                    (dispute) =>
                      dispute.itemId === itemId && dispute.openedAt <= at && dispute.status === 'open' && dispute.amount === item?.amount,
                  ),
              ).toEqual([]);
          }
        }
        return messages.length;
      });
      const all = perCustomer.reduce((sum, count) => sum + count, 0);
      // On a closed day only what does not wait for an open one.
      expect(all).toBeGreaterThanOrEqual(4);
      expect(all).toBeLessThanOrEqual(15);
      expect(Math.max(...perCustomer)).toBeLessThanOrEqual(2);
    },
  );

  it('says every kind of thing once or twice, and asks people about what is theirs', () => {
    const runs = sampleAt(NOON).customers.map((customer) => firstDay(customer, NOON));
    const templates = runs.flatMap((run) => messagesOf(run).map(({ effect }) => ('template' in effect ? effect.template : '')));
    expect(templates.sort()).toEqual([
      'coming-up',
      'csat',
      'did-it-slip-through',
      'did-it-slip-through',
      'failure-funds',
      'final-notice',
      'invoice',
      'invoice',
      'invoice',
      'second-reminder-firmer',
    ]);
    const tasks = runs.flatMap((run) => run.book.list('task').map(({ kind, status }) => `${status} ${kind}`));
    expect(tasks.sort()).toEqual([
      'open credit-review',
      'open dispute',
      'open dispute',
      'open dispute',
      'open order-over-limit',
      'open unapplied-money',
    ]);
  });
});
