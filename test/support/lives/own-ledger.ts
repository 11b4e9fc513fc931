/**
 * The judges' own ledger: what is owed, disputed, held, on its way or covered, reckoned from the reports alone. It knows no postings and reads no
 * record of the engine; where it and the books differ, one of them is wrong.
 */
import type { Report } from '../../../domain/facts.js';
import { beginsAt, dayAt, later } from './own-calendar.js';
import { instalmentOf, leftAt, type OwnPlan, placeIn } from './own-plans.js';

export interface OwnItem {
  id: string;
  number: string;
  account: string;
  amount: number;
  open: number;
  dueOn: string;
  /** The earliest day on which it was ever due. */
  firstDueOn: string;
  issuedOn: string;
  /** When it came to the customer; null: it has not. */
  deliveredAt: number | null;
}
interface OwnPayment {
  id: string;
  account: string;
  left: number;
  receivedOn: string;
  to: Map<string, number>;
  awaits: { invoice: string; amount: number }[];
}
interface OwnCheque {
  number: string;
  account: string;
  amount: number;
  parts: { itemId: string; amount: number }[];
  status: 'clearing' | 'cleared' | 'returned';
  /** What it had become; null: nothing yet. */
  paymentId: string | null;
}
interface OwnHold {
  id: string;
  kind: string;
  subject: string;
  stops: readonly string[];
  /** Null: all of it. */
  part: number | null;
  from: number;
  until: number;
  /** Of the customer it holds what was issued before this day. */
  cutOff?: string;
}

export type OwnLedger = ReturnType<typeof createOwnLedger>;

/** Holds that wait for an answer, with the days for which each lasts without one. */
export type WaitingDays = Readonly<Record<string, number>>;

interface OwnLedgerInput {
  customerId: string;
  zone: string;
  waitingDays: WaitingDays;
}

