/** The one place that turns what went wrong into an answer: RFC 9457, `application/problem+json`. */
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { z } from 'zod';
import { DulyError, ERROR_CODES, type ErrorCode } from '../domain/errors.js';
import { type Log, traceOf } from './log.js';

/** Our catalogue, and what only HTTP can go wrong with. */
const STATUS = { ...ERROR_CODES, unsupported_media_type: 415, unavailable: 503 } as const;
export type ProblemCode = ErrorCode | 'unsupported_media_type' | 'unavailable';

export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  param: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  request_id: z.string(),
});

export interface Problem {
  /** Stable for a code, and answers a GET. */
  type: string;
  title: string;
  status: number;
  /** What is wrong and what to do. */
  detail: string;
  code: ProblemCode;
  /** The first parameter that is wrong: `allocations.0.amount`. */
  param?: string;
  /** All that are wrong, by JSON pointers into the body. */
  errors?: { pointer: string; detail: string }[];
}

/** What body-parser and we say about bodies, by the error's `type`. */
const BODY_PROBLEMS: Record<string, { code: ProblemCode; status?: number; detail: string }> = {
  'entity.parse.failed': {
    code: 'invalid_request',
    detail: 'The body is not JSON. Send one JSON object, with double quotes and no trailing commas.',
  },
  'entity.too.large': { code: 'payload_too_large', detail: 'The body is larger than 1 MB. Send less at once.' },
  'content.type.unsupported': {
    code: 'unsupported_media_type',
    detail: 'Send the body as JSON, with the header Content-Type: application/json.',
  },
  'charset.unsupported': { code: 'unsupported_media_type', detail: 'Send the body in UTF-8.' },
  'encoding.unsupported': { code: 'unsupported_media_type', detail: 'Send the body plain, or compressed with gzip, deflate or br.' },
};

/** The problem that an error is. Whatever nobody foresaw is `internal` and tells nothing of itself. */
export function problemOf(error: unknown): Problem {
  if (error instanceof DulyError) {
    const place =
      error.at === undefined ? {} : { param: error.at, errors: [{ pointer: pointerOf(error.at.split('.')), detail: error.message }] };
    return STATUS[error.code] >= 500 ? internal() : { ...problem({ code: error.code, detail: error.message }), ...place };
  }
  if (error instanceof z.ZodError) return ofIssues(error.issues);
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
  const known = typeof type === 'string' && Object.hasOwn(BODY_PROBLEMS, type) ? BODY_PROBLEMS[type] : undefined;
  if (known) return problem(known);
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return problem({ code: 'invalid_request', detail: 'The request cannot be read. Check its address, headers and body.' });
  }
  return internal();
}

/** What a code is called, for whoever follows a problem's `type`; undefined for a code that is not ours. */
export function describeProblem(code: string): { code: string; status: number; title: string } | undefined {
  return Object.hasOwn(STATUS, code) ? { code, status: STATUS[code as ProblemCode], title: titleOf(code as ProblemCode) } : undefined;
}

/** An error for a body that is not JSON by its content type. */
export const unsupportedContentType = (): Error =>
  Object.assign(new Error('unsupported content type'), { type: 'content.type.unsupported' });

/** The last route of all. */
export const noSuchRoute: RequestHandler = (request) => {
  throw new DulyError({ code: 'not_found', message: `There is no ${request.method} at this address. Check the method and the path.` });
};

/** Answers every error, and logs those that are ours. While the database is away an error that nobody foresaw is its absence: 503, come again. */
export function answerProblems({ log, databaseAway }: { log: Log; databaseAway: () => Promise<boolean> }): ErrorRequestHandler {
  return async (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const requestId = String(response.getHeader('Request-Id'));
    let found = problemOf(error);
    if (found.code === 'internal') {
      log({ level: 'error', event: 'request failed', request_id: requestId, ...traceOf(error) });
      if (await databaseAway())
        found = problem({
          code: 'unavailable',
          detail: 'The database does not answer. Send the same again in a moment: nothing is stored twice.',
        });
    }
    if (found.status === 401) response.set('WWW-Authenticate', 'Bearer');
    if (found.status === 503) response.set('Retry-After', '2');
    response
      .status(found.status)
      .type('application/problem+json')
      .send(JSON.stringify({ ...found, request_id: requestId }));
  };
}

function ofIssues(issues: z.core.$ZodIssue[]): Problem {
  const errors = issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: [...issue.path, key],
        detail: `The field ${nameOf([...issue.path, key])} is not known here. Check its spelling, or leave it out.`,
      }));
    }
    const name = nameOf(issue.path);
    return [
      { path: issue.path, detail: `${issue.input === undefined ? `${name} is missing.` : `${name} cannot be used.`} ${issue.message}` },
    ];
  });
  const [first] = errors;
  const more = errors.length > 1 ? ` (${errors.length - 1} more: see errors)` : '';
  return {
    ...problem({ code: 'invalid_request', detail: `${first?.detail ?? 'The request cannot be used.'}${more}` }),
    ...(first && first.path.length > 0 && { param: first.path.join('.') }),
    errors: errors.map(({ path, detail }) => ({ pointer: pointerOf(path), detail })),
  };
}

const nameOf = (path: PropertyKey[]): string => (path.length === 0 ? 'The body' : path.map(String).join('.'));

/** RFC 6901. */
const pointerOf = (path: PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const problem = ({ code, detail }: { code: ProblemCode; detail: string }): Problem => ({
  type: `/problems/${code}`,
  title: titleOf(code),
  status: STATUS[code],
  detail,
  code,
});

const internal = (): Problem =>
  problem({
    code: 'internal',
    detail: 'Something failed on our side. Send the same again; if it stays, tell the operator the request_id.',
  });

const titleOf = (code: ProblemCode): string => code.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase());
