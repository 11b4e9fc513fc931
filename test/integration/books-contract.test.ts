/**
 * The selection is one port in two forms, and the books are kept twice: in memory for the simulator, in PostgreSQL for real. Random lives are led
 * in both at once, through the same reports, decisions, claims and outcomes; after every step both must answer and hold the same.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createPaymentActivities } from '../../activities/collect-payment.js';
import { createDecide } from '../../activities/decide.js';
import { createWebhookActivities } from '../../activities/notify-system.js';
import { createRecordReports } from '../../activities/record-reports.js';
import { createMailActivities } from '../../activities/send-message.js';
import { connectDatabase, type Database } from '../../adapters/database.js';
import { keepRules } from '../../adapters/journey-rules.js';
import { publishJourney } from '../../adapters/journeys.js';
import { OWN_TABLES, readKeptBooks } from '../../adapters/kept-books.js';
import { createBooks } from '../../adapters/prisma-books.js';
import { advance } from '../../domain/advance.js';
import { addDays, DAY, dateAt, HOUR, type Instant } from '../../domain/calendar.js';
import { RANKS } from '../../domain/contacts/purposes.js';
import { claim } from '../../domain/effects/claim.js';
import { type Outcome, QUESTIONS, reportsOf } from '../../domain/effects/outcome.js';
import type { Report } from '../../domain/facts.js';
import { foresee } from '../../domain/impact/foresee.js';
import { wayForItem } from '../../domain/journey/diff/way.js';
import { loadJourney } from '../../domain/journey/load.js';
import { rulesOfJourney } from '../../domain/journey-rules/becoming.js';
import { rulesInForce } from '../../domain/journey-rules/journey-rules.js';
import { loadRules } from '../../domain/journey-rules/read-rules.js';
import { CHEQUE_REASONS, type CustomerRow, type ItemRow } from '../../domain/rows.js';
import type { KeptBook } from '../../domain/simulator/kept-book.js';
import { MemoryBook } from '../../domain/simulator/memory-book.js';
import { CUSTOMER } from '../../domain/testing/world.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

/** The standard journey with a question after each paid invoice, interest and fees, calls, segments, an escalation, and caps that are often reached. */
const TEXT = [
  [
    'a dispute is resolved or a failed payment is recovered',
    'a dispute is resolved, a failed payment is recovered or an invoice is settled',
  ],
  [
    '  good payer: {',
    '  big debtor: { joins: customer.overdue > 2000, leaves: customer.overdue < 1000 }\n  late payer: customer.averageDaysLate > 3\n  good payer: {',
  ],
  ['send Coming up, not to a good payer', 'send Coming up, not to a late payer'],
  ['send Did it slip through, named slipped-through', 'send Overdue, named slipped-through, not to a big debtor'],
  ['at most: 1 a day, 3 a week', 'at most: 1 a day, 2 a week'],
  [
    '  apart: reminders 3 days',
    '  calls: business days 09:30 to 12:00 and 14:00 to 16:30 where the customer is, at most 1 a week\n  apart: reminders 2 days',
  ],
  [
    'journey: Standard B2B',
    'journey: Standard B2B\nbecomes: Short of words, for a late payer\ninterest: 9.5 % a year from the day after due, first claimed in second-reminder\nfees: EUR 5 with second-reminder',
  ],
  [
    '    20 days after due: call',
    `    12 days after due: send Third reminder, to the finance director, copy to the account manager, named to-them
    13 days after due: notify the ERP
    15 days after due: call`,
  ],
  ['collection, for each invoice:\n', 'collection, for each invoice:\n  whenever a cheque arrives: clearing\n'],
  [
    '  failure handling:\n',
    `  clearing:
    wait: 3 business days
    on returned: failure handling
  failure handling:
    no funds: call by the collector, within 2 days, then deposit once more after 1 business day
    wrong date or no signature: send Please sign again
`,
  ],
  [
    'feedback, for each customer:',
    `statement, for each account:
  statement:
    day 5 of the month: send Statement, if anything is open
feedback, for each customer:`,
  ],
  ['our fault: apologise, and count nothing against the customer', 'our fault: send Cheque our fault'],
  ['a dispute or a Final notice is open', 'a second-reminder or a Final notice is open'],
  ['10 days after Final notice: hold', '5 days after Final notice: hold'],
  ['20 days after Final notice: ask', '10 days after Final notice: ask'],
  [
    'feedback, for each customer:',
    `dunning, for each account:
  overdue:
    tolerance: EUR 0.10 or USD 0.10
    OD1: from EUR 900.00 or USD 900.00, send Overdue
    OD2: from 3 unpaid invoices, send Third reminder, hold new orders
    OD3: from 45 days after issue of the oldest invoice, as a severe state, hold service, ask AR desk, send Final notice, named od3
    leaving OD2: send Second reminder, named od2-over
feedback, for each customer:`,
  ],
].reduce(
  (text, [from = '', to = '']) => {
    if (!text.includes(from)) throw new Error(`The standard journey has no "${from}".`);
    return text.replace(from, to);
  },
  readFileSync(new URL('../../journeys/standard-b2b.yaml', import.meta.url), 'utf8'),
);
const JOURNEY = loadJourney({ text: TEXT, file: 'standard-b2b.yaml' });
/** Where rules send some: other moments, another stage in place of the escalation, and no ladder of the account. */
const OTHER_TEXT = [
  ['journey: Standard B2B\nbecomes: Short of words, for a late payer', 'journey: Short of words'],
  [/\d days before due: send Coming up/, '8 days before due: send Coming up'],
  ['on used up: escalation\n  escalation:', 'on used up: last words\n  last words:\n    type: escalation'],
  [/dunning, for each account:[\s\S]*(?=feedback, for each customer:)/, ''],
].reduce((text, [from = '', to = '']) => text.replace(from, String(to)), TEXT as string);
const OTHER = loadJourney({ text: OTHER_TEXT, file: 'short-of-words.yaml' });
const RULES = `rules:
  - Short of words: customer.overdue > 1500 || customer.paidOnlineInARow >= 2
  - else: Standard B2B
stages: { escalation: last words }
`;
const START = Date.parse('2026-01-05T08:00Z');
const PACE = { retryPauseMs: 1_000, historyEvents: 1_000 };
const STOPS = ['reminders', 'collecting', 'escalation', 'surveys', 'orders', 'interest'] as const;
const HOLDS = ['manual', 'said-to-be-paid', 'reply-waiting'] as const;
const CODES = ['insufficient_funds', 'lost_card', 'processing_error', 'authentication_required', 'fraudulent'];
const OUTCOMES = ['good', 'good', 'good', 'refused', 'not-now', 'lost', 'unknown', 'ours'] as const;
const KINDS = [
  'invoice',
  'invoice',
  'invoice',
  'over orders',
  'payment',
  'payment',
  'oldest-first',
  'money',
  'early money',
  'awaited',
  'applied',
  'refund',
  'failed',
  'credit note',
  'charged back',
  'chargeback',
  'cheque',
  'cheque cleared',
  'cheque returned',
  'cheque deposited',
  'write-off',
  'undone',
  'dispute',
  'resolved',
  'explained',
  'promise',
  'promise',
  'hold',
  'released',
  'method',
  'order',
  'delivered',
  'undeliverable',
  'refused',
  'due',
  'taken',
  'task',
  'task',
  'survey',
  'customer',
  'contact',
  'again',
] as const;

