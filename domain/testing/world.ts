/**
 * One simulated customer for tests of rules: short verbs on `simulate()`, and what happened as readable lines.
 * Moments are ISO texts with a zone (`2026-03-01T10:00Z`). Facts of a moment come before what the engine does at it.
 */
import { advance } from '../advance.js';
import { dateAt, type Instant, isoInstant, type LocalDate } from '../calendar.js';
import { type ClaimInput, claim } from '../effects/claim.js';
import { type Outcome, reportsOf } from '../effects/outcome.js';
import type { FactData, FactType, Report } from '../facts.js';
import type { Journey } from '../journey/journey.js';
import { loadJourney } from '../journey/load.js';
import type { CustomerRow, HoldRow, MethodRow } from '../rows.js';
import { type Simulation, simulate } from '../simulator/simulate.js';
import { customerRow } from './customer.js';

type Collect = NonNullable<Parameters<typeof simulate>[0]['collect']>;

interface WorldInput {
  /** A journey file's text, or one that is loaded. */
  journey: string | Journey;
  customer?: Partial<CustomerRow>;
  /** How each payment attempt ends, in turn (a decline by its code); the last answer stands for all later ones. Without it all are collected. */
  attempts?: ('collected' | 'unknown' | 'ours' | (string & {}))[];
}

