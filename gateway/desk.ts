import { createHash } from 'node:crypto';
import type { Answer, Books, Entry } from './books.js';
import { newId } from './new-id.js';
import { Refusal } from './refusal.js';

/** What a request wants done to the books. */
export interface Outcome {
  answer: Answer;
  made: Entry['made'];
  /** The answer is booked but the caller does not hear it: only a replay tells. */
  withheld?: boolean;
}

/** What an action works with, and the moment and key it works under. */
export interface ActionContext {
  books: Books;
  at: Date;
  key?: string;
}

export interface DeskRequest {
  path: string;
  parameters: unknown;
  key?: string;
  act: (context: ActionContext) => Outcome;
}

export interface DeskAnswer {
  request: string;
  answer: Answer;
  withheld: boolean;
  /** The request that was answered first, when this is its stored answer. */
  replayOf?: string;
}

export interface Desk {
  /** Throws `Refusal` for a misused key and for whatever the action refuses. */
  handle(request: DeskRequest): Promise<DeskAnswer>;
  /** Resolves when nothing is being booked. */
  idle(): Promise<void>;
}

/**
 * Serves the requests that change the books, one after the other.
 * 1. An answer is on the disk before it is given.
 * 2. One idempotency key is one request: asked again it gives the stored answer, with other parameters it is refused, while the first is under way it is refused.
 * 3. A refused request stores nothing.
 */
export function createDesk({ books, now }: { books: Books; now: () => number }): Desk {
  const underWay = new Set<string>();
  let last: Promise<unknown> = Promise.resolve();

  const book = async ({ key, fingerprint, act }: DeskRequest & { fingerprint: string }): Promise<DeskAnswer> => {
    const request = newId('req');
    const at = new Date(now());
    const { answer, made, withheld = false } = act({ books, at, key });
    await books.record({ at: at.toISOString(), request, key, fingerprint, made, answer });
    return { request, answer, withheld };
  };

  return {
    async handle(request) {
      const { key } = request;
      const fingerprint = fingerprintOf(request);
      if (key === undefined) return queue(() => book({ ...request, fingerprint }));
      if (key.length > 255) throw new Refusal({ status: 400, message: 'The Idempotency-Key is longer than 255 characters.' });
      if (underWay.has(key)) {
        throw new Refusal({
          status: 409,
          type: 'idempotency_error',
          code: 'idempotency_key_in_use',
          message: `Another request with the idempotency key '${key}' is under way. Ask again when it has ended.`,
        });
      }
      const earlier = books.answered(key);
      if (earlier && earlier.fingerprint !== fingerprint) {
        throw new Refusal({
          status: 400,
          type: 'idempotency_error',
          message: `The idempotency key '${key}' was first used with other parameters or for another path. Use it for the same request only.`,
        });
      }
      if (earlier) return { request: newId('req'), answer: earlier.answer, withheld: false, replayOf: earlier.request };
      underWay.add(key);
      try {
        return await queue(() => book({ ...request, fingerprint }));
      } finally {
        underWay.delete(key);
      }
    },
    async idle() {
      await last;
    },
  };

  function queue<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  }
}

function fingerprintOf({ path, parameters }: DeskRequest): string {
  return createHash('sha256')
    .update(`${path}\n${inOrder(parameters)}`)
    .digest('hex');
}

function inOrder(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