export function createOwnLedger({ customerId, zone: firstZone, waitingDays }: OwnLedgerInput) {
  const items = new Map<string, OwnItem>();
  const payments = new Map<string, OwnPayment>();
  const holds = new Map<string, OwnHold>();
  const disputes = new Map<string, { itemId: string; amount: number; open: boolean }>();
  const promises = new Map<string, { itemId: string; amount: number; by: string; open: boolean; paid: Map<string, number> }>();
  const cheques = new Map<string, OwnCheque>();
  const plans = new Map<string, OwnPlan>();
  const writeOffs = new Map<string, number>();
  const takenBack = new Map<string, { paymentId: string; amount: number; shares: { itemId: string; amount: number }[]; open: boolean }>();
  /** Holds of which it is not decided yet how long they last. */
  const begun = new Set<string>();
  let zone = firstZone;

  /** By payment and item, the report with which the one was first applied to the other; they are counted. */
  const appliedIn = new Map<string, number>();
  let told = 0;
  /** Items of which something was paid, if only for a time, or which are due on another day. */
  const touched = new Set<string>();
  const give = (payment: OwnPayment, item: OwnItem | undefined, wanted: number) => {
    const part = Math.min(payment.left, wanted, item?.open ?? 0);
    if (!item || part <= 0) return;
    item.open -= part;
    touched.add(item.id);
    payment.left -= part;
    payment.to.set(item.id, (payment.to.get(item.id) ?? 0) + part);
    const place = `${payment.id} ${item.id}`;
    if (!appliedIn.has(place)) appliedIn.set(place, told);
    for (const promise of promises.values())
      if (promise.itemId === item.id && promise.open) promise.paid.set(payment.id, (promise.paid.get(payment.id) ?? 0) + part);
  };
  /** What is from before an insolvency gets none of the money that is from after it, unless a person says so. */
  const giveFreely = (payment: OwnPayment, item: OwnItem | undefined, wanted: number) => {
    const cutOff = [...holds.values()].find((hold) => hold.cutOff !== undefined && hold.until === Infinity)?.cutOff;
    if (item && cutOff !== undefined && payment.receivedOn >= cutOff && item.issuedOn < cutOff) return;
    give(payment, item, wanted);
  };
  /** Shares of instalments go to the invoices of their plans, the oldest first. */
  const sharesOf = (shares: readonly { itemId: string; amount: number }[]) =>
    shares.flatMap((share) => {
      const plan = placeIn(plans.values(), share.itemId)?.plan;
      if (!plan) return [share];
      let left = share.amount;
      return [...items.values()]
        .filter(({ id, open }) => plan.itemIds.includes(id) && open > 0)
        .sort((a, b) => (a.dueOn + a.id < b.dueOn + b.id ? -1 : 1))
        .map(({ id, open }) => {
          const amount = Math.min(left, open);
          left -= amount;
          return { itemId: id, amount };
        });
    });
  const disputedOf = (itemId: string) =>
    [...disputes.values()].filter((one) => one.open && one.itemId === itemId).reduce((sum, { amount }) => sum + amount, 0);
  /** Asked for each invoice of each message: found once between two reports. */
  const sorted = new Map<string, OwnItem[]>();
  const oldestFirst = (account: string): OwnItem[] => {
    const known = sorted.get(account);
    if (known) return known;
    const found = [...items.values()]
      .filter((item) => item.account === account && item.open > 0)
      .sort((a, b) => (a.dueOn + a.id < b.dueOn + b.id ? -1 : 1));
    sorted.set(account, found);
    return found;
  };

  function tell(report: Report, at: number): void {
    sorted.clear();
    told += 1;
    book(report, at);
    // Once it is settled, an invoice that was to be paid first is like any other.
    for (const hold of holds.values())
      if (hold.kind === 'prepaid' && hold.until > at && (items.get(hold.subject)?.open ?? 0) <= 0) hold.until = at;
    sorted.clear();
  }

  function book(report: Report, at: number): void {
    switch (report.type) {
      case 'customer.changed':
        zone = report.data.set.timeZone ?? zone;
        return;
      case 'invoice.issued': {
        const { itemId, number, accountId, amount, dueOn, delivery, prepaid } = report.data;
        const delivered = delivery === 'delivered';
        const item: OwnItem = {
          id: itemId,
          number,
          account: accountId,
          amount,
          open: amount,
          dueOn,
          firstDueOn: dueOn,
          issuedOn: report.effectiveOn,
          deliveredAt: delivered ? at : null,
        };
        items.set(itemId, item);
        if (prepaid) {
          const stops = ['reminders', 'collecting', 'interest', 'escalation'];
          place({ id: `prepaid ${itemId}`, kind: 'prepaid', subject: itemId, stops, part: null, from: at });
        }
        const waiting = [...payments.values()].sort((a, b) => (a.receivedOn + a.id < b.receivedOn + b.id ? -1 : 1));
        for (const payment of waiting) {
          const meant = payment.awaits.filter(({ invoice }) => invoice === number || invoice === itemId);
          payment.awaits = payment.awaits.filter((one) => !meant.includes(one));
          giveFreely(
            payment,
            item,
            meant.reduce((sum, one) => sum + one.amount, 0),
          );
        }
        return;
      }
      case 'invoice.dueChanged': {
        const item = items.get(report.data.itemId);
        if (!item) return;
        item.dueOn = report.data.dueOn;
        if (item.dueOn < item.firstDueOn) item.firstDueOn = item.dueOn;
        touched.add(item.id);
        return;
      }
      case 'invoice.lapsed': {
        const item = items.get(report.data.itemId);
        if (item) item.open = 0;
        return;
      }
      case 'invoice.delivered': {
        const item = items.get(report.data.itemId);
        if (item) item.deliveredAt = at;
        for (const hold of holds.values())
          if (hold.kind === 'incomplete' && hold.subject === report.data.itemId) hold.until = Math.min(hold.until, Math.max(at, hold.from));
        return;
      }
      case 'invoice.undeliverable':
      case 'invoice.refused': {
        const item = items.get(report.data.itemId);
        if (item) item.deliveredAt = null;
        if (report.type === 'invoice.refused')
          place({
            id: `refused ${at} ${holds.size}`,
            kind: 'incomplete',
            subject: report.data.itemId,
            stops: ['reminders', 'interest', 'escalation'],
            part: null,
            from: at,
          });
        return;
      }
      case 'payment.received': {
        const { paymentId, accountId, amount, shares, requested, apply, reference } = report.data;
        const payment: OwnPayment = {
          id: paymentId,
          account: accountId,
          left: amount,
          receivedOn: report.effectiveOn,
          to: new Map(),
          awaits: [],
        };
        payments.set(paymentId, payment);
        for (const share of sharesOf(shares)) giveFreely(payment, items.get(share.itemId), share.amount);
        for (const { invoice, amount: meant } of requested ?? []) {
          const known = [...items.values()].find((item) => item.id === invoice || item.number === invoice);
          if (known) giveFreely(payment, known, meant);
          else if (payment.left > 0) payment.awaits.push({ invoice, amount: meant });
        }
        if (apply === 'oldest-first')
          for (const item of oldestFirst(accountId)) giveFreely(payment, item, Math.max(0, item.open - disputedOf(item.id)));
        if (payment.left === 0) payment.awaits = [];
        const [id, cheque] =
          [...cheques].find(([, one]) => one.status === 'clearing' && one.account === accountId && one.number === reference) ?? [];
        if (id && cheque) endClearing(id, cheque, { at, status: 'cleared', paymentId });
        return;
      }
      case 'cheque.received': {
        const { chequeId, accountId, amount, number, requested, apply } = report.data;
        const parts = partsOf({ accountId, amount, requested, apply });
        cheques.set(chequeId, { number, account: accountId, amount, parts, status: 'clearing', paymentId: null });
        for (const hold of holds.values())
          if (hold.kind === 'cheque-in-the-post' && requested.some(({ itemId }) => itemId === hold.subject))
            hold.until = Math.min(hold.until, at);
        holdParts(chequeId, parts, at);
        return;
      }
      case 'cheque.cleared': {
        const cheque = cheques.get(report.data.chequeId);
        if (!cheque) return;
        const { account, amount: left, parts } = cheque;
        const payment: OwnPayment = {
          id: report.data.paymentId,
          account,
          left,
          receivedOn: report.effectiveOn,
          to: new Map(),
          awaits: [],
        };
        payments.set(payment.id, payment);
        for (const { itemId, amount } of parts) giveFreely(payment, items.get(itemId), amount);
        endClearing(report.data.chequeId, cheque, { at, status: 'cleared', paymentId: payment.id });
        return;
      }
      case 'cheque.returned': {
        const cheque = cheques.get(report.data.chequeId);
        if (!cheque) return;
        if (cheque.paymentId !== null) takeBack(cheque.paymentId);
        endClearing(report.data.chequeId, cheque, { at, status: 'returned', paymentId: null });
        return;
      }
      case 'cheque.deposited': {
        const cheque = cheques.get(report.data.chequeId);
        if (!cheque) return;
        cheque.status = 'clearing';
        holdParts(report.data.chequeId, cheque.parts, at);
        return;
      }
      case 'payment.applied': {
        const payment = payments.get(report.data.paymentId);
        for (const share of report.data.shares) if (payment) give(payment, items.get(share.itemId), share.amount);
        if (payment?.left === 0) payment.awaits = [];
        return;
      }
      case 'payment.refunded':
        takeBack(report.data.paymentId);
        return;
      case 'invoice.writtenOff':
      case 'writeOff.undone': {
        const item = items.get(report.data.itemId);
        const { writeOffId } = report.data;
        if (report.type === 'invoice.writtenOff') writeOffs.set(writeOffId, report.data.amount);
        const amount = writeOffs.get(writeOffId) ?? 0;
        touched.add(report.data.itemId);
        if (item) item.open += report.type === 'invoice.writtenOff' ? -amount : amount;
        return;
      }
      case 'promise.made': {
        const { promiseId, itemId, amount, by } = report.data;
        promises.set(promiseId, { itemId, amount, by, open: true, paid: new Map() });
        place({ id: promiseId, kind: 'promise', subject: itemId, stops: ['reminders', 'escalation'], part: amount, from: at });
        return;
      }
      case 'promise.judged': {
        const promise = promises.get(report.data.promiseId);
        if (promise) promise.open = false;
        end(report.data.promiseId, at);
        return;
      }
      case 'payment.chargedBack': {
        const { chargebackId, paymentId, amount } = report.data;
        const payment = payments.get(paymentId);
        if (!payment) return;
        let rest = amount - Math.min(payment.left, amount);
        payment.left -= Math.min(payment.left, amount);
        if (payment.left === 0) payment.awaits = [];
        const shares: { itemId: string; amount: number }[] = [];
        // What it paid last is taken back first; of one report, by the name.
        const firstIn = (itemId: string) => appliedIn.get(`${paymentId} ${itemId}`) ?? 0;
        const lastFirst = [...payment.to].sort(([a], [b]) => firstIn(b) - firstIn(a) || (a < b ? 1 : -1));
        for (const [itemId, paid] of lastFirst) {
          const part = Math.min(paid, rest);
          const item = items.get(itemId);
          if (!item || part <= 0) continue;
          rest -= part;
          item.open += part;
          payment.to.set(itemId, paid - part);
          shares.push({ itemId, amount: part });
          for (const promise of promises.values())
            if (promise.itemId === itemId && promise.paid.has(paymentId))
              promise.paid.set(paymentId, Math.max(0, (promise.paid.get(paymentId) ?? 0) - part));
          dispute({ id: `${chargebackId}/${itemId}`, itemId, amount: part, from: at });
        }
        takenBack.set(chargebackId, { paymentId, amount, shares, open: true });
        return;
      }
      case 'chargeback.resolved': {
        const { chargebackId, outcome } = report.data;
        const one = takenBack.get(chargebackId);
        if (!one?.open) return;
        one.open = false;
        const payment = payments.get(one.paymentId);
        if (outcome === 'lost' || !payment) return;
        payment.left += one.amount;
        for (const { itemId, amount } of one.shares) {
          give(payment, items.get(itemId), amount);
          const id = `${chargebackId}/${itemId}`;
          const dispute = disputes.get(id);
          if (dispute) dispute.open = false;
          end(id, at);
        }
        return;
      }
      case 'creditNote.issued': {
        const { creditNoteId, itemId, amount } = report.data;
        const item = items.get(itemId);
        if (!item) return;
        const used = Math.min(amount, item.open);
        touched.add(itemId);
        item.open -= used;
        if (amount > used)
          payments.set(creditNoteId, {
            id: creditNoteId,
            account: item.account,
            left: amount - used,
            receivedOn: report.effectiveOn,
            to: new Map(),
            awaits: [],
          });
        return;
      }
      case 'dispute.opened': {
        const { disputeId, itemId, amount } = report.data;
        dispute({ id: disputeId, itemId, amount, from: at });
        return;
      }
      case 'dispute.resolved': {
        const dispute = disputes.get(report.data.disputeId);
        if (dispute) dispute.open = false;
        end(report.data.disputeId, at);
        return;
      }
      case 'customer.insolvent': {
        const stops = ['reminders', 'collecting', 'interest', 'escalation', 'surveys', 'orders'];
        const { holdId, cutOff } = report.data;
        place({ id: holdId, kind: 'legal', subject: customerId, stops, part: null, from: at, cutOff });
        return;
      }
      case 'plan.made': {
        const { planId, itemIds, instalments } = report.data;
        const account = items.get(itemIds[0] ?? '')?.account ?? '';
        plans.set(planId, { id: planId, itemIds, instalments, account, runs: true, madeOn: report.effectiveOn, madeAt: at });
        const stops = ['reminders', 'collecting', 'interest', 'escalation'];
        for (const subject of itemIds) place({ id: `${planId} ${subject}`, kind: 'plan', subject, stops, part: null, from: at });
        return;
      }
      case 'plan.judged': {
        const plan = plans.get(report.data.planId);
        if (!plan || report.data.outcome === 'missed' || report.data.outcome === 'mended') return;
        plan.runs = false;
        for (const subject of plan.itemIds) end(`${plan.id} ${subject}`, at);
        return;
      }
      case 'costs.claimed': {
        const item = items.get(report.data.itemId);
        if (item) item.open += report.data.interest + report.data.fee;
        return;
      }
      case 'hold.placed': {
        const { holdId, kind, subject, stops, endsAt } = report.data;
        place({ id: holdId, kind, subject, stops, part: null, from: at, ...(endsAt !== null && { until: endsAt }) });
        if (waitingDays[kind] !== undefined) begun.add(holdId);
        return;
      }
      case 'hold.released':
        end(report.data.holdId, at);
        return;
      default:
        return;
    }
  }

  const place = (hold: Omit<OwnHold, 'until'> & { until?: number }) => holds.set(hold.id, { until: Infinity, ...hold });
  const end = (id: string, at: number) => {
    const hold = holds.get(id);
    if (hold) hold.until = Math.min(hold.until, at);
  };
  /** All of an invoice is in peace, with what was claimed on it, where as much as its own amount is disputed. */
  function dispute({ id, itemId, amount, from }: { id: string; itemId: string; amount: number; from: number }): void {
    disputes.set(id, { itemId, amount, open: true });
    const part = amount >= (items.get(itemId)?.amount ?? 0) ? null : amount;
    place({ id, kind: 'dispute', subject: itemId, stops: ['reminders', 'collecting', 'interest', 'escalation'], part, from });
  }

  const stopping = (subject: string, what: string) =>
    [...holds.values()].filter((hold) => hold.stops.includes(what) && isOn(hold, subject));
  const isOn = (hold: OwnHold, subject: string): boolean => {
    if (hold.cutOff !== undefined && subject !== customerId) {
      const issuedOn = itemOf(subject)?.issuedOn;
      return issuedOn !== undefined && issuedOn < hold.cutOff;
    }
    return hold.subject === subject || hold.subject === customerId || hold.subject === itemOf(subject)?.account;
  };
  const restOf = ({ itemIds }: OwnPlan): number => itemIds.reduce((sum, id) => sum + Math.max(0, items.get(id)?.open ?? 0), 0);
  const itemOf = (id: string): OwnItem | undefined => {
    const own = items.get(id);
    if (own || plans.size === 0) return own;
    const found = placeIn(plans.values(), id);
    return found && instalmentOf({ ...found, rest: restOf(found.plan) });
  };

  /** All that is left of a payment: what it was applied to is open again. */
  function takeBack(paymentId: string): void {
    const payment = payments.get(paymentId);
    if (!payment) return;
    for (const [itemId, amount] of payment.to) {
      const item = items.get(itemId);
      if (item) item.open += amount;
    }
    for (const promise of promises.values()) promise.paid.delete(payment.id);
    Object.assign(payment, { left: 0, to: new Map(), awaits: [] });
  }

  /** What of a cheque is meant for which item: those that it names, else the oldest, the disputed part of each passed by. */
  function partsOf({
    accountId,
    amount,
    requested,
    apply,
  }: {
    accountId: string;
    amount: number;
    requested: readonly { itemId: string; amount: number }[];
    apply: string;
  }): OwnCheque['parts'] {
    const parts: OwnCheque['parts'] = [];
    let left = amount;
    const oldest = oldestFirst(accountId).map(({ id, open }) => ({ itemId: id, amount: open - disputedOf(id) }));
    for (const { itemId, amount: wanted } of apply === 'oldest-first' ? oldest : requested) {
      const part = Math.min(left, wanted, items.get(itemId)?.open ?? 0);
      if (part <= 0) continue;
      left -= part;
      parts.push({ itemId, amount: part });
    }
    return parts;
  }

  function holdParts(chequeId: string, parts: OwnCheque['parts'], at: number): void {
    for (const { itemId, amount } of parts) {
      const open = items.get(itemId)?.open ?? 0;
      const stops = ['reminders', 'collecting', 'escalation'];
      if (open > 0)
        place({
          id: `${chequeId} ${itemId} ${told}`,
          kind: 'money-on-its-way',
          subject: itemId,
          stops,
          part: Math.min(amount, open),
          from: at,
        });
    }
  }

  function endClearing(
    id: string,
    cheque: OwnCheque,
    { at, ...became }: { at: number; status: OwnCheque['status']; paymentId: string | null },
  ): void {
    Object.assign(cheque, became);
    for (const [holdId, hold] of holds) if (holdId.startsWith(`${id} `)) hold.until = Math.min(hold.until, at);
  }

  const inForce = (subject: string, what: string, at: number) =>
    stopping(subject, what).filter(({ from, until }) => from <= at && at < until);

  /** What holds stop of an item, those of a kind left out where asked. */
  function heldOf({ item, what, at, but }: { item: OwnItem; what: string; at: number; but?: string | undefined }): number {
    let held = 0;
    for (const { id, part, kind } of inForce(item.id, what, at)) {
      if (kind === but) continue;
      const paid = [...(promises.get(id)?.paid.values() ?? [])].reduce((sum, amount) => sum + amount, 0);
      held += part === null ? item.open : Math.max(0, part - paid);
    }
    return Math.min(item.open, held);
  }

  /** What money of the account covers of an item, the oldest first. */
  function coveredOf(item: OwnItem): number {
    let left = 0;
    for (const payment of payments.values()) if (payment.account === item.account) left += payment.left;
    for (const older of left > 0 ? oldestFirst(item.account) : []) {
      const part = Math.min(left, older.open);
      if (older.id === item.id) return part;
      left -= part;
    }
    return 0;
  }

  /** What may be asked for of an instalment: what is held of its invoices is left out of the last, what is covered out of the first. */
  function askableOf({ plan, place, what, at }: { plan: OwnPlan; place: number; what: string; at: number }): number {
    const rest = restOf(plan);
    const instalment = instalmentOf({ plan, place, rest });
    const own = heldOf({ item: instalment, what, at });
    const invoices = plan.itemIds.flatMap((id) => items.get(id) ?? []);
    const held = invoices.reduce((sum, item) => sum + heldOf({ item, what, at, but: 'plan' }), 0);
    const covered = invoices.reduce((sum, item) => sum + coveredOf(item), 0);
    let before = 0;
    for (let earlier = 0; earlier < place; earlier += 1) before += leftAt(plan, earlier, rest);
    const free = Math.max(0, Math.min(instalment.open, rest - held - before));
    const shield = leftAt(plan, place, rest) - leftAt(plan, place, rest - covered);
    return instalment.open - Math.min(instalment.open, own + instalment.open - free) - (plan.runs ? shield : 0);
  }

  return {
    tell,
    /** A decision was made: what waits for an answer lasts from then, in whole days of the zone. */
    decided(at: number, contactZone: string): void {
      for (const id of begun) {
        const hold = holds.get(id);
        const days = waitingDays[hold?.kind ?? ''];
        if (hold && days !== undefined && hold.until === Infinity)
          hold.until = beginsAt(later(dayAt(at, contactZone), days + 1), contactZone);
      }
      begun.clear();
      // What was handed over and is paid is ours again, should it be open once more.
      for (const hold of holds.values())
        if (hold.kind === 'agency' && (items.get(hold.subject)?.open ?? 0) <= 0) hold.until = Math.min(hold.until, at);
    },
    zone: () => zone,
    item: itemOf,
    /** Whether something was ever paid of it, credited or stopped for interest, or its due date changed. */
    wasTouched: (id: string) => touched.has(id) || [...holds.values()].some((hold) => hold.stops.includes('interest') && isOn(hold, id)),
    /** The plans that ran once or do now. */
    plans: () => [...plans.values()],
    isInstalment: (id: string) => !items.has(id) && placeIn(plans.values(), id) !== undefined,
    items: () => [...items.values()],
    holds: () => [...holds.values()],
    /** Whether the bank has a cheque for the item. */
    clears: (itemId: string) =>
      [...cheques.values()].some(({ status, parts }) => status === 'clearing' && parts.some((part) => part.itemId === itemId)),
    /** The promises for an item that are open. */
    promisesOf: (itemId: string) => [...promises.values()].filter((one) => one.open && one.itemId === itemId),
    disputeIsOpen: () => [...disputes.values()].some(({ open }) => open),
    disputedOf,
    /** The customer's holds that stop it now, of whatever subject they name. */
    held: ({ subject, what, at }: { subject: string; what: string; at: number }) => inForce(subject, what, at),
    /** When the last hold on it that stopped this ended; null: none did. */
    lastHoldEnd: ({ subject, what, at }: { subject: string; what: string; at: number }): number | null =>
      stopping(subject, what)
        .filter(({ from, until }) => from <= at && until <= at)
        .reduce<number | null>((last, { until }) => Math.max(last ?? until, until), null),
    /** What may be asked for of an item now: what is open, without what is held of it and what money of the account covers, oldest first. */
    askable({ itemId, what, at, but }: { itemId: string; what: string; at: number; but?: string }): number {
      const found = items.has(itemId) ? undefined : placeIn(plans.values(), itemId);
      if (found) return askableOf({ ...found, what, at });
      const item = items.get(itemId);
      return item ? item.open - heldOf({ item, what, at, but }) - coveredOf(item) : 0;
    },
    unapplied: () => [...payments.values()].reduce((sum, { left }) => sum + left, 0),
    deliveredOn: (itemId: string): string | null => {
      const at = items.get(itemId)?.deliveredAt ?? null;
      return at === null ? null : dayAt(at, zone);
    },
  };
}
