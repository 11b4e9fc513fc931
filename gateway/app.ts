import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response } from 'express';
import type { Books } from './books.js';
import { createCustomer } from './customers.js';
import type { ActionContext, Desk, Outcome } from './desk.js';
import { newId } from './new-id.js';
import { confirmIntent, createIntent, findIntent, listIntents } from './payment-intents.js';
import { createPaymentMethod } from './payment-methods.js';
import { Refusal } from './refusal.js';

type Action = (asked: { given: unknown; id: string } & ActionContext) => Outcome;

/** The HTTP face of the gateway. `withhold` receives a response that must never be answered. */
export function createApp({
  books,
  desk,
  key,
  withhold,
}: {
  books: Books;
  desk: Desk;
  key: string;
  withhold: (response: Response) => void;
}): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');

  const changes =
    (action: Action): RequestHandler =>
    async (request, response) => {
      const given: unknown = request.body ?? {};
      const idempotencyKey = request.get('idempotency-key');
      const id = typeof request.params.id === 'string' ? request.params.id : '';
      const done = await desk.handle({
        path: request.path,
        parameters: given,
        key: idempotencyKey,
        act: (context) => action({ given, id, ...context }),
      });
      if (done.withheld) return withhold(response);
      if (idempotencyKey !== undefined) response.set('Idempotency-Key', idempotencyKey);
      if (done.replayOf !== undefined) response.set({ 'Idempotent-Replayed': 'true', 'Original-Request': done.replayOf });
      response.set('Request-Id', done.request).status(done.answer.status).json(done.answer.body);
    };

  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.use(requireKey(key), requireForm, express.urlencoded({ extended: true, limit: '100kb' }));

  app.post('/v1/customers', changes(createCustomer));
  app.post('/v1/payment_methods', changes(createPaymentMethod));
  app.post('/v1/payment_intents', changes(createIntent));
  app.post('/v1/payment_intents/:id/confirm', changes(confirmIntent));
  app.get('/v1/payment_intents', (request, response) => {
    response.json(listIntents({ books, given: request.query }));
  });
  app.get('/v1/payment_intents/:id', (request, response) => {
    response.json(findIntent({ books, id: request.params.id }));
  });
  app.get('/books', (_request, response) => {
    response.json({ charges: books.charges() });
  });

  app.use((request) => {
    throw new Refusal({ status: 404, message: `Unrecognized request URL (${request.method}: ${request.path}).` });
  });
  app.use(answerProblem);
  return app;
}

/** Stripe's two ways to give the key: as a bearer token, or as the user of basic authorization. */
function requireKey(key: string): RequestHandler {
  const basic = Buffer.from(`${key}:`).toString('base64');
  return (request, _response, next) => {
    const given = request.get('authorization');
    if (given === `Bearer ${key}` || given === `Basic ${basic}`) return next();
    throw new Refusal({
      status: 401,
      message:
        given === undefined ? 'You did not provide an API key. Send it as: Authorization: Bearer <key>.' : 'Invalid API Key provided.',
    });
  };
}

const requireForm: RequestHandler = (request, _response, next) => {
  if (request.is('*/*') && !request.is('application/x-www-form-urlencoded')) {
    throw new Refusal({ status: 400, message: 'Send the parameters as application/x-www-form-urlencoded.' });
  }
  next();
};

const answerProblem: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  response.set('Request-Id', newId('req'));
  if (error instanceof Refusal) {
    response.status(error.status).json({ error: error.problem });
  } else if (isBadBody(error)) {
    response.status(400).json({ error: { type: 'invalid_request_error', message: `The body cannot be read: ${error.message}.` } });
  } else {
    process.stderr.write(`${error instanceof Error ? error.message : 'The request failed.'}\n`);
    response.status(500).json({ error: { type: 'api_error', message: 'The gateway could not write its books. Its log says why.' } });
  }
};

function isBadBody(error: unknown): error is Error {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500;
}