const event = fc.record({
  kind: fc.constantFrom(...KINDS),
  after: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 48 }), fc.integer({ min: 1, max: 20 * 24 })),
  /** The engine stands still meanwhile: what became due is decided with the fact. */
  down: fc.boolean(),
  /** The workflow's clock is behind the intake's. */
  behind: fc.constantFrom(0, 0, HOUR),
  pick: fc.nat({ max: 7 }),
  amount: fc.constantFrom(1, 4_000, 100_000, 250_000),
  foreign: fc.boolean(),
  /** `lost` loses one answer, `unknown` one after the other until nobody asks any more. */
  outcome: fc.constantFrom(...OUTCOMES),
  slow: fc.boolean(),
});
type Event = typeof event extends fc.Arbitrary<infer E> ? E : never;
const life = fc.record({
  customer: fc.record({
    riskClass: fc.constantFrom('normal', 'high'),
    billingCycle: fc.constantFrom('order', 'monthly'),
    timeZone: fc.constantFrom('UTC', 'America/New_York', 'Asia/Kolkata'),
    deliverBy: fc.constantFrom('email', 'paper'),
    knownSince: fc.constantFrom('2020-01-01', '2026-01-01'),
  } satisfies Partial<Record<keyof CustomerRow, unknown>>),
  /** He agrees to be collected from at the outset. */
  autopay: fc.boolean(),
  events: fc.array(event, { minLength: 8, maxLength: 20 }),
});

type Life = typeof life extends fc.Arbitrary<infer L> ? L : never;

const QUIET = { after: 24, down: false, behind: 0, amount: 100_000, foreign: false, slow: false } as const;

/** A charge of which nobody hears what became (or that fails for a reason of ours), until a person finds out; which of the outcomes he decides is the event's pick. */
const foundOut = (pick: number, outcome: Event['outcome'] = 'unknown'): [Life] => {
  return [
    {
      customer: { riskClass: 'normal', billingCycle: 'order', timeZone: 'UTC', deliverBy: 'email', knownSince: '2020-01-01' },
      autopay: true,
      events: [
        { ...QUIET, kind: 'invoice', pick: 0, outcome },
        { ...QUIET, kind: 'task', pick, outcome: 'good' },
      ],
    },
  ];
};

/** A charge that is declined; and money that the bank takes back and gives back, and a write-off that is undone. */
const DECLINED_AND_TAKEN_BACK: [Life] = [
  {
    customer: { riskClass: 'normal', billingCycle: 'order', timeZone: 'UTC', deliverBy: 'email', knownSince: '2020-01-01' },
    autopay: true,
    events: [
      { ...QUIET, kind: 'invoice', pick: 0, outcome: 'refused' },
      { ...QUIET, kind: 'payment', pick: 0, outcome: 'good' },
      { ...QUIET, kind: 'charged back', pick: 1, outcome: 'good' },
      { ...QUIET, kind: 'chargeback', pick: 1, outcome: 'good' },
      { ...QUIET, kind: 'invoice', pick: 3, outcome: 'good' },
      { ...QUIET, kind: 'write-off', pick: 1, outcome: 'good' },
      { ...QUIET, kind: 'undone', pick: 0, outcome: 'good' },
    ],
  },
];

/** A cheque that the bank returns, gets once more and pays, and then takes its money back; and one of which it says nothing. */
const CHEQUES: [Life] = [
  {
    customer: { riskClass: 'normal', billingCycle: 'order', timeZone: 'UTC', deliverBy: 'email', knownSince: '2020-01-01' },
    autopay: false,
    events: [
      { ...QUIET, kind: 'invoice', pick: 3, outcome: 'good' },
      { ...QUIET, kind: 'cheque', pick: 1, outcome: 'good' },
      { ...QUIET, kind: 'cheque returned', pick: 0, outcome: 'good' },
      { ...QUIET, kind: 'cheque deposited', pick: 0, outcome: 'good' },
      { ...QUIET, kind: 'cheque cleared', pick: 0, outcome: 'good' },
      { ...QUIET, kind: 'cheque returned', pick: 4, outcome: 'good' },
      { ...QUIET, kind: 'cheque', pick: 2, amount: 4_000, outcome: 'good' },
      { ...QUIET, kind: 'task', after: 480, pick: 0, outcome: 'good' },
    ],
  },
];

