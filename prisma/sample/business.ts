/**
 * The sample business: two legal entities, forty customers, and what happened to them in the last 120 days. Pure: the same moment and seed give the same.
 *
 * 1. Nothing happened later than now, and what is told of a customer is in order of time.
 * 2. What the journey would have done up to yesterday is told as steps taken, so that Duly goes on from there.
 */
import type { NewCustomer } from '../../activities/ports/books.js';
import { addDays, addMonths, DAY, dateAt, type Instant, instantAt, type LocalDate } from '../../domain/calendar.js';
import type { FactData, FactType, Report } from '../../domain/facts.js';
import type { Journey } from '../../domain/journey/journey.js';
import { accountId } from '../../domain/ledger/account-id.js';
import { stranger } from '../../domain/stranger.js';
import { type Draw, drawFrom } from './draw.js';
import { SELLERS, type Seller } from './names.js';
import { type OpenInvoice, SITUATIONS, type Situation } from './situations.js';
import { stepsBefore } from './steps-before.js';

/** A report with the moment at which it came in. */
export interface Told {
  report: Report;
  at: Instant;
}

export interface SampleCustomer {
  create: NewCustomer;
  history: Told[];
}

export interface SampleBusiness {
  legalEntities: (Pick<Seller, 'id' | 'name' | 'country' | 'senderAddress' | 'invoicePrefix' | 'iban' | 'bic'> & { nextInvoice: number })[];
  customers: SampleCustomer[];
}

interface SampleInput {
  now: Instant;
  /** That the customers walk. */
  journey: Journey;
  journeyId: string;
  seed?: number;
}

/** The first day of all, counted from today. */
const FIRST_DAY = -120;
const NET_DAYS = 30;
/** Invoices before the open ones, each with its due date. */
const PAID_DUE = [-88, -62, -47] as const;
/** Days from the due date to the payment. */
const PAID_AFTER = { early: [-6, 0], late: [4, 24], 'by card': [0, 0] } as const;

export function sampleBusiness({ now, journey, journeyId, seed = 1 }: SampleInput): SampleBusiness {
  const draw = drawFrom(seed);
  const numbers = new Map(SELLERS.map(({ id }) => [id, 0]));
  const customers = SITUATIONS.map((situation, index) => {
    const seller = SELLERS[index % SELLERS.length] as Seller;
    return customerOf({ situation, index, seller, now, journey, journeyId, draw });
  });
  // An organisation numbers its invoices as it issues them, whoever they are for.
  const issues = customers.flatMap(({ create, history }) =>
    history.flatMap(({ report, at }) => (report.type === 'invoice.issued' ? [{ report, at, seller: create.customer.legalEntityId }] : [])),
  );
  for (const { report, seller } of issues.sort((a, b) => a.at - b.at)) {
    const number = (numbers.get(seller) ?? 0) + 1;
    numbers.set(seller, number);
    report.data.number = `${SELLERS.find(({ id }) => id === seller)?.invoicePrefix}${number}`;
  }
  return {
    legalEntities: SELLERS.map(({ id, name, country, senderAddress, invoicePrefix, iban, bic }) => ({
      id,
      name,
      country,
      senderAddress,
      invoicePrefix,
      iban,
      bic,
      nextInvoice: (numbers.get(id) ?? 0) + 1,
    })),
    customers,
  };
}

interface CustomerInput extends Omit<SampleInput, 'seed'> {
  situation: Situation;
  index: number;
  seller: Seller;
  draw: Draw;
}

