import { createHash } from 'node:crypto';
import { dateAt, daysBetween } from '../domain/calendar.js';
import type { Purpose } from '../domain/contacts/purposes.js';
import type { Way, WrittenEffect } from '../domain/effects/effect.js';
import { paidInTime } from '../domain/holds/promise/judgement.js';
import { byDueDate, type HoldName, type ItemRow } from '../domain/rows.js';
import { type ViewRows, viewOf } from '../domain/view.js';
import type { MailActivities } from '../workflows/contract.js';
import { type Attempted, type Claimed, createPerform } from './perform.js';
import { type Addressee, type Books, type CustomerBooks, letterOf, type StoredMessage } from './ports/books.js';
import type { Clock } from './ports/clock.js';
import type { LetterHeaders, LetterService } from './ports/letter-service.js';
import type { Mailer } from './ports/mailer.js';
import type { MessageValues, Renderer } from './ports/renderer.js';

interface Ports {
  books: Books;
  mailer: Mailer;
  renderer: Renderer;
  /** Without it nothing goes by letter: whoever is to get one has no address. */
  letters?: LetterService | undefined;
  /** The link under which a survey is answered. */
  surveyLink(surveyId: string): string;
  /** The activity's own, possibly virtual time. */
  clock: Clock;
}

/**
 * Sends messages and asks surveys: rendered from what the claim got, kept before it is handed over, sent again under the same Message-ID only. What is
 * refused after an answer was lost may have arrived before: its outcome is unknown. A message that goes several ways has reached the customer by any of
 * them; a letter goes after the mail, so that a mail server that is away holds both. In place of a mail that is refused for good a letter goes at once,
 * where the journey says so.
 */
export function createMailActivities({ books, mailer, renderer, letters, surveyLink, clock }: Ports): MailActivities {
  const perform = createPerform({ books });
  const send: MailActivities['sendMessage'] = (input) => {
    const now = clock.now();
    return perform<Prepared>({
      ...input,
      now,
      prepare: async ({ effect, claimed, rows, books: own }) => {
        const purpose =
          effect.kind === 'survey' ? 'surveys' : effect.kind === 'message' && effect.purpose === 'invoice' ? 'invoices' : 'reminders';
        if (effect.kind !== 'message' && effect.kind !== 'survey') return {};
        const { to, copy } = effect.kind === 'message' ? effect : {};
        const { writing } = effect;
        const addressee = await own.addressee({ purpose, to, copy, writing, itemIds: claimed.parts.map((part) => part.itemId) });
        const request = {
          template: effect.template,
          locale: writing === undefined || writing.language === 'customer' ? own.customer().locale : writing.language,
          otherwise: writing?.else,
          values: valuesOf({ effect, claimed, rows, addressee, now, surveyLink }),
        };
        const by: readonly Way[] = effect.by ?? ['email'];
        const wantsMail = by.includes('email');
        const registered = by.includes('registered letter');
        const orLetter = effect.kind === 'message' && effect.orLetter === true;
        const mail = wantsMail ? await keepMail({ own, effect, addressee, request, now }) : undefined;
        const letter = async (books_: CustomerBooks, id: string): Promise<Letter | undefined> => {
          const kept = await keepLetter({ own: books_, effect, id, addressee, request, now, registered });
          return kept && { id, registered, bytes: kept.bytes };
        };
        const besides = registered || by.includes('letter') || (!mail && orLetter);
        return {
          ...(mail && { mail }),
          ...(besides && { letter: await letter(own, wantsMail ? letterOf(effect.id) : effect.id) }),
          ...(mail &&
            orLetter &&
            !besides && { instead: () => books.withCustomer(input.customerId, (later) => letter(later, letterOf(effect.id))) }),
          ...(wantsMail && !mail && { mailless: true }),
        };
      },
      act: async (prepared, { again }) => {
        const never = (code: string): Attempted => ({ outcome: again ? { did: 'unknown' } : { did: 'undeliverable', code } });
        const { mail } = prepared;
        const answer = mail ? await mailer.send({ ...mail.message, from: mail.from, copies: mail.copies }) : undefined;
        if (answer?.did === 'not-now') return { notNow: `The mail server does not take mail now: ${answer.message}` };
        if (answer?.did === 'unknown') return { lost: `The mail server's answer was lost: ${answer.message}` };
        const refusal = answer?.did === 'refused' ? answer.code : prepared.mailless ? 'no_address' : undefined;
        const letter = prepared.letter ?? (refusal === undefined ? undefined : await prepared.instead?.());
        const uncopied = answer?.did === 'accepted' && answer.uncopied ? { uncopied: true as const } : {};
        if (!letter || !letters)
          return answer?.did === 'accepted' ? { outcome: { did: 'sent', ...uncopied } } : never(refusal ?? 'no_postal_address');
        const posted = await letters.handOver(letter);
        // Once a mail went, nothing is sure to be free again.
        if (posted.did === 'not-now')
          return { [mail ? 'lost' : 'notNow']: `The letter could not be handed over: ${posted.message}` } as Attempted;
        return { outcome: { did: 'sent', ...uncopied, ...(refusal !== undefined && { instead: { code: refusal } }) } };
      },
    });
  };
  return { sendMessage: send, askSurvey: send };

  async function keepMail({ own, effect, addressee, request, now }: KeepInput): Promise<Prepared['mail']> {
    const { contact, also, copies, sender, replyTo } = addressee;
    if (!contact) return undefined;
    const messageId = messageIdOf({ effectId: effect.id, senderAddress: sender.address });
    const { bytes } = await renderer.render({
      ...request,
      headers: { from: sender, to: contact, also, copies, ...(replyTo && { replyTo }), messageId, date: now },
    });
    const message = await own.storeMessage({
      effectId: effect.id,
      contactId: contact.id,
      ...whom(effect, [contact, ...also]),
      copied: copies.map(({ role }) => role),
      template: request.template,
      messageId,
      subjects: effect.steps.map((step) => step.subject),
      to: contact.address,
      bytes,
    });
    return { from: sender.address, copies: [...also, ...copies].map(({ address }) => address), message };
  }

  async function keepLetter({
    own,
    effect,
    id,
    addressee,
    request,
    now,
    registered,
  }: KeepInput & { id: string; registered: boolean }): Promise<StoredMessage | undefined> {
    const { postal, sender, customerName } = addressee;
    if (!postal || !letters) return undefined;
    const to = [...new Set([customerName, postal.name, ...postal.lines])];
    return own.storeMessage({
      effectId: id,
      channel: 'letter',
      contactId: postal.id,
      ...whom(effect, [postal]),
      template: request.template,
      messageId: messageIdOf({ effectId: `${id} by post`, senderAddress: sender.address }),
      subjects: effect.steps.map((step) => step.subject),
      to: to.join('\n'),
      bytes: await letters.render({
        ...request,
        values: { ...request.values, contact: { name: postal.name } },
        headers: {
          from: sender,
          to,
          date: now,
          registered,
          enclosed: effect.enclosed,
          slip: slipOf({ effect, addressee, values: request.values }),
        },
      }),
    });
  }
}