/** Reminders that are refused for good, until a person has corrected the address; and money that comes before its invoice. */
const REFUSED_AND_EARLY: [Life] = [
  {
    customer: { riskClass: 'normal', billingCycle: 'order', timeZone: 'UTC', deliverBy: 'email', knownSince: '2020-01-01' },
    autopay: false,
    events: [
      { kind: 'invoice', after: 24, down: false, behind: 0, pick: 3, amount: 100_000, foreign: false, outcome: 'refused', slow: false },
      { kind: 'task', after: 480, down: false, behind: 0, pick: 0, amount: 1, foreign: false, outcome: 'good', slow: false },
      { kind: 'early money', after: 24, down: false, behind: 0, pick: 0, amount: 4_000, foreign: false, outcome: 'good', slow: false },
      { kind: 'awaited', after: 24, down: false, behind: 0, pick: 0, amount: 1, foreign: false, outcome: 'good', slow: false },
    ],
  },
];

/** A reminder before the due date that lapses, and is then said to have been sent by somebody else. */
const LEFT_OUT_AND_TAKEN: [Life] = [
  {
    customer: { riskClass: 'normal', billingCycle: 'order', timeZone: 'UTC', deliverBy: 'email', knownSince: '2020-01-01' },
    autopay: false,
    events: [
      { ...QUIET, kind: 'invoice', pick: 0, outcome: 'good' },
      { ...QUIET, kind: 'taken', after: 240, pick: 0, outcome: 'good' },
    ],
  },
];

/** A customer becomes insolvent, pays afterwards, and buys again; then it turns out not to be so. */
const INSOLVENT: [Life] = [
  {
    customer: { riskClass: 'normal', billingCycle: 'order', timeZone: 'UTC', deliverBy: 'email', knownSince: '2020-01-01' },
    autopay: false,
    events: [
      { ...QUIET, kind: 'invoice', pick: 3, outcome: 'good' },
      { ...QUIET, kind: 'hold', pick: 7, outcome: 'good' },
      { ...QUIET, kind: 'payment', pick: 0, outcome: 'good' },
      { ...QUIET, kind: 'oldest-first', amount: 4_000, pick: 0, outcome: 'good' },
      { ...QUIET, kind: 'invoice', pick: 3, outcome: 'good' },
      { ...QUIET, kind: 'released', pick: 0, outcome: 'good' },
      { ...QUIET, kind: 'applied', pick: 0, outcome: 'good' },
    ],
  },
];

/** A plan whose first instalment is drawn or paid, and whose rest is missed, so that it ends; another one, which a person cancels; and one that is paid. */
const planned = (autopay: boolean): [Life] => [
  {
    customer: { riskClass: 'normal', billingCycle: 'order', timeZone: 'UTC', deliverBy: 'email', knownSince: '2020-01-01' },
    autopay,
    events: [
      { ...QUIET, kind: 'invoice', pick: 4, outcome: 'good' },
      { ...QUIET, kind: 'promise', pick: 7, outcome: 'good' },
      { ...QUIET, kind: 'payment', amount: 4_000, pick: 0, outcome: autopay ? 'refused' : 'good' },
      { ...QUIET, kind: 'contact', after: 480, pick: 0, outcome: 'refused' },
      { ...QUIET, kind: 'contact', after: 480, pick: 0, outcome: 'refused' },
      { ...QUIET, kind: 'contact', after: 480, pick: 0, outcome: 'good' },
      { ...QUIET, kind: 'invoice', pick: 4, outcome: 'good' },
      { ...QUIET, kind: 'promise', pick: 7, outcome: 'good' },
      { ...QUIET, kind: 'explained', pick: 7, outcome: 'good' },
      { ...QUIET, kind: 'promise', pick: 7, outcome: 'good' },
      { ...QUIET, kind: 'payment', amount: 250_000, pick: 1, outcome: 'good' },
    ],
  },
];

let testDatabase: TestDatabase;
let database: Database;
let journeyId: string;
let otherId: string;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = connectDatabase({ url: testDatabase.url, name: 'books-contract' });
  journeyId = await publishJourney({ prisma: database.prisma, text: TEXT, file: 'standard-b2b.yaml', now: START, isDefault: true });
  otherId = await publishJourney({ prisma: database.prisma, text: OTHER_TEXT, file: 'short-of-words.yaml', now: START, isDefault: false });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

let lives = 0;
it('keeps the same books and rests decisions on the same records in memory and in PostgreSQL, whatever happens', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(life, async ({ customer, autopay, events }) => {
      const two = await openTwoBooks(customer as Partial<CustomerRow>);
      const card = { methodId: `card/${lives}`, kind: 'card', providerRef: 'pm_card', autopay } as const;
      await two.record({ type: 'method.added', source: 'api', externalId: `card/${lives}`, effectiveOn: '2026-01-05', data: card });
      for (const one of events) {
        if (!one.down) await two.liveTo(two.now() + one.after * HOUR - 1);
        two.passTo(two.now() + one.after * HOUR);
        const report = reportOf({ memory: two.memory, event: one, now: two.now() });
        const asked = report?.type === 'task.decided' ? two.memory.list('task').find(({ id }) => id === report.data.taskId) : undefined;
        if (
          report?.type === 'steps.taken' &&
          two.memory.steps().some(({ subject, how }) => subject === report.data.itemId && how !== 'taken')
        )
          seen.add('left out and taken');
        if (report) seen.add(`${report.type} ${await two.record(report)}`);
        if (asked?.status === 'open' && report?.type === 'task.decided') seen.add(`${asked.kind} ${report.data.outcome}`);
        two.nextOutcomes(one);
        await two.settle(one.behind);
        if (one.pick % 3 === 0) await two.compareFuture();
      }
      two.nextOutcomes({ outcome: 'good', slow: false });
      await two.liveTo(two.now() + 40 * DAY);
      await two.compareAll();
      if (two.memory.facts.some((fact) => fact.type === 'invoice.issued' && fact.data.taken)) seen.add('taken');
      if (two.memory.facts.some((fact) => fact.type === 'payment.received' && fact.data.withheld)) seen.add('withheld');
      for (const fact of two.memory.facts) if (fact.type === 'plan.judged') seen.add(`plan ${fact.data.outcome}`);
      for (const did of two.did) seen.add(did);
      for (const state of two.states) seen.add(state);
    }),
    {
      numRuns: 60,
      seed: 20_261_122,
      endOnFailure: true,
      examples: [
        CHEQUES,
        foundOut(0),
        foundOut(1),
        foundOut(2),
        foundOut(0, 'ours'),
        REFUSED_AND_EARLY,
        DECLINED_AND_TAKEN_BACK,
        LEFT_OUT_AND_TAKEN,
        INSOLVENT,
        planned(false),
        planned(true),
      ],
    },
  );
  // The lives are worth comparing only if they reach the corners.
  const corners = [
    'sent',
    'undeliverable',
    'collected',
    'declined',
    'ours',
    'suppressed',
    'given-back',
    'again',
    'taken',
    'left out and taken',
  ];
  corners.push('step-capped', 'survey-capped');
  corners.push('message unknown', 'collect unknown', 'payment-unknown collected', 'payment-unknown not collected', 'fix-address corrected');
  corners.push('foreseen message', 'foreseen charge', 'foreseen survey', 'foreseen task');
  corners.push('withheld', 'plan missed', 'plan broken', 'plan completed', 'plan cancelled');
  corners.push('OD1', 'OD2', 'OD3', 'clear');
  corners.push('journey-ruled', 'journey-becomes', 'invoice.moved kept');
  corners.push('payment.chargedBack kept', 'chargeback.resolved kept', 'invoice.writtenOff kept', 'writeOff.undone kept');
  corners.push('cheque.received kept', 'cheque.cleared kept', 'cheque.returned kept', 'cheque.deposited kept', 'cheque-clearing cleared');
  expect(corners.filter((corner) => !seen.has(corner))).toEqual([]);
  expect(new Set([...seen].map((line) => line.split(' ')[0])).size).toBeGreaterThan(25);
}, 600_000);