function customerOf({ situation, index, seller, now, journey, journeyId, draw }: CustomerInput): SampleCustomer {
  const id = `cus_sample_${1001 + index}`;
  const name = seller.customers[Math.floor(index / SELLERS.length)] as string;
  const zone = seller.timeZone;
  const today = dateAt(now, zone);
  const isNew = situation.risk === 'high';
  const account = accountId({ customerId: id, legalEntityId: seller.id, currency: seller.currency });
  const history: Told[] = [];
  const day = (offset: number): LocalDate => addDays(today, offset);

  /** Told in the course of the day; today's are told now. */
  const tell = <T extends FactType>(type: T, on: number, externalId: string, data: FactData[T]): void => {
    const at = on >= 0 ? now : instantAt({ date: day(on), time: '10:00', zone });
    history.push({ at, report: { type, source: 'sample', externalId: `${id}/${externalId}`, effectiveOn: day(on), data } as Report });
  };
  const pay = (paymentId: string, on: number, amount: number, itemId?: string): void =>
    tell('payment.received', on, paymentId, {
      paymentId: `pay_${id}-${paymentId}`,
      accountId: account,
      amount,
      currency: seller.currency,
      shares: itemId === undefined ? [] : [{ itemId, amount }],
      apply: 'named',
      chargeId: null,
      attemptId: null,
      reference: null,
    });
  const issue = ({ key, due, amount, waiting }: { key: string; due: number; amount: number; waiting?: boolean | undefined }): string => {
    const itemId = `inv_${id}-${key}`;
    tell('invoice.issued', due - NET_DAYS, `${key}/issued`, {
      itemId,
      accountId: account,
      number: '',
      amount,
      currency: seller.currency,
      dueOn: day(due),
      delivery: waiting ? 'waiting' : 'delivered',
      orderIds: [],
    });
    return itemId;
  };
  const chase = ({ itemId, due, until }: { itemId: string; due: number; until: number }): void => {
    for (const { step, on } of stepsBefore({ journey, due, until, byCard: situation.card !== undefined }))
      tell('steps.taken', on, `${itemId}/${step}`, { itemId, steps: [step], on: day(on) });
  };
  const amountOf = (invoice?: OpenInvoice): number => invoice?.amount ?? draw.between(90, 4_200) * 100 + draw.between(0, 99);

  if (situation.card !== undefined)
    tell('method.added', FIRST_DAY, 'card', { methodId: `pm_${id}`, kind: 'card', providerRef: situation.card, autopay: true });
  const [soonest, latest] = PAID_AFTER[situation.paid];
  for (const [nth, due] of (isNew ? [] : PAID_DUE).entries()) {
    const key = `p${nth + 1}`;
    const shifted = due - draw.between(0, 2);
    const amount = amountOf();
    const on = shifted + draw.between(soonest, latest);
    const itemId = issue({ key, due: shifted, amount });
    chase({ itemId, due: shifted, until: on });
    pay(`${key}-paid`, on, amount, itemId);
  }
  for (const [nth, invoice] of situation.open.entries()) {
    const { due, waiting, partPaid, dispute } = invoice;
    const key = `o${nth + 1}`;
    const amount = amountOf(invoice);
    const itemId = issue({ key, due, amount, waiting });
    chase({ itemId, due, until: dispute?.percent === 100 ? dispute.opened : 0 });
    if (partPaid) pay(`${key}-part`, partPaid.on, share(amount, partPaid.percent), itemId);
    if (dispute) {
      const disputeId = `dsp_${id}-${key}`;
      const disputed = share(amount, dispute.percent);
      tell('dispute.opened', dispute.opened, `${key}/disputed`, { disputeId, itemId, amount: disputed, reasonCode: 'goods' });
      if (dispute.resolved !== undefined)
        tell('dispute.resolved', dispute.resolved, `${key}/resolved`, { disputeId, itemId, outcome: 'against-customer' });
    }
    if (nth === 0 && situation.unapplied) pay('unnamed', situation.unapplied.on, share(amount, situation.unapplied.percent));
  }
  if (situation.order)
    tell('order.placed', situation.order.on, 'order', {
      orderId: `ord_${id}-1`,
      accountId: account,
      amount: situation.order.amount,
      currency: seller.currency,
      credit: null,
    });

  const since = addMonths(today, -(isNew ? 1 : draw.between(14, 90)));
  const start = instantAt({ date: day(FIRST_DAY), time: '09:00', zone });
  return {
    create: {
      customer: {
        id,
        legalEntityId: seller.id,
        timeZone: zone,
        locale: seller.locale,
        country: seller.country,
        currency: seller.currency,
        netDays: NET_DAYS,
        dueDay: null,
        billingCycle: 'order',
        billingDay: null,
        deliverBy: 'email',
        riskClass: situation.risk ?? 'normal',
        knownSince: since,
        creditStatus: isNew ? 'unknown' : 'approved',
        creditLimit: isNew ? null : 2_000_000,
        creditDecidedAt: isNew ? null : start,
        journeyId,
        ...stranger(),
      },
      externalId: String(10_001 + index),
      name,
      contacts: [{ purpose: 'all', name: seller.desk, email: `accounts@${hostOf(name)}.example` }],
      recordedAt: isNew ? now - DAY : start,
    },
    history: history.sort((a, b) => a.at - b.at),
  };
}

const share = (amount: number, percent: number): number => Math.round((amount * percent) / 100);

const UMLAUTS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };
const hostOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[äöüß]/g, (letter) => UMLAUTS[letter] ?? '')
    .replace(/[^a-z]+/g, '-');
