/**
 * A route as one entry: the app mounts it and `openapi.ts` describes it, from the same schemas.
 * 1. What a handler is given was read by the entry's schemas; nothing else of a request reaches it.
 * 2. A POST with an Idempotency-Key is carried out once: whoever sends the same again gets the first answer, and another body is refused.
 *    The answer is kept in the transaction of what was stored where the handler passes `keep` on, else right after it.
 * 3. Only answers that stored something are kept: a refused request leaves its key free.
 */
import { createHash } from 'node:crypto';
import type { Express, Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import type { KeptRequest } from '../activities/ports/books.js';
import { DulyError } from '../domain/errors.js';
import { read } from './fields.js';
import type { Answers } from './ports.js';

/** What is answered. `replayed`: nothing new was stored, because it was known. `kept`: it is stored with its Idempotency-Key already. */
export interface Answer {
  status: number;
  body: object;
  replayed?: boolean;
  kept?: boolean;
}

interface Given<Body, Query> {
  body: Body;
  query: Query;
  /** From the path. */
  id: string;
  /** Under which Idempotency-Key the answer is to be kept. */
  keep: KeptRequest | undefined;
}

interface Described {
  method: 'get' | 'post';
  /** OpenAPI's form: `/v1/customers/{id}`. */
  path: string;
  /** The operation's name for clients. */
  name: string;
  summary: string;
  /** Needs no API key. */
  open?: true;
  /** What the path's one parameter is. */
  idIs?: string;
  /** By status; a page's is null. */
  answers: Record<number, { schema: z.ZodType | null; says: string }>;
  /** A body to send and what is answered: both are checked by the schemas in a test. */
  example: { body?: object; answer?: object };
}

/** An entry, whatever its schemas are. */
export interface Route extends Described {
  body: z.ZodType | undefined;
  query: z.ZodType | undefined;
  handle(given: Given<never, never>): Promise<Answer>;
  /** In place of `handle`: what is no JSON. */
  serve?: RequestHandler[];
}

/** Keeps the schemas' types inside the entry. */
export function route<Body extends z.ZodType = z.ZodUndefined, Query extends z.ZodType = z.ZodUndefined>(
  entry: Described & {
    body?: Body;
    query?: Query;
    handle(given: Given<z.output<Body>, z.output<Query>>): Promise<Answer>;
  },
): Route {
  return { ...entry, body: entry.body, query: entry.query };
}

/** An entry for a page: its handlers read the request themselves. */
export const page = (entry: Described & { serve: RequestHandler[] }): Route => ({
  ...entry,
  body: undefined,
  query: undefined,
  handle: () => Promise.reject(new DulyError({ code: 'internal', message: 'A page has no JSON.' })),
});

/** Adds the routes to the app. */
export function mount({ app, routes, answers }: { app: Express; routes: Route[]; answers: Answers }): void {
  for (const entry of routes) {
    const path = entry.path.replaceAll(/\{(\w+)\}/g, ':$1');
    app[entry.method](path, ...(entry.serve ?? [serve({ entry, answers })]));
  }
}

const serve =
  ({ entry, answers }: { entry: Route; answers: Answers }): RequestHandler =>
  async (request, response) => {
    const keep = entry.method === 'post' ? keptRequestOf({ request, caller: callerOf(response) }) : undefined;
    const first = keep && (await firstAnswer({ keep, answers }));
    if (first) return send({ response, answer: first });
    const handle = async (): Promise<Answer> => {
      const body = entry.body && read({ schema: entry.body, given: request.body });
      const query = entry.query && read({ schema: entry.query, given: { ...request.query } });
      const answer = await entry.handle({
        body: body as never,
        query: query as never,
        id: String(Object.values(request.params)[0] ?? ''),
        keep,
      });
      if (keep && !answer.kept) await answers.keep({ ...keep, status: answer.status, body: answer.body });
      return answer;
    };
    const answer = await handle().catch(async (error: unknown) => {
      const raced = keep && error instanceof DulyError && error.code === KEY_REUSED && (await firstAnswer({ keep, answers }));
      if (raced) return raced;
      throw error;
    });
    send({ response, answer });
  };

const KEY_REUSED = 'idempotency_key_reused';

/** What the same request was answered; undefined: it is the first. Throws `idempotency_key_reused` for another one under its key. */
async function firstAnswer({ keep, answers }: { keep: KeptRequest; answers: Answers }): Promise<Answer | undefined> {
  const found = await answers.find(keep);
  if (!found) return undefined;
  if (found.requestHash === keep.requestHash) return { status: found.status, body: found.body, replayed: true };
  throw new DulyError({
    code: KEY_REUSED,
    at: 'Idempotency-Key',
    message: `The Idempotency-Key ${keep.key} was already used for another request. Use a new key, or send what was sent then.`,
  });
}

function keptRequestOf({ request, caller }: { request: Request; caller: string }): KeptRequest | undefined {
  const key = request.get('idempotency-key');
  if (key === undefined) return undefined;
  if (!/^[\x20-\x7e]{1,255}$/.test(key))
    throw new DulyError({
      code: 'invalid_request',
      at: 'Idempotency-Key',
      message: 'The Idempotency-Key cannot be used. Send 1 to 255 printable ASCII characters, like a UUID.',
    });
  const text = JSON.stringify([request.method, request.path, request.body ?? null]);
  return { caller, key, requestHash: createHash('sha256').update(text).digest('hex') };
}

/** Remembers whose request it is. */
export const rememberCaller = (response: Response, keyId: string): void => {
  response.locals.keyId = keyId;
};
const callerOf = (response: Response): string => (response.locals.keyId as string | undefined) ?? 'public';

function send({ response, answer: { status, body, replayed } }: { response: Response; answer: Answer }): void {
  if (replayed) response.set('Idempotent-Replayed', 'true');
  response.status(status).json(body);
}