export function world({ journey, customer, attempts }: WorldInput) {
  const row = { ...CUSTOMER, ...customer };
  const loaded = typeof journey === 'string' ? loadJourney({ text: journey, file: 'journey.yaml' }) : journey;
  const zone = loaded.contact.zone === 'customer' ? row.timeZone : loaded.contact.zone;
  let run: Simulation | undefined;
  let reported = 0;
  const running = (): Simulation => {
    if (!run) throw new Error('A world begins with at(): it has no time yet.');
    return run;
  };
  const today = () => dateAt(running().now(), zone);
  const accountId = `${row.id}/${row.legalEntityId}/${row.currency}`;

  const here = {
    /** Lives on up to just before the moment; what is reported next happens at it. */
    at(moment: string) {
      const instant = Date.parse(moment);
      if (run) {
        run.runTo(instant - 1);
        run.sleepTo(instant);
      } else {
        run = simulate({ journey: loaded, customer: row, start: instant, ...(attempts ? { collect: inTurn(attempts) } : {}) });
        here.fact('customer.created', {});
      }
      return here;
    },
    /** Lives on to the moment, and does what is due at it. */
    until(moment: string) {
      running().runTo(Date.parse(moment));
      return here;
    },
    /** The engine stands still up to the moment. What is reported next is the first thing that it hears. */
    downUntil(moment: string) {
      running().sleepTo(Date.parse(moment));
      return here;
    },
    /** Decides at the moment; what is decided is claimed, and goes, only after what happens then. */
    between(moment: string, happens: () => unknown) {
      here.at(moment);
      const { book, happened } = running();
      const now = Date.parse(moment);
      const decision = advance({ journey: loaded, rows: book.select(now, loaded), now });
      book.store({ decision, now });
      happens();
      for (const effect of decision.effects) {
        const at = running().now();
        const answer = claim(book.claimInput({ effectId: effect.id, now: at }) as ClaimInput);
        book.storeClaim({ effectId: effect.id, claim: answer, now: at });
        const outcome: Outcome = { did: answer.did === 'claimed' ? 'sent' : answer.did };
        if (answer.did === 'claimed') book.endEffect({ effectId: effect.id, outcome: outcome.did, now: at });
        happened.push({ at, effect, outcome: outcome.did, parts: answer.did === 'claimed' ? answer.parts : [] });
        const reports = reportsOf({ effect, outcome, now: at, zone });
        if (reports.length > 0) running().report(...reports);
      }
      return here;
    },
    fact<T extends FactType>(type: T, data: FactData[T], { on, externalId }: { on?: LocalDate; externalId?: string } = {}) {
      reported += 1;
      const effectiveOn = on ?? today();
      const report = { type, source: 'api', externalId: externalId ?? `${type}/${reported}`, effectiveOn, data } as Report;
      running().report(report);
      return here;
    },
    invoice(itemId: string, { issued, ...more }: Partial<FactData['invoice.issued']> & { dueOn: LocalDate; issued?: LocalDate }) {
      const data = {
        itemId,
        accountId,
        number: itemId,
        amount: 100_000,
        currency: row.currency,
        delivery: 'delivered' as const,
        orderIds: [],
        ...more,
      };
      return here.fact('invoice.issued', data, issued ? { on: issued } : {});
    },
    /** Without `to` the money is not applied to anything. */
    payment(
      paymentId: string,
      { amount = 100_000, to, apply = 'named' }: { amount?: number; to?: string; apply?: 'named' | 'oldest-first' } = {},
    ) {
      const shares = to ? [{ itemId: to, amount }] : [];
      const data = {
        paymentId,
        accountId,
        amount,
        currency: row.currency,
        shares,
        apply,
        chargeId: null,
        attemptId: null,
        reference: null,
      };
      return here.fact('payment.received', data);
    },
    applied(paymentId: string, { to, amount = 100_000 }: { to: string; amount?: number }) {
      return here.fact('payment.applied', { paymentId, shares: [{ itemId: to, amount }] });
    },
    refund: (paymentId: string) => here.fact('payment.refunded', { paymentId, itemIds: [] }),
    chargedBack: (paymentId: string, { chargebackId = 'CB1', amount = 100_000 }: { chargebackId?: string; amount?: number } = {}) =>
      here.fact('payment.chargedBack', { chargebackId, paymentId, amount, code: 'fraudulent', itemIds: [] }),
    chargeback: (outcome: 'won' | 'lost', { of: paymentId, chargebackId = 'CB1' }: { of: string; chargebackId?: string }) =>
      here.fact('chargeback.resolved', { chargebackId, paymentId, outcome, itemIds: [] }),
    /** A cheque for one item. */
    cheque(chequeId: string, { to: itemId, amount = 100_000 }: { to: string; amount?: number }) {
      const requested = [{ itemId, amount }];
      return here.fact('cheque.received', {
        chequeId,
        accountId,
        amount,
        currency: row.currency,
        number: chequeId,
        requested,
        apply: 'named',
        shares: [],
      });
    },
    chequeCleared: (chequeId: string) => here.fact('cheque.cleared', { chequeId, paymentId: `pay/${chequeId}`, itemIds: [], shares: [] }),
    chequeReturned: (chequeId: string, reason: FactData['cheque.returned']['reason'] = 'no-funds', paymentId: string | null = null) =>
      here.fact('cheque.returned', { chequeId, reason, paymentId, itemIds: [] }),
    writtenOff: (itemId: string, { writeOffId = 'W1', amount = 100_000 }: { writeOffId?: string; amount?: number } = {}) =>
      here.fact('invoice.writtenOff', { writeOffId, itemId, amount, code: 'bad-debt' }),
    writeOffUndone: (writeOffId: string, { of: itemId }: { of: string }) => here.fact('writeOff.undone', { writeOffId, itemId }),
    dispute(disputeId: string, { on: itemId, amount = 100_000 }: { on: string; amount?: number }) {
      return here.fact('dispute.opened', { disputeId, itemId, amount, reasonCode: 'goods' });
    },
    resolved(
      disputeId: string,
      { on: itemId, outcome = 'against-customer' }: { on: string; outcome?: FactData['dispute.resolved']['outcome'] },
    ) {
      return here.fact('dispute.resolved', { disputeId, itemId, outcome });
    },
    promise(promiseId: string, { on: itemId, amount = 100_000, by }: { on: string; amount?: number; by: LocalDate }) {
      return here.fact('promise.made', { promiseId, itemId, amount, by });
    },
    hold(holdId: string, { subject = row.id, stops, endsAt }: { subject?: string; stops: HoldRow['stops']; endsAt?: string }) {
      const scope = subject === row.id ? ('customer' as const) : subject === accountId ? ('account' as const) : ('item' as const);
      return here.fact('hold.placed', { holdId, kind: 'manual', scope, subject, stops, endsAt: endsAt ? Date.parse(endsAt) : null });
    },
    released: (holdId: string) => here.fact('hold.released', { holdId }),
    method(methodId: string, { kind = 'card', autopay = true }: { kind?: MethodRow['kind']; autopay?: boolean } = {}) {
      return here.fact('method.added', { methodId, kind, providerRef: `pm_${methodId}`, autopay });
    },
    order(orderId: string, { amount, currency = row.currency }: { amount: number; currency?: string }) {
      return here.fact('order.placed', {
        orderId,
        accountId: `${row.id}/${row.legalEntityId}/${currency}`,
        amount,
        currency,
        credit: null,
      });
    },
    decided: (taskId: string, outcome: string) => here.fact('task.decided', { taskId, outcome }),

    /** What went out and what came of it, each with its moment: `2026-03-06T07:00Z sent I1 first`. */
    timeline: (): string[] =>
      running().happened.flatMap(({ at, effect, outcome }) =>
        effect.steps.map(({ subject, step, occurrence }) => {
          const did = effect.kind === 'survey' && outcome === 'sent' ? 'asked' : outcome;
          const by = effect.kind === 'collect' ? ` by ${effect.methodId}` : '';
          return `${minute(at)} ${did} ${subject} ${step}${occurrence ? ` #${occurrence}` : ''}${by}`;
        }),
      ),
    /** What was asked for, in minor units: `2026-04-13 I1 80000`. */
    amounts: (): string[] =>
      running().happened.flatMap(({ at, parts }) => parts.map(({ itemId, amount }) => `${dateAt(at, zone)} ${itemId} ${amount}`)),
    /** Why, in the order of the decisions, each day's reasons about a subject once: `2026-04-02 money-unapplied`. */
    reasons: (about: string): string[] => [
      ...new Set(
        running().decisions.flatMap(({ at, decision }) =>
          decision.reasons.filter((reason) => reason.about === about).map(({ code }) => `${dateAt(at, zone)} ${code}`),
        ),
      ),
    ],
    promises: (): string[] =>
      running()
        .book.list('paymentPromise')
        .map(({ id, status }) => `${id} ${status}`),
    tasks: (): string[] =>
      running()
        .book.list('task')
        .map(({ status, owner, kind, subject }) => `${status} ${owner} ${kind} ${subject}`),
    task: (kind: string) =>
      running()
        .book.list('task')
        .find((task) => task.kind === kind && task.status === 'open'),
    stages: (subject: string): (string | null)[] =>
      running()
        .book.tokens()
        .filter((token) => token.subject === subject)
        .map(({ stage }) => stage),
    /** Where each move between the states of an account led, with its moment: `2026-03-06T00:00Z OD1`. */
    states: (): string[] =>
      running().decisions.flatMap(({ at, decision }) =>
        decision.reasons.filter(({ code }) => code === 'entered-state').map(({ params }) => `${minute(at)} ${params?.state}`),
      ),
    holds: (): string[] =>
      running()
        .book.list('hold')
        .map(({ kind, scope, stops, endedAt }) => `${endedAt === null ? 'active' : 'ended'} ${kind} ${scope} ${stops.join(' ')}`),
    open: (itemId: string): number | undefined => running().book.item(itemId)?.open,
    orderOf: (orderId: string) =>
      running()
        .book.list('order')
        .find((order) => order.id === orderId),
    headline: () => running().decisions.at(-1)?.headline,
    wakesAt: (): string | null => {
      const wake = running().book.nextWake();
      return wake === null ? null : minute(wake);
    },
    run: running,
  };
  return here;
}

/** Whom a world is about unless it says otherwise. */
export const CUSTOMER = customerRow({ id: 'C1' });

const minute = (instant: Instant): string => isoInstant(instant).replace(/:00Z$/, 'Z');

function inTurn(answers: string[]): Collect {
  let next = 0;
  return () => {
    const answer = answers[Math.min(next, answers.length - 1)] as string;
    next += 1;
    if (answer === 'collected' || answer === 'unknown') return { did: answer };
    return answer === 'ours' ? { did: 'ours', code: 'parameter_invalid' } : { did: 'declined', code: answer };
  };
}
