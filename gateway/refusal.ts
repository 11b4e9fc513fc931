import type { Method } from './books.js';
import type { Decline } from './cards.js';

/** Stripe's error object. */
export interface StripeProblem {
  type: 'invalid_request_error' | 'idempotency_error';
  message: string;
  code?: string;
  param?: string;
}

/** A declined charge as Stripe tells it. */
export interface CardProblem extends Decline {
  type: 'card_error';
  charge: string;
  payment_method: Method;
}

/** A request that is answered with an error and leaves no trace in the books, so the same idempotency key may be tried again. */
export class Refusal extends Error {
  readonly status: number;
  readonly problem: StripeProblem;

  constructor({ status, ...problem }: Omit<StripeProblem, 'type'> & { status: number; type?: StripeProblem['type'] }) {
    super(problem.message);
    this.status = status;
    this.problem = { type: 'invalid_request_error', ...problem };
  }
}

/** The refusal for an id that the books do not know. `where` is the parameter that named it. */
export function noSuch({ what, id, where, status = 400 }: { what: string; id: string; where: string; status?: 400 | 404 }): Refusal {
  return new Refusal({ status, code: 'resource_missing', param: where, message: `No such ${what}: '${id}'` });
}