/** The slip by which the message's sum is paid, where one is to lie in the letter and the legal entity has an account; none where nothing is asked for. */
function slipOf({
  effect,
  addressee: { sender, customerName },
  values: { items, total },
}: Pick<KeepInput, 'effect' | 'addressee'> & { values: MessageValues }): LetterHeaders['slip'] {
  if (!effect.enclosed?.includes('payment slip') || sender.account === null || total.amount <= 0) return undefined;
  const asked = items.filter(({ asked: { amount } }) => amount > 0);
  return {
    payee: sender.name,
    ...sender.account,
    money: total,
    reference: asked.map(({ number }) => number).join(', '),
    payer: customerName,
  };
}

interface KeepInput {
  own: CustomerBooks;
  effect: WrittenEffect;
  addressee: Addressee;
  request: { template: string; locale: string; otherwise: string | undefined; values: MessageValues };
  now: number;
}

/** Whom the step meant, and what the contacts are for that get it. */
const whom = (effect: KeepInput['effect'], contacts: { purpose: Purpose }[]): Pick<StoredMessage, 'meant' | 'reached'> =>
  effect.kind === 'message' && effect.to ? { meant: effect.to, reached: contacts.map(({ purpose }) => purpose) } : {};

interface Letter {
  id: string;
  registered: boolean;
  bytes: Uint8Array;
}

/** What goes out: all of it kept before it is handed over. */
interface Prepared {
  mail?: { from: string; copies: string[]; message: StoredMessage };
  letter?: Letter | undefined;
  /** Kept only when the mail has been refused for good. */
  instead?: () => Promise<Letter | undefined>;
  /** It was to go by mail, and there is no address for one. */
  mailless?: true;
}

/** Derived from the effect, so that a message sent twice is recognisable as one. */
export function messageIdOf({ effectId, senderAddress }: { effectId: string; senderAddress: string }): string {
  const host = senderAddress.split('@')[1] ?? 'duly.invalid';
  return `<${createHash('sha256').update(effectId).digest('hex').slice(0, 40)}@${host}>`;
}