/** One customer, twice. */
async function openTwoBooks(set: Partial<CustomerRow>) {
  const { prisma } = database;
  lives += 1;
  const id = `C${lives}`;
  const customer: CustomerRow = {
    ...CUSTOMER,
    ...set,
    id,
    legalEntityId: `L${lives}`,
    journeyId,
    reachable: [{ purpose: 'all', by: ['email'] }],
  };
  await prisma.legalEntity.create({
    data: { id: customer.legalEntityId, name: 'Us', country: 'DE', senderAddress: 'ar@us.example', invoicePrefix: '', nextInvoice: 1 },
  });
  // Of every second customer the legal entity has rules.
  const written = lives % 2 === 0 ? loadRules({ text: RULES, file: 'rules.yaml', journeys: [JOURNEY, OTHER] }) : undefined;
  const version =
    written && (await keepRules({ prisma, written: { text: RULES, rules: written }, legalEntityId: `L${lives}`, by: 'test', now: START }));
  const ruledBy = { 'Standard B2B': { journey: JOURNEY, journeyId }, 'Short of words': { journey: OTHER, journeyId: otherId } };
  const rules = written
    ? rulesInForce({ version: version ?? 0, written, journeyOf: (name) => ruledBy[name as keyof typeof ruledBy] })
    : null;
  const journeyOf = (wanted: string) => (wanted === otherId ? OTHER : JOURNEY);
  const memory = new MemoryBook(customer);
  const lived = () => journeyOf(memory.customer().journeyId);
  const walked = () => new Map(memory.customer().itemJourneys.map((id) => [id, journeyOf(id)]));
  const select = (at: Instant) => memory.select(at, lived(), rulesNow(), walked());
  const journeyNamed = (name: string) => ruledBy[name as keyof typeof ruledBy];
  const rulesNow = () => rules ?? rulesOfJourney({ journey: lived(), journeyNamed });
  const books = createBooks({ prisma });
  let now: Instant = START;
  let outcome: (typeof OUTCOMES)[number] = 'good';
  let slow = false;
  let drawn: number | undefined;
  const inFlight = new Set<string>();
  const did = new Set<string>();
  /** Of the account ladder. */
  const states = new Set<string>();
  const clock = { now: () => now };
  const decide = createDecide({ books, pace: PACE });
  const recordReports = createRecordReports({ books, clock });
  const { sendMessage, askSurvey } = createMailActivities({
    books,
    clock,
    surveyLink: (surveyId) => surveyId,
    renderer: { render: async ({ values }) => ({ subject: '', bytes: Buffer.from(JSON.stringify(values)) }) },
    mailer: {
      send: async () =>
        outcome === 'refused'
          ? { did: 'refused', code: '550' }
          : outcome === 'not-now' || outcome === 'ours'
            ? { did: 'not-now', message: '450' }
            : outcome === 'lost' || outcome === 'unknown'
              ? { did: 'unknown', message: 'lost' }
              : { did: 'accepted' },
    },
  });
  const { notifySystem } = createWebhookActivities({
    books,
    clock,
    webhooks: {
      call: async () =>
        outcome === 'good'
          ? { did: 'accepted' }
          : outcome === 'refused' || outcome === 'unknown'
            ? { did: 'refused', code: '410' }
            : { did: 'not-now', message: '503' },
    },
  });
  const { collectPayment } = createPaymentActivities({
    books,
    clock,
    gateway: {
      collect: async ({ amount, idempotencyKey }) => {
        drawn = amount.amount;
        if (outcome === 'good') return { did: 'collected', reference: idempotencyKey };
        if (outcome === 'refused') return { did: 'declined', code: codeOf(idempotencyKey) };
        if (outcome === 'ours') return { did: 'ours', code: 'parameter_invalid' };
        if (outcome === 'not-now') return { did: 'unreachable', message: 'away' };
        return { did: 'unknown', message: 'lost' };
      },
    },
  });

  await books.createCustomer({
    customer,
    externalId: id,
    name: 'A customer',
    contacts: [{ purpose: 'all', name: 'A contact', email: 'ap@them.example' }],
    recordedAt: START,
  });
  const created = {
    type: 'customer.created',
    source: 'duly',
    externalId: id,
    effectiveOn: dateAt(START, customer.timeZone),
    data: {},
  } as const;
  memory.record({ report: created, recordedAt: START });

  /** Both refuse, with the same code, or both keep it under the same number. */
  async function record(report: Report): Promise<string> {
    const attempt = async (work: () => unknown) => {
      try {
        return await work();
      } catch (error) {
        return (error as { code?: string }).code ?? error;
      }
    };
    const inMemory = await attempt(() => memory.record({ report, recordedAt: now }));
    const real = await attempt(async () => (await recordReports({ customerId: id, reports: [report], at: now })).numbers[0]);
    if (real !== inMemory) await compareFacts();
    expect({ report, kept: real }).toEqual({ report, kept: inMemory });
    return typeof inMemory === 'number' ? 'kept' : String(inMemory);
  }

  async function decideBoth(behind: number): Promise<void> {
    const time = memory.hasNews() ? now - behind : now;
    const before = await books.withCustomer(id, (own) => own.select(time));
    expect(comparable(before)).toEqual(comparable(select(time)));
    const moment = Math.max(time, before.facts.at(-1)?.recordedAt ?? 0);
    const decision = plain(advance({ journey: lived(), itemJourneys: walked(), rows: select(moment), now: moment, rules: rulesNow() }));
    const answer = await decide({ customerId: id, seq: decision.seq, now: time, upTo: memory.facts.length });
    expect(answer).toMatchObject({ seq: decision.seq, applied: decision.applied, wakeAt: decision.wakeAt, more: decision.more });
    expect(answer.effects.map((effect) => effect.id)).toEqual(decision.effects.map((effect) => effect.id));
    const kept = await prisma.decision.findUniqueOrThrow({ where: { customerId_seq: { customerId: id, seq: decision.seq } } });
    expect(kept.reasons).toEqual(plain(decision.reasons));
    for (const { code, params } of decision.reasons) if (code === 'entered-state') states.add(String(params?.state));
    memory.store({ decision: plain(decision), now: moment });
    for (const { code } of decision.reasons) did.add(code);
    for (const effect of decision.effects) inFlight.add(effect.id);
  }

  /** One attempt of an effect, by the real activity and by the same steps in memory. */
  async function performBoth(effectId: string): Promise<string> {
    const row = memory.effects.get(effectId);
    if (!row) throw new Error(`no effect ${effectId}`);
    const { effect } = row;
    drawn = undefined;
    const real = await { message: sendMessage, survey: askSurvey, collect: collectPayment, webhook: notifySystem }
      [effect.kind]({ customerId: id, effectId })
      .catch((error: Error) => {
        if (error.name !== 'TryAgain') throw error;
        return { did: 'again', upTo: null };
      });
    const { moves = [], contacts = [], noticed = [], ...own } = memory.claimInput({ effectId, now }) ?? {};
    const answer = claim({ ...own, effect: row, rows: everything(memory, now), steps: memory.steps(), moves, contacts, noticed, now });
    memory.storeClaim({ effectId, claim: answer, now });
    let withClaim: number | null = null;
    if (answer.did === 'claimed') for (const report of answer.reports) withClaim = memory.record({ report, recordedAt: now });
    let came: Outcome | { did: 'again' } = { did: answer.did === 'claimed' ? 'again' : answer.did };
    if (answer.did === 'claimed') {
      const known = memory.list('charge').find((charge) => effect.kind === 'collect' && charge.id === effect.chargeId);
      const amount = answer.again && known ? known.amount : answer.parts.reduce((sum, part) => sum + part.amount, 0);
      const noMethod = effect.kind === 'collect' && !memory.list('method').some((method) => method.id === effect.methodId);
      if (effect.kind === 'collect') expect(drawn).toBe(noMethod ? undefined : amount);
      if (noMethod) came = { did: 'ours', code: 'unknown_method' };
      else if (outcome === 'good' && effect.kind === 'collect') {
        const [drawnFor = ''] = effect.itemIds;
        const plan = memory.list('paymentPlan').find(({ instalments }) => instalments.some((one) => one.id === drawnFor));
        const [accountId, currency] = [(memory.item(drawnFor) ?? plan)?.accountId ?? '', known?.currency ?? ''];
        came = { did: 'collected', reference: effectId, amount, parts: answer.parts, accountId, currency };
      } else if (effect.kind === 'webhook') {
        if (outcome === 'good') came = { did: 'notified' };
        else if (outcome === 'refused' || outcome === 'unknown') came = { did: 'refused', code: '410' };
        else if (now >= (effect.giveUpAt ?? 0)) came = { did: 'refused', code: 'no_answer' };
      } else if (outcome === 'good') came = { did: 'sent' };
      else if (outcome === 'refused' && effect.kind === 'collect') came = { did: 'declined', code: codeOf(effectId) };
      else if (outcome === 'refused') came = answer.again ? { did: 'unknown' } : { did: 'undeliverable', code: '550' };
      else if (effect.kind === 'collect' && outcome === 'ours' && !answer.again) came = { did: 'ours', code: 'parameter_invalid' };
      const nothingHandedOver = outcome === 'not-now' || effect.kind === 'webhook' || (outcome === 'ours' && effect.kind !== 'collect');
      if (came.did === 'again' && nothingHandedOver) memory.releaseClaim({ effectId });
      else if (came.did === 'again' && answer.asked >= QUESTIONS) came = { did: 'unknown' };
      if (came.did !== 'again') memory.endEffect({ effectId, outcome: came.did, now });
      if (came.did === 'undeliverable' && 'alone' in effect) memory.leaveOutSteps({ effectId });
    }
    let upTo: number | null = null;
    if (came.did !== 'again')
      for (const report of reportsOf({ effect, outcome: came, now, zone: memory.customer().timeZone }))
        upTo = memory.record({ report, recordedAt: now });
    if (came.did !== 'again') upTo ??= withClaim;
    expect({ effect, outcome, did: real.did, upTo: real.upTo }).toEqual({ effect, outcome, did: came.did, upTo });
    if (came.did !== 'again') inFlight.delete(effectId);
    did.add(came.did).add(`${effect.kind} ${came.did}`);
    return came.did;
  }

  async function settle(behind = 0): Promise<void> {
    const tried = new Set<string>();
    for (let turns = 0; turns < 200; turns += 1) {
      const due = memory.nextWake();
      const wanted = memory.hasNews() || (due !== null && due <= now);
      if (wanted) await decideBoth(behind);
      for (const effectId of slow ? [] : [...inFlight].filter((candidate) => !tried.has(candidate))) {
        tried.add(effectId);
        while ((await performBoth(effectId)) === 'again' && outcome === 'unknown');
      }
      if (!wanted) return;
    }
    const last = await prisma.decision.findMany({ where: { customerId: id }, orderBy: { seq: 'desc' }, take: 2 });
    throw new Error(`This life never comes to rest: ${JSON.stringify(last)}`);
  }

  async function liveTo(until: Instant): Promise<void> {
    for (let wake = memory.nextWake(); wake !== null && wake <= until; wake = memory.nextWake()) {
      now = Math.max(now, wake);
      await settle();
    }
    now = Math.max(now, until);
    await settle();
  }

  async function compareFacts(): Promise<void> {
    const kept = await prisma.$queryRaw<
      { row: object }[]
    >`SELECT to_jsonb(f) AS row FROM facts f WHERE "customerId" = ${id} ORDER BY number`;
    expect(plain(withTexts(kept.map(({ row }) => row)))).toEqual(plain(withTexts(memory.facts)));
  }

  /** Everything that is kept, and that open amounts and totals are the sums of their postings. */
  async function compareAll(): Promise<void> {
    expect(comparable(await books.withCustomer(id, (own) => own.select(now)))).toEqual(comparable(select(now)));
    const kept = async (table: string) =>
      (
        await prisma.$queryRawUnsafe<{ row: { id: string } }[]>(`SELECT to_jsonb(t) AS row FROM ${table} t WHERE "customerId" = $1`, id)
      ).map(({ row }) => row);
    const ours = {
      item: 'items',
      payment: 'payments',
      allocation: 'allocations',
      awaited: 'awaited_invoices',
      writeOff: 'write_offs',
      chargeback: 'chargebacks',
      cheque: 'cheques',
      dispute: 'disputes',
      order: 'orders',
      task: 'tasks',
      hold: 'holds',
      paymentPlan: 'payment_plans',
    } as const;
    await compareFacts();
    for (const [name, table] of Object.entries(ours))
      expect(inOrder(plain(withTexts(memory.list(name as 'item'))))).toEqual(inOrder(plain(withTexts(await kept(table)))));
    expect(inOrder(plain(await kept('postings')))).toEqual(inOrder(plain(memory.postings)));
    const wrong = await prisma.$queryRaw`
      SELECT i.id, i.open::int AS kept, (SELECT sum(amount)::int FROM postings WHERE "itemId" = i.id AND book = 'receivable') AS posted FROM items i
      WHERE "customerId" = ${id} AND open <> (SELECT sum(amount) FROM postings WHERE "itemId" = i.id AND book = 'receivable')
      UNION ALL
      SELECT a.id, a.balance::int, sum(amount)::int FROM accounts a JOIN postings p ON p."accountId" = a.id AND p."customerId" = ${id}
      WHERE a."customerId" = ${id}
      GROUP BY a.id HAVING balance <> coalesce(sum(amount) FILTER (WHERE book = 'receivable'), 0)
                        OR unapplied <> -coalesce(sum(amount) FILTER (WHERE book = 'unapplied'), 0)`;
    expect(wrong).toEqual([]);
    const balance = memory.list('item').reduce((sum, item) => sum + item.open, 0);
    expect(memory.select(now).accounts.reduce((sum, account) => sum + account.balance, 0)).toBe(balance);
  }

  /** Books that were read to be gone on with in memory lead to the same future as those that hold everything. */
  async function compareFuture(): Promise<void> {
    const [read] = await readKeptBooks({ prisma, ids: [id] });
    if (!read) throw new Error(`${id} was not read`);
    const input = { journeyOf, rules, journeyNamed, now, until: now + 40 * DAY, zone: 'UTC' };
    const future = foresee({ kept: read, ...input });
    for (const { kind } of future.contacts) did.add(`foreseen ${kind}`);
    expect(plain(future)).toEqual(plain(foresee({ kept: keptIn(memory, now), ...input })));
  }

  return {
    memory,
    did,
    compareFuture,
    states,
    now: () => now,
    passTo: (moment: Instant) => {
      now = Math.max(now, moment);
    },
    nextOutcomes: (next: Pick<Event, 'outcome' | 'slow'>) => ({ outcome, slow } = next),
    record,
    settle,
    liveTo,
    compareAll,
  };
}

