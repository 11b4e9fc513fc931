import express, { type Express, type RequestHandler } from 'express';
import { v7 as uuid } from 'uuid';
import type { Clock } from '../activities/ports/clock.js';
import type { RecordReports } from '../activities/record-reports.js';
import { DulyError } from '../domain/errors.js';
import { createIntake } from './intake.js';
import type { Log } from './log.js';
import type { Advance, Auth, Lookup, Nudge, SurveyLinks } from './ports.js';
import { answerProblems, describeProblem, noSuchRoute, unsupportedContentType } from './problem.js';
import type { Readiness, ReadinessReport } from './readiness.js';
import { advanceCustomer } from './routes/advance.js';
import { openDispute, resolveDispute } from './routes/disputes.js';
import { receiveFailure } from './routes/payment-failures.js';
import { receivePayment } from './routes/payments.js';
import { createSurveys, receiveAnswer } from './routes/survey-answers.js';
import { surveyPages } from './routes/survey-pages.js';

interface AppInput {
  record: RecordReports;
  lookup: Lookup;
  nudge: Nudge;
  auth: Auth;
  readiness: Readiness;
  clock: Clock;
  links: SurveyLinks;
  log: Log;
  /** Only in the sandbox: time that can be driven. */
  advance?: Advance | undefined;
}

/** The API. A 2xx to a POST means that the fact is durable; any other answer to it means that nothing was stored. */
export function createApp({ record, lookup, nudge, auth, readiness, clock, links, log, advance }: AppInput): Express {
  const intake = createIntake({ record, lookup, nudge, clock, log });
  const surveys = createSurveys({ intake, links });
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(identify, logRequests(log));

  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.get('/readyz', tellReadiness(readiness.all));
  app.get('/readyz/intake', tellReadiness(readiness.intake));
  app.get('/problems/:code', (request, response, next) => {
    const known = describeProblem(request.params.code);
    if (!known) return next();
    response.json(known);
  });
  app.use('/s', surveyPages(surveys));

  app.post('/v1/surveys/answers', requireJson, readJson, receiveAnswer(surveys));
  app.use('/v1', requireKey(auth), requireJson, readJson);
  app.post('/v1/payments', receivePayment(intake));
  app.post('/v1/payment-failures', receiveFailure(intake));
  app.post('/v1/disputes', openDispute(intake));
  app.post('/v1/disputes/:id/resolve', resolveDispute(intake));
  if (advance) app.post('/v1/customers/:id/advance', advanceCustomer({ intake, advance }));

  app.use(noSuchRoute);
  app.use(answerProblems({ log, databaseAway: async () => !(await readiness.intake()).ok }));
  return app;
}

const readJson = express.json({ limit: '1mb' });

/** Every answer can be told apart, and none is kept by a cache. */
const identify: RequestHandler = (_request, response, next) => {
  response.set({ 'Request-Id': `req_${uuid()}`, 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
  next();
};

/** The route's pattern, not the address: that may hold a survey's token. */
const logRequests =
  (log: Log): RequestHandler =>
  (request, response, next) => {
    const start = performance.now();
    response.once('close', () => {
      const pattern: unknown = request.route?.path;
      const route = typeof pattern === 'string' ? `${request.baseUrl}${pattern}` : null;
      const ms = Math.round(performance.now() - start);
      log({
        level: 'info',
        event: 'request',
        request_id: String(response.getHeader('Request-Id')),
        method: request.method,
        route,
        status: response.statusCode,
        ms,
      });
    });
    next();
  };

const requireKey =
  (auth: Auth): RequestHandler =>
  async (request, _response, next) => {
    const given = request.get('authorization');
    if (await auth(given)) return next();
    const message =
      given === undefined
        ? 'This needs an API key. Send it with the header Authorization: Bearer <key>.'
        : 'The API key is unknown or revoked. Send a valid one with the header Authorization: Bearer <key>.';
    throw new DulyError({ code: 'unauthorized', message });
  };

const requireJson: RequestHandler = (request, _response, next) => {
  if (request.is('*/*') && !request.is('application/json')) throw unsupportedContentType();
  next();
};

const tellReadiness =
  (ask: () => Promise<ReadinessReport>): RequestHandler =>
  async (_request, response) => {
    const report = await ask();
    response.status(report.ok ? 200 : 503).json(report);
  };
