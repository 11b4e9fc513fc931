/**
 * How every effect is performed: claim under the lock, act, note the outcome with the facts that follow from it.
 * 1. Every attempt claims directly before it acts, and reads the books again.
 * 2. An attempt that surely handed nothing over releases its claim before it is tried again.
 * 3. What may have reached a provider stays claimed until the provider has answered, or `QUESTIONS` answers were lost: then its outcome is unknown.
 * 4. What a provider has answered is recorded by the attempt that heard it, however long the books are away: it is never asked again for that.
 * 5. While everything is paused no attempt claims, also none that goes on with an earlier one's claim: it is tried again until the pause is over.
 * 6. An effect is performed by one attempt at a time: a second one (of a run begun anew, or after a lost sign of life) gets the first one's outcome in
 *    the same process, and waits for another process until that is done or dead.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Instant } from '../domain/calendar.js';
import { type Claim, claim } from '../domain/effects/claim.js';
import type { Effect } from '../domain/effects/effect.js';
import { type Outcome, QUESTIONS, reportsOf } from '../domain/effects/outcome.js';
import type { ViewRows } from '../domain/view.js';
import type { EffectAnswer, EffectInput } from '../workflows/contract.js';
import type { Books, CustomerBooks } from './ports/books.js';
import { recordOne } from './record-reports.js';

export type Claimed = Extract<Claim, { did: 'claimed' }>;

/** What an attempt led to: an outcome; or, to be tried again and why, that surely nothing was handed over, or that the answer was lost. */
export type Attempted = { outcome: Outcome } | { notNow: string } | { lost: string };

interface PerformInput<Prepared> extends EffectInput {
  now: Instant;
  /** In the claim's transaction: whatever must be read or kept with it. */
  prepare(input: { effect: Effect; claimed: Claimed; rows: ViewRows; books: CustomerBooks }): Promise<Prepared>;
  act(prepared: Prepared, claimed: Claimed): Promise<Attempted>;
}

/** Thrown so that the attempt is tried again later; the message names no person. */
export class TryAgain extends Error {
  override name = 'TryAgain';
}

export function createPerform({ books }: { books: Books }) {
  const underWay = new Map<string, Promise<EffectAnswer>>();
  return function perform<Prepared>(input: PerformInput<Prepared>): Promise<EffectAnswer> {
    const { effectId } = input;
    const attempt = underWay.get(effectId) ?? performOnce(input).finally(() => underWay.delete(effectId));
    underWay.set(effectId, attempt);
    return attempt;
  };

  async function performOnce<Prepared>({ customerId, effectId, now, prepare, act }: PerformInput<Prepared>): Promise<EffectAnswer> {
    const start = await books.withCustomer(customerId, async (own) => {
      const input = await own.claimInput({ effectId, now });
      // An earlier attempt has ended it; whether the run heard what follows nobody knows.
      if (!input) return { go: false, answer: { did: 'ended', upTo: null, due: true } } as const;
      const paused = await own.paused();
      if (paused !== null) throw new TryAgain(paused);
      if (input.elsewhere) throw new TryAgain('Another worker process is at it.');
      const answer = claim(input);
      const { due } = await own.storeClaim({ effectId, claim: answer, now });
      const { effect } = input.effect;
      if (answer.did !== 'claimed') {
        await own.markSent({ effectId, state: 'unknown', now });
        return {
          go: false,
          answer: { did: answer.did, due, upTo: await note({ own, effect, outcome: { did: answer.did }, now }) },
        } as const;
      }
      let upTo: number | null = null;
      for (const report of answer.reports) upTo = (await recordOne({ books: own, report, recordedAt: now })).fact.number;
      return {
        go: true,
        upTo,
        effect,
        due,
        claimed: answer,
        prepared: await prepare({ effect, claimed: answer, rows: input.rows, books: own }),
      } as const;
    });
    if (!start.go) return start.answer;

    const attempted = await act(start.prepared, start.claimed);
    if ('notNow' in attempted) {
      await books.withCustomer(customerId, (own) => own.releaseClaim({ effectId }));
      throw new TryAgain(attempted.notNow);
    }
    if ('lost' in attempted && start.claimed.asked < QUESTIONS) throw new TryAgain(attempted.lost);
    const outcome: Outcome = 'lost' in attempted ? { did: 'unknown' } : attempted.outcome;
    const upTo = await untilItWorks(() =>
      books.withCustomer(customerId, async (own) => {
        await own.endEffect({
          effectId,
          status: outcome.did === 'undeliverable' || outcome.did === 'refused' ? 'failed' : 'done',
          outcome: outcome.did,
          now,
        });
        if (outcome.did === 'undeliverable' && 'alone' in start.effect) await own.leaveOutSteps({ effectId });
        if (start.effect.kind === 'message' || start.effect.kind === 'survey')
          await own.markSent({ effectId, state: deliveryOf(outcome), ...besidesOf(outcome), now });
        return (await note({ own, effect: start.effect, outcome, now })) ?? start.upTo;
      }),
    );
    return { did: outcome.did, upTo, due: start.due };
  }
}

const LONGEST_PAUSE_MS = 30_000;

async function untilItWorks<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let pauseMs = 200; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch {
      await pause(pauseMs);
    }
  }
}

/** What became of a message that was handed over, or could not be. */
function deliveryOf({ did }: Outcome): 'sent' | 'failed' | 'unknown' {
  return did === 'sent' || did === 'unknown' ? did : 'failed';
}

/** What became of its copies, and of a mail in whose place a letter went. */
const besidesOf = (outcome: Outcome): { bounced?: true; uncopied?: true } =>
  outcome.did === 'sent' ? { ...(outcome.instead && { bounced: true }), ...(outcome.uncopied && { uncopied: true }) } : {};

/** Books the facts of an outcome; the highest number, or null where none follow. */
async function note({
  own,
  effect,
  outcome,
  now,
}: {
  own: CustomerBooks;
  effect: Effect;
  outcome: Outcome;
  now: Instant;
}): Promise<number | null> {
  let upTo: number | null = null;
  for (const report of reportsOf({ effect, outcome, now, zone: own.customer().timeZone }))
    upTo = (await recordOne({ books: own, report, recordedAt: now })).fact.number;
  return upTo;
}
