import { advance, type Decision } from '../domain/advance.js';
import { isoInstant } from '../domain/calendar.js';
import type { Effect } from '../domain/effects/effect.js';
import type { Report } from '../domain/facts.js';
import { type Headline, headlineOf } from '../domain/headline.js';
import { formatMoney } from '../domain/money.js';
import { reasonSentence } from '../domain/reasons.js';
import type { DecideAnswer, EffectToStart, JourneyActivities } from '../workflows/contract.js';
import type { Books, CustomerBooks } from './ports/books.js';
import { recordOne } from './record-reports.js';

/** What the process, not the business, decides about runs. */
export interface Pace {
  /** The longest pause between two tries of an activity, ms; small in the sandbox, because skipped time does not wait for retries. */
  retryPauseMs: number;
  historyEvents: number;
  /** Whatever is under way; 20,000 where it is not set. */
  hardHistoryEvents?: number;
  /** An attempt of an effect, or a worker process, without a sign of life for so long, ms, is taken for dead. */
  deadAfterMs?: number;
}

/**
 * One decision: under the customer's lock load, `advance`, store. Fenced by the sequence number: asked again for a number that was decided it
 * answers what was decided. Books that are behind their workflow (a database restored from a backup: a number ahead of theirs, or news of facts that
 * they do not have) decide nothing but put the hold `restored`.
 */
export function createDecide({ books, pace }: { books: Books; pace: Pace }): JourneyActivities['decide'] {
  return ({ customerId, seq, upTo, now, unfinished: asked = false }) =>
    books.withCustomer(customerId, async (own) => {
      const position = await own.position();
      if (seq !== null && seq <= position.seq) {
        const decided = await own.decided(seq);
        if (decided) return decided;
      }
      if ((seq !== null && seq > position.seq + 1) || upTo > own.lastFact()) return await holdRestored({ own, seq, now, pace });
      const journey = await own.journey();
      const unfinished = seq === null || asked ? await own.unfinishedEffects() : [];
      const waiting = await own.select(now);
      const moment = Math.max(now, waiting.facts.at(-1)?.recordedAt ?? 0);
      const rows = moment === now ? waiting : await own.select(moment);
      const itemJourneys = await own.itemJourneys();
      const decision = advance({ journey, itemJourneys, rows, now: moment, rules: await own.rules() });
      const headline = headlineOf({ journey, itemJourneys, rows, decision });
      const answer = answerOf({ decision, headline, effects: [...unfinished.map((row) => row.effect), ...decision.effects], pace });
      await own.storeDecision({ decision, headline, now: moment, answer });
      for (const report of decision.reports) await recordOne({ books: own, report, recordedAt: moment });
      return answer;
    });
}

/** The books are behind their workflow: nothing is sent until a person releases the customer. */
async function holdRestored({
  own,
  seq,
  now,
  pace,
}: {
  own: CustomerBooks;
  seq: number | null;
  now: number;
  pace: Pace;
}): Promise<DecideAnswer> {
  const customerId = own.customer().id;
  const report: Report = {
    type: 'hold.placed',
    source: 'duly',
    externalId: `restored/${customerId}/${seq ?? now}`,
    effectiveOn: isoInstant(now).slice(0, 10),
    data: {
      holdId: `hold/${customerId}/restored/${seq ?? now}`,
      kind: 'restored',
      scope: 'customer',
      subject: customerId,
      stops: ['reminders', 'collecting', 'escalation', 'surveys', 'orders', 'interest'],
      endsAt: null,
    },
  };
  await recordOne({ books: own, report, recordedAt: now });
  const position = await own.position();
  return {
    ...pace,
    seq: position.seq,
    applied: own.lastFact(),
    restoredTo: own.lastFact(),
    effects: [],
    wakeAt: null,
    more: false,
    details: 'The database was restored from a backup and is behind this run. Nothing is sent until a person releases the customer.',
    stage: 'restored',
    oldestDueOn: null,
  };
}

interface AnswerInput {
  decision: Decision;
  headline: Headline;
  /** Those to be started. */
  effects: Effect[];
  pace: Pace;
}

function answerOf({ decision, headline, effects, pace }: AnswerInput): DecideAnswer {
  const { seq, applied, wakeAt, more } = decision;
  return {
    ...pace,
    seq,
    applied,
    wakeAt,
    ...(wakeAt !== null && headline.next ? { wakeFor: headline.next.what } : {}),
    more,
    stage: headline.stage,
    oldestDueOn: headline.oldestDueOn,
    effects: effects.map(toStart),
    details: detailsOf({ decision, headline }),
  };
}

function toStart(effect: Effect): EffectToStart {
  const { id, kind } = effect;
  if (effect.kind === 'collect') return { id, kind, summary: `Collect for ${countOf(effect.itemIds.length)}` };
  if (effect.kind === 'webhook') return { id, kind, summary: `Notify ${effect.hook} of ${countOf(effect.itemIds.length)}` };
  if (effect.kind === 'survey') return { id, kind, summary: `Ask ${effect.survey.toUpperCase()}` };
  return { id, kind, summary: `Send ${effect.template} for ${countOf(effect.itemIds.length)}` };
}

const countOf = (items: number): string => (items === 1 ? '1 item' : `${items} items`);

/** What an operator reads at the top of a run. */
function detailsOf({ decision: { seq, reasons }, headline }: Pick<AnswerInput, 'decision' | 'headline'>): string {
  const balance = headline.balance.map((money) => formatMoney(money)).join(' + ') || 'nothing open';
  const next = headline.next
    ? `${headline.next.what} at ${headline.next.at}, because of ${headline.next.why}`
    : 'nothing until something happens';
  const why = reasons.slice(-5).map((reason) => `- ${reason.about}: ${reasonSentence(reason)}`);
  return [
    `**Stage** ${headline.stage ?? 'none'} · **Balance** ${balance}${headline.oldestDueOn ? ` · **Oldest due** ${headline.oldestDueOn}` : ''}`,
    ...(headline.doing.length > 0 ? [`**Now** ${[...new Set(headline.doing)].join(', ')}`] : []),
    `**Next** ${next}`,
    `**Decision ${seq}**`,
    ...why,
  ].join('\n\n');
}
