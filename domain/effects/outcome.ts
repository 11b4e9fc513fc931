/** What an effect led to, and the facts that follow from it. Outcomes are values; the same for the real performers and for the simulator. */
import { dateAt, type Instant } from '../calendar.js';
import type { Report } from '../facts.js';
import { classify } from '../retries/reason-classes.js';
import type { ReasonClass } from '../rows.js';
import type { Effect, MessageEffect } from './effect.js';

export type Outcome =
  /** `instead`: by letter, because the mail could not reach its address, with the code of the refusal. `uncopied`: not everybody got his copy. */
  | { did: 'sent'; instead?: { code: string }; uncopied?: true }
  /** Another system took what it was told. */
  | { did: 'notified' }
  /** Another system will not take what it is told, whenever it is sent. */
  | { did: 'refused'; code: string }
  /** The message can never reach this address. */
  | { did: 'undeliverable'; code: string }
  | {
      did: 'collected';
      reference: string;
      amount: number;
      parts: { itemId: string; amount: number }[];
      accountId: string;
      currency: string;
    }
  | { did: 'declined'; code: string; advice?: string | undefined }
  /** Refused for a reason of ours. */
  | { did: 'ours'; code: string }
  /** Nobody knows whether money moved, or the message arrived. */
  | { did: 'unknown' }
  | { did: 'suppressed' | 'given-back' };

/** After so many questions whose answers were lost the outcome is unknown: nothing more is handed over by itself, and a person is asked. */
export const QUESTIONS = 7;

/** The raw code of an outcome that nobody knows. */
export const UNKNOWN_CODE = 'outcome_unknown';

/** The facts to report for an outcome; none where it only needs to be noted. `now` and `zone` date them. */
export function reportsOf({ effect, outcome, now, zone }: { effect: Effect; outcome: Outcome; now: Instant; zone: string }): Report[] {
  if (outcome.did === 'suppressed' || (outcome.did === 'sent' && !outcome.instead && !outcome.uncopied && !bringsInvoice(effect)))
    return [];
  const common = { source: 'duly', effectiveOn: dateAt(now, zone) };
  switch (outcome.did) {
    case 'sent':
      if (outcome.instead) return undelivered({ effect, code: outcome.instead.code, common });
      return [
        ...(bringsInvoice(effect) ? effect.itemIds : []).map(
          (itemId): Report => ({
            ...common,
            type: 'invoice.delivered',
            externalId: `${effect.id}/delivered`,
            data: { itemId, ...(bringsInvoice(effect) && effect.arrivesOn !== undefined && { arrivesOn: effect.arrivesOn }) },
          }),
        ),
        ...(outcome.uncopied ? [uncopied({ effect, common })] : []),
      ];
    case 'notified':
      return [];
    case 'refused': {
      if (effect.kind !== 'webhook') return [];
      const { id: effectId, itemIds, hook } = effect;
      return [
        { ...common, type: 'webhook.failed', externalId: `${effectId}/failed`, data: { effectId, itemIds, hook, code: outcome.code } },
      ];
    }
    case 'undeliverable':
      return undelivered({ effect, code: outcome.code, common });
    case 'collected':
      if (effect.kind !== 'collect') return [];
      return [
        {
          ...common,
          type: 'payment.received',
          externalId: `${effect.id}/collected`,
          data: {
            paymentId: `pay/${effect.id}`,
            accountId: outcome.accountId,
            amount: outcome.amount,
            currency: outcome.currency,
            shares: outcome.parts,
            apply: 'named',
            chargeId: effect.chargeId,
            attemptId: effect.id,
            reference: outcome.reference,
          },
        },
      ];
    case 'declined':
      return failed({ effect, code: outcome.code, reasonClass: classify(outcome), common, now });
    case 'ours':
      return failed({ effect, code: outcome.code, reasonClass: 'technical_ours', common, now });
    case 'unknown':
      return effect.kind === 'collect'
        ? failed({ effect, code: UNKNOWN_CODE, reasonClass: 'outcome_unknown', common, now })
        : undelivered({ effect, code: UNKNOWN_CODE, common });
    case 'given-back':
      return [
        {
          ...common,
          type: 'message.given-back',
          externalId: `${effect.id}/given-back/${now}`,
          data: {
            effectId: effect.id,
            itemIds: 'itemIds' in effect ? effect.itemIds : [],
            ...(effect.kind === 'message' && effect.accountId !== undefined && { accountId: effect.accountId }),
          },
        },
      ];
  }
}

const bringsInvoice = (effect: Effect): effect is MessageEffect => effect.kind === 'message' && effect.purpose === 'invoice';

interface FailureInput {
  effect: Effect;
  code: string;
  common: Pick<Report, 'source' | 'effectiveOn'>;
}

function failed({ effect, code, reasonClass, common, now }: FailureInput & { reasonClass: ReasonClass; now: Instant }): Report[] {
  if (effect.kind !== 'collect') return [];
  const { chargeId, itemIds, methodId } = effect;
  const data = { chargeId, attemptId: effect.id, itemIds, methodId, code, reasonClass, attemptedAt: now };
  return [{ type: 'payment.failed', externalId: `${effect.id}/${reasonClass}`, data, ...common }];
}

function uncopied({ effect, common }: Pick<FailureInput, 'effect' | 'common'>): Report {
  const itemIds = 'itemIds' in effect ? effect.itemIds : [];
  return { type: 'copy.failed', externalId: `${effect.id}/uncopied`, data: { effectId: effect.id, itemIds }, ...common };
}

function undelivered({ effect, code, common }: FailureInput): Report[] {
  if (bringsInvoice(effect))
    return effect.itemIds.map((itemId) => ({
      type: 'invoice.undeliverable',
      externalId: `${effect.id}/undeliverable`,
      data: { itemId, code },
      ...common,
    }));
  const itemIds = 'itemIds' in effect ? effect.itemIds : [];
  return [{ type: 'message.failed', externalId: `${effect.id}/failed`, data: { effectId: effect.id, itemIds, code }, ...common }];
}
