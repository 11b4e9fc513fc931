import { createHash } from 'node:crypto';
import { dateAt, daysBetween } from '../domain/calendar.js';
import type { Effect } from '../domain/effects/effect.js';
import { paidInTime } from '../domain/holds/promise/judgement.js';
import { byDueDate, type HoldName } from '../domain/rows.js';
import { type ViewRows, viewOf } from '../domain/view.js';
import type { MailActivities } from '../workflows/contract.js';
import { type Attempted, type Claimed, createPerform } from './perform.js';
import type { Addressee, Books, StoredMessage } from './ports/books.js';
import type { Clock } from './ports/clock.js';
import type { Mailer } from './ports/mailer.js';
import type { MessageValues, Renderer } from './ports/renderer.js';

interface Ports {
  books: Books;
  mailer: Mailer;
  renderer: Renderer;
  /** The link under which a survey is answered. */
  surveyLink(surveyId: string): string;
  /** The activity's own, possibly virtual time. */
  clock: Clock;
}

/**
 * Sends messages and asks surveys: rendered from what the claim got, kept before it is handed over, sent again under the same Message-ID only. What is
 * refused after an answer was lost may have arrived before: its outcome is unknown.
 */
export function createMailActivities({ books, mailer, renderer, surveyLink, clock }: Ports): MailActivities {
  const perform = createPerform({ books });
  const send: MailActivities['sendMessage'] = (input) => {
    const now = clock.now();
    return perform<{ from: string; message: StoredMessage } | undefined>({
      ...input,
      now,
      prepare: async ({ effect, claimed, rows, books: own }) => {
        const purpose =
          effect.kind === 'survey' ? 'surveys' : effect.kind === 'message' && effect.purpose === 'invoice' ? 'invoices' : 'reminders';
        const addressee = await own.addressee({ purpose, itemIds: claimed.parts.map((part) => part.itemId) });
        if (!addressee.contact || effect.kind === 'collect') return undefined;
        const messageId = messageIdOf({ effectId: effect.id, senderAddress: addressee.sender.address });
        const { bytes } = await renderer.render({
          template: effect.template,
          locale: own.customer().locale,
          values: valuesOf({ effect, claimed, rows, addressee, now, surveyLink }),
          headers: { from: addressee.sender, to: addressee.contact, messageId, date: now },
        });
        const subjects = effect.steps.map((step) => step.subject);
        const message = await own.storeMessage({
          effectId: effect.id,
          contactId: addressee.contact.id,
          template: effect.template,
          messageId,
          subjects,
          to: addressee.contact.address,
          bytes,
        });
        return { from: addressee.sender.address, message };
      },
      act: async (prepared, { again }) => {
        const never = (code: string): Attempted => ({ outcome: again ? { did: 'unknown' } : { did: 'undeliverable', code } });
        if (!prepared) return never('no_address');
        const answer = await mailer.send({ ...prepared.message, from: prepared.from });
        switch (answer.did) {
          case 'accepted':
            return { outcome: { did: 'sent' } };
          case 'refused':
            return never(answer.code);
          case 'not-now':
            return { notNow: `The mail server does not take mail now: ${answer.message}` };
          case 'unknown':
            return { lost: `The mail server's answer was lost: ${answer.message}` };
        }
      },
    });
  };
  return { sendMessage: send, askSurvey: send };
}

/** Derived from the effect, so that a message sent twice is recognisable as one. */
export function messageIdOf({ effectId, senderAddress }: { effectId: string; senderAddress: string }): string {
  const host = senderAddress.split('@')[1] ?? 'duly.invalid';
  return `<${createHash('sha256').update(effectId).digest('hex').slice(0, 40)}@${host}>`;
}

interface ValuesInput {
  effect: Exclude<Effect, { kind: 'collect' }>;
  claimed: Claimed;
  rows: ViewRows;
  addressee: Addressee;
  now: number;
  surveyLink(surveyId: string): string;
}

function valuesOf({ effect, claimed, rows, addressee, now, surveyLink }: ValuesInput): MessageValues {
  const view = viewOf({ rows, now });
  const { timeZone: zone } = rows.customer;
  const today = dateAt(now, zone);
  const items = claimed.parts
    .flatMap(({ itemId, amount, costs }) => {
      const item = view.item(itemId);
      return item ? [{ item, asked: amount, costs }] : [];
    })
    .sort((a, b) => byDueDate(a.item, b.item));
  const currency = items[0]?.item.currency ?? rows.customer.currency;
  return {
    customer: { name: addressee.customerName },
    contact: { name: addressee.contact?.name ?? addressee.customerName },
    sender: { name: addressee.sender.name },
    items: items.map(({ item, asked, costs }) => {
      const part = (kinds: (kind: HoldName) => boolean) => {
        const held = view.heldOf(item, 'reminders', kinds);
        return held > 0 && held < item.open ? { amount: held, currency: item.currency } : null;
      };
      const promised = part((kind) => kind === 'promise');
      return {
        number: item.number,
        issuedOn: item.issuedOn,
        dueOn: item.dueOn,
        daysLate: daysBetween(item.dueOn, today),
        amount: { amount: item.amount, currency: item.currency },
        asked: { amount: asked, currency: item.currency },
        costs: costs
          ? { interest: { amount: costs.interest, currency: item.currency }, fee: { amount: costs.fee, currency: item.currency } }
          : null,
        disputed: part((kind) => kind !== 'promise'),
        promised: promised && { amount: promised, by: view.promiseOf(item.id)?.byOn ?? today },
        lines: addressee.lines
          .filter((line) => line.itemId === item.id)
          .map((line) => ({ description: line.description, amount: { amount: line.amount, currency: item.currency } })),
      };
    }),
    total: { amount: items.reduce((sum, { asked }) => sum + asked, 0), currency },
    failure: failureOf(effect, view),
    promise: promiseOf(effect, view),
    survey: effect.kind === 'survey' ? { kind: effect.survey, link: surveyLink(effect.id) } : null,
  };
}

function promiseOf(effect: ValuesInput['effect'], view: ReturnType<typeof viewOf>): MessageValues['promise'] {
  const promise = effect.kind === 'message' ? view.promises.find(({ id }) => id === effect.promiseId) : undefined;
  const item = promise && view.item(promise.itemId);
  if (!promise || !item) return null;
  const paid = Math.min(promise.amount, paidInTime(promise));
  const money = (amount: number) => ({ amount, currency: item.currency });
  return {
    amount: money(promise.amount),
    by: promise.byOn,
    paid: money(paid),
    missing: money(Math.min(item.open, promise.amount - paid)),
    open: money(Math.max(0, item.open)),
  };
}

function failureOf(effect: ValuesInput['effect'], view: ReturnType<typeof viewOf>): MessageValues['failure'] {
  if (effect.kind !== 'message' || effect.chargeId === null) return null;
  const last = view.attemptsOf(effect.chargeId).at(-1);
  return last?.reasonClass ? { reasonClass: last.reasonClass, nextTryOn: effect.nextTryOn ?? null } : null;
}
