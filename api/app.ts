import express, { type Express, type RequestHandler } from 'express';
import { v7 as uuid } from 'uuid';
import type { Books } from '../activities/ports/books.js';
import type { Clock } from '../activities/ports/clock.js';
import type { RecordReports } from '../activities/record-reports.js';
import { DulyError } from '../domain/errors.js';
import { createIntake } from './intake.js';
import type { Log } from './log.js';
import type { Advance, Answers, Auth, Lookup, Nudge, Owners, Reads, SurveyLinks } from './ports.js';
import { answerProblems, noSuchRoute, unsupportedContentType } from './problem.js';
import type { Readiness } from './readiness.js';
import { mount, type Route, rememberCaller } from './route.js';
import { aboutRoutes } from './routes/about.js';
import { advanceCustomer } from './routes/advance.js';
import { chargeBack, resolveChargeback } from './routes/chargebacks.js';
import { clearCheque, depositCheque, receiveCheque, returnCheque } from './routes/cheques.js';
import { customerRoutes } from './routes/customers.js';
import { explainDispute, openDispute, resolveDispute } from './routes/disputes.js';
import { changeDueDate } from './routes/due-dates.js';
import { placeHold, releaseHold } from './routes/holds.js';
import { reportInsolvency } from './routes/insolvency.js';
import { giveInvoiceJourney } from './routes/invoice-journeys.js';
import { invoiceRoutes } from './routes/invoices.js';
import { ownerRoutes } from './routes/owners.js';
import { receiveFailure } from './routes/payment-failures.js';
import { addPaymentMethod } from './routes/payment-methods.js';
import { receivePayment } from './routes/payments.js';
import { cancelPlan, makePlan } from './routes/plans.js';
import { makePromise } from './routes/promises.js';
import { receiveReply } from './routes/replies.js';
import { createSurveys, enterAnswer, receiveAnswer } from './routes/survey-answers.js';
import { answerWithPage, surveyPages } from './routes/survey-pages.js';
import { taskRoutes } from './routes/tasks.js';
import { showTimeline } from './routes/timeline.js';
import { undoWriteOff, writeOff } from './routes/write-offs.js';

export interface AppInput {
  record: RecordReports;
  books: Books;
  lookup: Lookup;
  reads: Reads;
  owners: Owners;
  answers: Answers;
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
export function createApp(input: AppInput): Express {
  const { auth, answers, log, readiness } = input;
  const { open, keyed } = routesOf(input);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(identify, logRequests(log));
  app.use('/v1/surveys', requireJson, readJson);
  mount({ app, routes: open, answers });
  app.use('/s', answerWithPage);
  app.use('/v1', requireKey(auth), requireJson, readJson);
  mount({ app, routes: keyed, answers });
  app.use(noSuchRoute);
  app.use(answerProblems({ log, databaseAway: async () => !(await readiness.intake()).ok }));
  return app;
}

/** Every route, by whether it needs a key. */
export function routesOf({ record, books, lookup, reads, owners, nudge, readiness, clock, links, log, advance }: AppInput): {
  open: Route[];
  keyed: Route[];
} {
  const intake = createIntake({ record, lookup, nudge, clock, log });
  const surveys = createSurveys({ intake, links });
  const keyed = [
    ...customerRoutes({ intake, books, reads }),
    ...ownerRoutes({ owners, books, intake }),
    showTimeline({ intake, reads }),
    ...invoiceRoutes({ intake, reads }),
    addPaymentMethod(intake),
    receivePayment(intake),
    receiveFailure(intake),
    openDispute(intake),
    explainDispute(intake),
    resolveDispute(intake),
    makePromise(intake),
    makePlan(intake),
    cancelPlan(intake),
    reportInsolvency(intake),
    placeHold(intake),
    releaseHold(intake),
    receiveReply(intake),
    receiveCheque(intake),
    clearCheque(intake),
    returnCheque(intake),
    depositCheque(intake),
    chargeBack(intake),
    resolveChargeback(intake),
    changeDueDate(intake),
    giveInvoiceJourney(intake),
    writeOff(intake),
    undoWriteOff(intake),
    ...taskRoutes({ intake, reads }),
    enterAnswer(surveys),
    ...(advance ? [advanceCustomer({ intake, advance })] : []),
  ];
  const open: Route[] = [receiveAnswer(surveys), ...surveyPages(surveys), ...aboutRoutes({ readiness, routes: () => [...keyed, ...open] })];
  return { open, keyed };
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
      const route = typeof pattern === 'string' ? pattern : null;
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
  async (request, response, next) => {
    const given = request.get('authorization');
    const caller = await auth(given);
    if (caller) {
      rememberCaller(response, caller.keyId);
      return next();
    }
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
