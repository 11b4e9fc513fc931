/** What the API says of itself. */
import { z } from 'zod';
import { DulyError } from '../../domain/errors.js';
import { openApiOf } from '../openapi.js';
import { describeProblem } from '../problem.js';
import type { Readiness, ReadinessReport } from '../readiness.js';
import { type Answer, type Route, route } from '../route.js';

const partAnswer = z.object({ ok: z.boolean(), why: z.string().optional() });
const readinessAnswer = z.object({ ok: z.boolean(), parts: z.record(z.string(), partAnswer) });
const asked = {
  200: { schema: readinessAnswer, says: 'Every part answers.' },
  503: { schema: readinessAnswer, says: 'A part does not answer: it is named.' },
};
const answerOf = (report: ReadinessReport): Answer => ({ status: report.ok ? 200 : 503, body: report });

export const aboutRoutes = ({ readiness, routes }: { readiness: Readiness; routes: () => Route[] }): Route[] => [
  route({
    method: 'get',
    path: '/healthz',
    name: 'isAlive',
    summary: 'Whether the process is alive',
    open: true,
    answers: { 200: { schema: z.object({ status: z.literal('ok') }), says: 'It is.' } },
    example: { answer: { status: 'ok' } },
    handle: async () => ({ status: 200, body: { status: 'ok' } }),
  }),
  route({
    method: 'get',
    path: '/readyz',
    name: 'isReady',
    summary: 'Whether journeys go on: PostgreSQL, Temporal and a worker',
    open: true,
    answers: asked,
    example: { answer: { ok: true, parts: { postgresql: { ok: true }, temporal: { ok: true }, worker: { ok: true } } } },
    handle: async () => answerOf(await readiness.all()),
  }),
  route({
    method: 'get',
    path: '/readyz/intake',
    name: 'takesFacts',
    summary: 'Whether facts are accepted: PostgreSQL alone',
    open: true,
    answers: asked,
    example: { answer: { ok: true, parts: { postgresql: { ok: true } } } },
    handle: async () => answerOf(await readiness.intake()),
  }),
  route({
    method: 'get',
    path: '/problems/{code}',
    name: 'explainProblem',
    summary: 'What a problem’s type means',
    open: true,
    idIs: 'The code of a problem.',
    answers: { 200: { schema: z.object({ code: z.string(), status: z.int(), title: z.string() }), says: 'The code.' } },
    example: { answer: { code: 'not_found', status: 404, title: 'Not found' } },
    handle: async ({ id }) => {
      const known = describeProblem(id);
      if (!known) throw new DulyError({ code: 'not_found', message: 'There is no GET at this address. Check the method and the path.' });
      return { status: 200, body: known };
    },
  }),
  route({
    method: 'get',
    path: '/openapi.json',
    name: 'describe',
    summary: 'This description, in OpenAPI 3.1',
    open: true,
    answers: { 200: { schema: z.looseObject({ openapi: z.literal('3.1.0') }), says: 'The document.' } },
    example: { answer: { openapi: '3.1.0' } },
    handle: async () => ({ status: 200, body: openApiOf(routes()) }),
  }),
];
