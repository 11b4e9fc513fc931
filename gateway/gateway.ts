import type { Express, Response } from 'express';
import { createApp } from './app.js';
import { openBooks } from './books.js';
import { createDesk } from './desk.js';

export interface Gateway {
  app: Express;
  /** Drops the connections that are never answered, finishes what is being booked and closes the books. */
  close(): Promise<void>;
}

/**
 * The simulated payment gateway: enough of Stripe's API for its own SDK, with books in `home` that survive any crash.
 * `now` is in milliseconds. Throws, naming file and line, when the books are damaged.
 */
export async function createGateway({ home, key, now }: { home: string; key: string; now: () => number }): Promise<Gateway> {
  const books = await openBooks(home);
  const desk = createDesk({ books, now });
  const withheld = new Set<Response>();
  const app = createApp({
    books,
    desk,
    key,
    withhold: (response) => {
      withheld.add(response);
      response.on('close', () => withheld.delete(response));
    },
  });
  return {
    app,
    async close() {
      await desk.idle();
      for (const response of withheld) response.destroy();
      await books.close();
    },
  };
}