/** Everything that the book in memory holds. */
function keptIn(memory: MemoryBook, now: Instant): KeptBook {
  const { customer, seq, applied, accounts, underWay } = memory.select(now);
  const facts = memory.facts.slice(applied);
  const tables = Object.fromEntries(OWN_TABLES.map((name) => [name, memory.list(name)])) as unknown as KeptBook['tables'];
  return {
    customer,
    seq,
    applied,
    wakeAt: memory.nextWake(),
    facts,
    accounts,
    tokens: memory.tokens(),
    steps: memory.steps(),
    moves: memory.moves(memory.list('item').map(({ id }) => id)),
    effects: inOrder(underWay),
    contacts: memory.contacts(now),
    tables,
  };
}

/** What the event reports in the present state of the books; undefined where there is nothing to speak of. */
function reportOf({
  memory,
  event: { kind, pick, amount, foreign },
  now,
}: {
  memory: MemoryBook;
  event: Event;
  now: Instant;
}): Report | undefined {
  const { id: customerId, timeZone } = memory.customer();
  const n = memory.facts.length;
  const today = dateAt(now, timeZone);
  const currency = foreign ? 'USD' : 'EUR';
  const accountId = memory.accountFor(currency);
  const one = <T>(rows: T[]): T | undefined => rows[pick % Math.max(1, rows.length)];
  const item = one(memory.list('item'));
  const itemId = item?.id ?? '';
  const payment = one(memory.list('payment'));
  const tell = (type: Report['type'], data: object) =>
    ({ type, source: 'api', externalId: `${customerId}/${n}`, effectiveOn: today, data }) as Report;
  const invoice = (more: object) =>
    tell('invoice.issued', {
      itemId: `${customerId}/I${n}`,
      accountId,
      number: pick % 2 ? `R${n}` : '',
      amount,
      currency,
      dueOn: addDays(today, pick * 9 - 20),
      delivery: pick % 3 ? 'waiting' : 'delivered',
      ...(foreign ? { deliveredOn: addDays(today, -pick), product: 'hardware' } : {}),
      orderIds: [],
      ...more,
    });
  const paid = (more: object) =>
    tell('payment.received', {
      paymentId: `${customerId}/P${n}`,
      accountId,
      amount,
      currency,
      shares: [],
      apply: 'named',
      chargeId: null,
      attemptId: null,
      reference: null,
      ...more,
    });
  const planOf = ({ id, open }: { id: string; open: number }) => {
    const planId = `${customerId}/L${n}`;
    const parts = [Math.floor(open / 2), open - Math.floor(open / 2)].filter((part) => part > 0);
    const instalments = parts.map((part, index) => ({
      itemId: `${planId}/${index + 1}`,
      dueOn: addDays(today, 5 + index * 10),
      amount: part,
    }));
    return tell('plan.made', { planId, itemIds: [id], instalments });
  };
  const movedItem = ({ id, journeyId: from }: ItemRow) => {
    const to = from === null ? (pick % 2 ? journeyId : otherId) : null;
    const known = (version: string | null) => ((version ?? memory.customer().journeyId) === otherId ? OTHER : JOURNEY);
    const { rules: stages } = wayForItem({ from: known(from), to: known(to), named: new Map() });
    return tell('invoice.moved', { itemId: id, from: pick === 6 ? null : from, to, by: 'test', stages });
  };
  switch (kind) {
    case 'invoice':
      return invoice({});
    case 'over orders':
      return invoice({ orderIds: [...memory.list('order').map((order) => order.id), 'an order that nobody knows'] });
    case 'payment':
      return item && paid({ shares: [{ itemId, amount }], ...(foreign ? { accountId: item.accountId, currency: item.currency } : {}) });
    case 'oldest-first':
      return paid({ apply: 'oldest-first', shares: item && pick % 2 ? [{ itemId, amount: 1 }] : [] });
    case 'money':
      return paid(
        pick % 2 ? { paidBy: 'transfer' } : { chargeId: 'a charge that nobody knows', attemptId: 'an attempt that nobody knows' },
      );
    case 'early money':
      return paid({
        requested: [{ invoice: `E${pick % 2}`, amount: 4_000 }, ...(item && pick > 3 ? [{ invoice: item.number, amount: 1 }] : [])],
      });
    case 'awaited':
      return invoice({ number: `E${pick % 2}` });
    case 'applied':
      return payment && item && tell('payment.applied', { paymentId: payment.id, shares: [{ itemId, amount }] });
    case 'refund':
      return payment && tell('payment.refunded', { paymentId: payment.id, itemIds: [] });
    case 'failed': {
      const itemIds = [...new Set([itemId, memory.list('item').at(-1)?.id ?? itemId])];
      const code = codeOf(`${pick}`);
      const reasonClass =
        ({ insufficient_funds: 'soft_funds', lost_card: 'hard_instrument', processing_error: 'technical_ours' } as Record<string, string>)[
          code
        ] ?? 'authentication';
      const chargeId = `${customerId}/F${pick % 3}`;
      return (
        item &&
        tell('payment.failed', { chargeId, attemptId: `${chargeId}/${n}`, itemIds, methodId: null, code, reasonClass, attemptedAt: now })
      );
    }
    case 'credit note':
      return item && tell('creditNote.issued', { creditNoteId: `${customerId}/N${n}`, itemId, amount });
    case 'charged back': {
      const code = pick % 2 ? 'fraudulent' : 'MD06';
      const chargebackId = `${customerId}/B${n}`;
      return (
        payment &&
        tell('payment.chargedBack', { chargebackId, paymentId: payment.id, amount: pick % 3 ? payment.amount : amount, code, itemIds: [] })
      );
    }
    case 'chargeback': {
      const chargeback = one(memory.list('chargeback'));
      const outcome = pick % 3 ? 'won' : 'lost';
      return (
        chargeback && tell('chargeback.resolved', { chargebackId: chargeback.id, paymentId: chargeback.paymentId, outcome, itemIds: [] })
      );
    }
    case 'cheque':
      return tell('cheque.received', {
        chequeId: `${customerId}/Q${n}`,
        accountId: item?.accountId ?? accountId,
        amount,
        currency: item?.currency ?? currency,
        number: `${n}`,
        requested: item && pick % 2 ? [{ itemId, amount }] : [],
        apply: pick % 2 ? 'named' : 'oldest-first',
        shares: [],
      });
    case 'cheque cleared': {
      const cheque = one(memory.list('cheque'));
      return cheque && tell('cheque.cleared', { chequeId: cheque.id, paymentId: `pay/${cheque.id}/${n}`, itemIds: [], shares: [] });
    }
    case 'cheque returned': {
      const cheque = one(memory.list('cheque'));
      const reason = CHEQUE_REASONS[pick % CHEQUE_REASONS.length];
      return cheque && tell('cheque.returned', { chequeId: cheque.id, reason, paymentId: cheque.paymentId, itemIds: [] });
    }
    case 'cheque deposited': {
      const cheque = one(memory.list('cheque'));
      return cheque && tell('cheque.deposited', { chequeId: cheque.id, itemIds: [] });
    }
    case 'write-off':
      return (
        item &&
        tell('invoice.writtenOff', { writeOffId: `${customerId}/W${n}`, itemId, amount: pick % 3 ? item.open : amount, code: 'bad-debt' })
      );
    case 'undone': {
      const writeOff = one(memory.list('writeOff'));
      return writeOff && tell('writeOff.undone', { writeOffId: writeOff.id, itemId: writeOff.itemId });
    }
    case 'dispute':
      return item && tell('dispute.opened', { disputeId: `${customerId}/D${n}`, itemId, amount, reasonCode: 'goods' });
    case 'resolved': {
      const dispute = one(memory.list('dispute'));
      return dispute && tell('dispute.resolved', { disputeId: dispute.id, itemId: dispute.itemId, outcome: 'against-customer' });
    }
    case 'explained': {
      const plan = memory.list('paymentPlan').at(-1);
      if (plan && pick === 7) return tell('plan.judged', { planId: plan.id, outcome: 'cancelled', itemIds: [] });
      const dispute = one(memory.list('dispute'));
      return dispute && tell('dispute.explained', { disputeId: dispute.id, itemId: dispute.itemId, reasonCode: `reason-${pick}` });
    }
    case 'promise':
      if (item && pick === 7) return planOf(item);
      return item && tell('promise.made', { promiseId: `${customerId}/V${n}`, itemId, amount, by: addDays(today, pick) });
    case 'hold': {
      if (pick === 7 && !foreign)
        return tell('customer.insolvent', { holdId: `${customerId}/H${n}`, cutOff: amount === 1 ? addDays(today, -30) : today });
      const [scope, subject] = item && foreign ? ['item', itemId] : pick > 4 ? ['account', accountId] : ['customer', customerId];
      const endsAt = pick % 2 ? now + pick * DAY : null;
      return tell('hold.placed', {
        holdId: `${customerId}/H${n}`,
        kind: one([...HOLDS]),
        scope,
        subject,
        stops: STOPS.slice(pick % 4),
        endsAt,
      });
    }
    case 'released': {
      const hold = one(memory.list('hold'));
      return tell('hold.released', { holdId: hold?.id ?? 'a hold that nobody knows' });
    }
    case 'method':
      return tell('method.added', { methodId: `${customerId}/M${n}`, kind: 'card', providerRef: `pm_${n}`, autopay: pick > 1 });
    case 'order':
      return tell('order.placed', { orderId: `${customerId}/O${n}`, accountId, amount: amount * 5, currency, credit: null });
    case 'delivered':
      return item && tell('invoice.delivered', { itemId });
    case 'undeliverable':
    case 'refused':
      return item && tell(`invoice.${kind}`, { itemId, code: 'no' });
    case 'due':
      if (item && pick > 4) return movedItem(item);
      return item && tell('invoice.dueChanged', { itemId, dueOn: addDays(today, pick * 9 - 25) });
    case 'taken':
      return item && tell('steps.taken', { itemId, steps: ['coming-up', 'slipped-through'].slice(pick % 2), on: addDays(today, -pick) });
    case 'task': {
      const task = one(memory.list('task').filter((candidate) => candidate.status === 'open')) ?? one(memory.list('task'));
      const outcomes = {
        'credit-review': 'approved',
        'order-over-limit': 'release',
        undelivered: 'send again',
        refused: 'delivered',
        ours: 'fixed',
        'fix-address': 'corrected',
        dispute: ['for the customer', 'against the customer'][pick % 2] ?? '',
        'payment-unknown': ['collected', 'not collected', 'used up'][pick % 3] ?? '',
        chargeback: ['still owed', 'done'][pick % 2] ?? '',
        'cheque-clearing': ['cleared', 'no funds'][pick % 2] ?? '',
        'deposit-cheque': ['deposited', 'given up'][pick % 2] ?? '',
      };
      return task && tell('task.decided', { taskId: task.id, outcome: outcomes[task.kind as 'ours'] ?? 'done' });
    }
    case 'survey': {
      const survey = one(memory.list('survey'));
      return survey && tell('survey.answered', { surveyId: survey.id, score: pick });
    }
    case 'customer': {
      const sets = [
        { timeZone: 'Europe/Berlin' },
        { billingDay: 15, paymentRun: 25 },
        { deliverBy: 'outside' },
        { kind: 'business', paysBy: 'cheque', industry: 'retail', size: null },
        { creditLimit: null, creditStatus: 'declined' },
      ];
      return tell('customer.changed', { set: one(sets) ?? {} });
    }
    case 'contact':
      if (pick < 3) return tell('contact.changed', { contactId: `${customerId}/contact/1` });
      return tell('contact.changed', {
        contactId: `${customerId}/contact/${RANKS[pick % 4]}`,
        purpose: RANKS[pick % 4],
        by: pick > 5 ? [] : ['email'],
      });
    case 'again': {
      const { number, recordedAt, customerId: _own, ...known } = memory.facts[pick % n] as (typeof memory.facts)[number];
      return known;
    }
  }
}

