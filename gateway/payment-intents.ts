import type { Books, Charge, Intent } from './books.js';
import { declineOf, turnAfter } from './cards.js';
import type { ActionContext, Outcome } from './desk.js';
import { newId } from './new-id.js';
import { confirmParameters, intentParameters, listParameters, readParameters } from './parameters.js';
import { findMethod } from './payment-methods.js';
import { type CardProblem, noSuch, Refusal } from './refusal.js';

/** Makes an intent and, with `confirm=true`, charges it. */
export function createIntent({ given, books, at, key }: { given: unknown } & ActionContext): Outcome {
  const asked = readParameters({ schema: intentParameters, given });
  if (asked.customer !== undefined && !books.customer(asked.customer)) {
    throw noSuch({ what: 'customer', id: asked.customer, where: 'customer' });
  }
  if (asked.off_session && !asked.confirm) {
    throw new Refusal({ status: 400, param: 'off_session', message: 'off_session=true needs confirm=true.' });
  }
  if (asked.payment_method !== undefined) findMethod({ books, id: asked.payment_method });
  const intent: Intent = {
    id: newId('pi'),
    object: 'payment_intent',
    allowed_payment_method_types: asked.allowed_payment_method_types ?? null,
    amount: asked.amount,
    amount_received: 0,
    capture_method: 'automatic',
    client_secret: null,
    confirmation_method: 'automatic',
    created: Math.floor(at.getTime() / 1000),
    currency: asked.currency,
    customer: asked.customer ?? null,
    description: asked.description ?? null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    metadata: asked.metadata ?? {},
    next_action: null,
    payment_method: asked.payment_method ?? null,
    payment_method_types: ['card'],
    status: asked.payment_method === undefined ? 'requires_payment_method' : 'requires_confirmation',
  };
  return asked.confirm ? charge({ intent, books, at, key }) : { answer: { status: 200, body: intent }, made: { intent } };
}

/** Charges an intent that has not succeeded yet, with its own method or the one given. */
export function confirmIntent({ id, given, books, at, key }: { id: string; given: unknown } & ActionContext): Outcome {
  const asked = readParameters({ schema: confirmParameters, given });
  const intent = findIntent({ books, id });
  return charge({ intent: { ...intent, payment_method: asked.payment_method ?? intent.payment_method }, books, at, key });
}

/** Throws a `Refusal` with status 404 for an id that the books do not know. */
export function findIntent({ books, id }: { books: Books; id: string }): Intent {
  const intent = books.intent(id);
  if (!intent) throw noSuch({ what: 'payment_intent', id, where: 'intent', status: 404 });
  return intent;
}

/** One page of intents, newest first, ten unless `limit` says otherwise. */
export function listIntents({ books, given }: { books: Books; given: unknown }) {
  const { customer, limit = 10, starting_after, ending_before } = readParameters({ schema: listParameters, given });
  if (starting_after !== undefined && ending_before !== undefined) {
    throw new Refusal({ status: 400, param: 'ending_before', message: 'Give starting_after or ending_before, not both.' });
  }
  const all = books.intents().filter((intent) => customer === undefined || intent.customer === customer);
  const placeOf = (id: string, where: string) => {
    const place = all.findIndex((intent) => intent.id === id);
    if (place < 0) throw noSuch({ what: 'payment_intent', id, where });
    return place;
  };
  const page = { object: 'list', url: '/v1/payment_intents' };
  if (ending_before !== undefined) {
    const end = placeOf(ending_before, 'ending_before');
    const start = Math.max(0, end - limit);
    return { ...page, data: all.slice(start, end), has_more: start > 0 };
  }
  const start = starting_after === undefined ? 0 : placeOf(starting_after, 'starting_after') + 1;
  return { ...page, data: all.slice(start, start + limit), has_more: start + limit < all.length };
}

function charge({ intent, books, at, key }: { intent: Intent } & ActionContext): Outcome {
  if (intent.status === 'succeeded' || intent.payment_method === null) {
    const why = intent.status === 'succeeded' ? 'it has already succeeded' : 'it is missing a payment method';
    throw new Refusal({
      status: 400,
      code: 'payment_intent_unexpected_state',
      message: `You cannot confirm this PaymentIntent because ${why}.`,
    });
  }
  const method = findMethod({ books, id: intent.payment_method });
  const turn = turnAfter({ script: method.script, earlier: books.chargesOf(method.object.id) });
  const booked: Omit<Charge, 'status'> = {
    id: newId('ch'),
    intent: intent.id,
    amount: intent.amount,
    currency: intent.currency,
    method: method.object.id,
    metadata: intent.metadata,
    idempotencyKey: key,
    at: at.toISOString(),
  };
  if (turn === 'ok' || turn === 'timeout') {
    const paid: Intent = {
      ...intent,
      amount_received: intent.amount,
      last_payment_error: null,
      latest_charge: booked.id,
      status: 'succeeded',
    };
    const made = { intent: paid, charge: { ...booked, status: 'succeeded' as const } };
    return { answer: { status: 200, body: paid }, made, withheld: turn === 'timeout' };
  }
  const problem: CardProblem = { type: 'card_error', charge: booked.id, payment_method: method.object, ...declineOf(turn) };
  const unpaid: Intent = {
    ...intent,
    last_payment_error: problem,
    latest_charge: booked.id,
    payment_method: null,
    status: 'requires_payment_method',
  };
  return {
    answer: { status: 402, body: { error: { ...problem, payment_intent: unpaid } } },
    made: { intent: unpaid, charge: { ...booked, status: 'failed', code: turn } },
  };
}
