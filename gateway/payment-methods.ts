import type { Books, Method } from './books.js';
import { scriptOf, type Turn } from './cards.js';
import type { Outcome } from './desk.js';
import { newId } from './new-id.js';
import { methodParameters, readParameters } from './parameters.js';
import { noSuch, Refusal } from './refusal.js';

/** Stripe's own test numbers and tokens, and the test card each behaves like. */
const BEHAVES: Readonly<Record<string, string>> = {
  '4242424242424242': 'pm_card_good',
  '4000000000009995': 'pm_card_no_funds',
  '4000000000009987': 'pm_card_hard',
  tok_visa: 'pm_card_good',
  tok_visa_chargeDeclinedInsufficientFunds: 'pm_card_no_funds',
  tok_visa_chargeDeclinedLostCard: 'pm_card_hard',
};

/** Makes a payment method from a test number or token. The number itself is not kept. */
export function createPaymentMethod({ given }: { given: unknown }): Outcome {
  const { card } = readParameters({ schema: methodParameters, given });
  const sign = card.token ?? card.number ?? '';
  const behaves = Object.hasOwn(BEHAVES, sign) ? BEHAVES[sign] : undefined;
  if (behaves === undefined) {
    throw new Refusal({
      status: 400,
      param: card.token === undefined ? 'card[number]' : 'card[token]',
      message: `This gateway is simulated and takes test cards only: ${Object.keys(BEHAVES).join(', ')}.`,
    });
  }
  const object = methodObject({ id: newId('pm'), behaves });
  return { answer: { status: 200, body: object }, made: { method: { object, behaves } } };
}

/** A payment method made here or a test card's own name, with what its charges will do. Throws a `Refusal` for any other. */
export function findMethod({ books, id }: { books: Books; id: string }): { object: Method; script: readonly [Turn, ...Turn[]] } {
  const made = books.method(id);
  const behaves = made?.behaves ?? id;
  const script = scriptOf(behaves);
  if (script === undefined) throw noSuch({ what: 'PaymentMethod', id, where: 'payment_method' });
  return { object: made?.object ?? methodObject({ id, behaves }), script };
}

function methodObject({ id, behaves }: { id: string; behaves: string }): Method {
  const last4 =
    Object.entries(BEHAVES)
      .find(([number, card]) => card === behaves && /^\d+$/.test(number))?.[0]
      .slice(-4) ?? '0000';
  return { id, object: 'payment_method', type: 'card', card: { brand: 'visa', last4 }, livemode: false };
}