const codeOf = (text: string): string => CODES[[...text].reduce((sum, sign) => sum + sign.charCodeAt(0), 0) % CODES.length] as string;

/** What the simulator gives a claim: all there is. */
const everything = (memory: MemoryBook, now: Instant) => ({
  ...memory.select(now),
  items: memory.list('item'),
  charges: memory.list('charge'),
  attempts: memory.list('attempt'),
  disputes: memory.list('dispute'),
  holds: memory.list('hold'),
  promises: memory.list('paymentPromise'),
  plans: memory.list('paymentPlan'),
});

/** The rows without what says nothing: undefined fields, and the order of tokens, steps and stages. */
const comparable = (rows: object) => {
  const all = plain(rows) as Record<string, unknown>;
  for (const list of ['tokens', 'steps', 'restStages', 'restStates', 'underWay']) all[list] = inOrder(all[list] as object[]);
  return all;
};
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const inOrder = <T extends object>(rows: T[]): T[] => rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
const keyOf = (row: object) => ['id', 'lane', 'subject', 'stage', 'step', 'occurrence'].map((key) => Reflect.get(row, key)).join(' ');
/** Instants as one kind of text, whichever side they come from. */
const withTexts = (rows: object[]) =>
  rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([key, value]) => [
        key,
        value !== null && (key === 'at' || key.endsWith('At')) ? new Date(value as string).toISOString() : value,
      ]),
    ),
  );