interface ValuesInput {
  effect: WrittenEffect;
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
    sender: { name: addressee.sender.name, person: addressee.sender.person },
    items: items.map(({ item, asked, costs }) => {
      const whole = effect.kind === 'message' && effect.purpose === 'statement';
      const part = (kinds: (kind: HoldName) => boolean) => {
        const held = view.heldOf(item, 'reminders', kinds);
        return held > 0 && (held < item.open || whole) ? { amount: held, currency: item.currency } : null;
      };
      const promised = part((kind) => kind === 'promise');
      return {
        number: item.number,
        issuedOn: item.issuedOn,
        dueOn: item.dueOn,
        daysLate: daysBetween(item.dueOn, today),
        amount: { amount: item.amount, currency: item.currency },
        open: { amount: item.open, currency: item.currency },
        asked: { amount: asked, currency: item.currency },
        costs: costs
          ? { interest: { amount: costs.interest, currency: item.currency }, fee: { amount: costs.fee, currency: item.currency } }
          : null,
        disputed: part((kind) => !TOLD_OTHERWISE.includes(kind)),
        onItsWay: part((kind) => kind === 'money-on-its-way'),
        prepaid: view.heldOf(item, 'reminders', (kind) => kind === 'prepaid') > 0,
        promised: promised && { amount: promised, by: view.promiseOf(item.id)?.byOn ?? today },
        lines: addressee.lines
          .filter((line) => line.itemId === item.id)
          .map((line) => ({ description: line.description, amount: { amount: line.amount, currency: item.currency } })),
      };
    }),
    total: { amount: items.reduce((sum, { asked }) => sum + asked, 0), currency },
    failure: failureOf(effect, view),
    promise: promiseOf(effect, view),
    statement: statementOf({ effect, view, listed: invoicesOf({ items: items.map(({ item }) => item), view }) }),
    cheque: chequeOf(effect, view),
    plan: planOf(effect, view, today),
    survey:
      effect.kind === 'survey'
        ? {
            kind: effect.survey,
            link: surveyLink(effect.id),
            card: effect.enclosed?.includes('reply card') ? { number: effect.id } : null,
          }
        : null,
  };
}

/** What is held by these is no question of the customer's. */
const TOLD_OTHERWISE: readonly HoldName[] = ['promise', 'plan', 'money-on-its-way', 'prepaid'];

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

/** Of how many invoices a message tells: of those of a plan by its instalments. */
function invoicesOf({ items, view }: { items: ItemRow[]; view: ReturnType<typeof viewOf> }): number {
  const named = items.flatMap(({ id }) => view.planOf(id)?.itemIds ?? [id]);
  return new Set(named).size;
}

function statementOf({
  effect,
  view,
  listed,
}: {
  effect: ValuesInput['effect'];
  view: ReturnType<typeof viewOf>;
  listed: number;
}): MessageValues['statement'] {
  const account = effect.kind === 'message' && effect.purpose === 'statement' ? view.account(effect.accountId ?? '') : undefined;
  if (!account) return null;
  const { balance, unapplied, currency, openItems } = account;
  return { balance: { amount: balance, currency }, unapplied: { amount: unapplied, currency }, unlisted: Math.max(0, openItems - listed) };
}

function chequeOf(effect: ValuesInput['effect'], view: ReturnType<typeof viewOf>): MessageValues['cheque'] {
  const cheque = effect.kind === 'message' ? view.cheques.find(({ id }) => id === effect.chequeId) : undefined;
  if (!cheque) return null;
  const { number, amount, currency, reason } = cheque;
  return { number, amount: { amount, currency }, reason: reason ?? '' };
}

function planOf(effect: ValuesInput['effect'], view: ReturnType<typeof viewOf>, today: string): MessageValues['plan'] {
  const about = effect.kind === 'message' ? effect.plan : undefined;
  const plan = about && view.plans.find(({ id }) => id === about.id);
  if (!about || !plan) return null;
  const { currency } = plan;
  const late = plan.instalments.filter(({ dueOn }) => dueOn < today).reduce((sum, { id }) => sum + (view.item(id)?.open ?? 0), 0);
  return { endsOn: about.endsOn, missed: { amount: late, currency }, rest: { amount: view.restOf(plan), currency } };
}

function failureOf(effect: ValuesInput['effect'], view: ReturnType<typeof viewOf>): MessageValues['failure'] {
  if (effect.kind !== 'message' || effect.chargeId === null) return null;
  const last = view.attemptsOf(effect.chargeId).at(-1);
  return last?.reasonClass ? { reasonClass: last.reasonClass, nextTryOn: effect.nextTryOn ?? null } : null;
}
