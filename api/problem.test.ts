import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { DulyError } from '../domain/errors.js';
import { amount, body, currency, customer, date, externalId, instant, read } from './fields.js';
import { describeProblem, problemOf, unsupportedContentType } from './problem.js';

const schema = body({
  external_id: externalId,
  amount,
  currency,
  on: date.optional(),
  at: instant.optional(),
  customer: customer.optional(),
  parts: z.array(body({ amount })).default([]),
});
const good = { external_id: 'P1', amount: 100, currency: 'EUR' };

/** What the schema says about a body, as JSON would bring it. */
function complaint(given: unknown) {
  try {
    read({ schema, given });
  } catch (error) {
    return problemOf(error);
  }
  throw new Error('The body was accepted.');
}

describe('a wrong field', () => {
  it.each([
    ['a fraction', { ...good, amount: 10.5 }, 'amount', '/amount', /^amount cannot be used\. Send a positive whole number of minor units/],
    ['a negative amount', { ...good, amount: -1 }, 'amount', '/amount', /Send a positive whole number/],
    ['zero', { ...good, amount: 0 }, 'amount', '/amount', /Send a positive whole number/],
    ['an amount beyond safe integers', { ...good, amount: 2 ** 53 }, 'amount', '/amount', /Send a positive whole number/],
    ['an amount as text', { ...good, amount: '100' }, 'amount', '/amount', /Send a positive whole number/],
    ['a missing amount', { ...good, amount: undefined }, 'amount', '/amount', /^amount is missing\. Send a positive whole number/],
    ['an unknown currency', { ...good, currency: 'XXZ' }, 'currency', '/currency', /Send an ISO 4217 code/],
    ['a currency in small letters', { ...good, currency: 'eur' }, 'currency', '/currency', /capital letters/],
    ['a date that does not exist', { ...good, on: '2026-02-30' }, 'on', '/on', /Send a real date as YYYY-MM-DD/],
    ['a date of another form', { ...good, on: '31.03.2026' }, 'on', '/on', /Send a real date as YYYY-MM-DD/],
    ['a moment without a zone', { ...good, at: '2026-03-31T09:30:00' }, 'at', '/at', /Send a moment with its zone/],
    ['a control character', { ...good, external_id: 'P\u00001' }, 'external_id', '/external_id', /Send your own id/],
    ['half a character', { ...good, external_id: '\ud800' }, 'external_id', '/external_id', /Send your own id/],
    ['an unknown field', { ...good, 'am/ount': 1 }, 'am/ount', '/am~1ount', /^The field am\/ount is not known here\. Check its spelling/],
    [
      'an unknown field deep down',
      { ...good, parts: [{ amount: 1 }, { amount: 1, extra: true }] },
      'parts.1.extra',
      '/parts/1/extra',
      /not known here/,
    ],
    [
      'a wrong field deep down',
      { ...good, parts: [{ amount: 0.1 }] },
      'parts.0.amount',
      '/parts/0/amount',
      /^parts\.0\.amount cannot be used/,
    ],
    [
      'a customer of no form',
      { ...good, customer: { id: 'c1' } },
      'customer',
      '/customer',
      /Send our id of the customer as text, or yours as/,
    ],
  ])('is named with what to do: %s', (_what, given, param, pointer, detail) => {
    const problem = complaint(given);
    expect(problem).toMatchObject({
      status: 400,
      code: 'invalid_request',
      type: '/problems/invalid_request',
      title: 'Invalid request',
      param,
    });
    expect(problem.detail).toMatch(detail);
    expect(problem.errors).toEqual([{ pointer, detail: problem.detail }]);
  });

  it('is told together with all others', () => {
    const problem = complaint({ amount: -1, currency: 'EUR', nonsense: 1 });
    expect(problem.errors?.map(({ pointer }) => pointer).sort()).toEqual(['/amount', '/external_id', '/nonsense']);
    expect(problem.detail).toMatch(/\(2 more: see errors\)$/);
  });
});

it.each([undefined, null, [], 'text', 7])('asks for an object where the body is %j', (given) => {
  const problem = complaint(given);
  expect(problem.status).toBe(400);
  expect(problem.detail).toMatch(/^The body (is missing|cannot be used)\. Send a JSON object\.$/);
  expect(problem).not.toHaveProperty('param');
});

it('tells an expected error with its code, place and sentence', () => {
  expect(problemOf(new DulyError({ code: 'external_id_conflict', at: 'external_id', message: 'Known. Use another.' }))).toEqual({
    type: '/problems/external_id_conflict',
    title: 'External id conflict',
    status: 409,
    detail: 'Known. Use another.',
    code: 'external_id_conflict',
    param: 'external_id',
    errors: [{ pointer: '/external_id', detail: 'Known. Use another.' }],
  });
});

it.each([
  ['malformed JSON', { type: 'entity.parse.failed', status: 400 }, 400, 'invalid_request'],
  ['a body that is too large', { type: 'entity.too.large', status: 413 }, 413, 'payload_too_large'],
  ['another content type', unsupportedContentType(), 415, 'unsupported_media_type'],
  ['another charset', { type: 'charset.unsupported', status: 415 }, 415, 'unsupported_media_type'],
  ['an address that cannot be read', Object.assign(new URIError('malformed'), { status: 400 }), 400, 'invalid_request'],
])('answers %s with its own status', (_what, error, status, code) => {
  expect(problemOf(error)).toMatchObject({ status, code });
});

it.each([
  ['an exception', new Error('secret of the database')],
  ['an internal error of ours', new DulyError({ code: 'internal', message: 'secret of the rules' })],
  ['something thrown that is no error', 'secret text'],
  ['nothing', undefined],
])('tells nothing of %s', (_what, error) => {
  const problem = problemOf(error);
  expect(problem).toMatchObject({ status: 500, code: 'internal' });
  expect(JSON.stringify(problem)).not.toContain('secret');
});

it('describes its codes and no others', () => {
  expect(describeProblem('unknown_customer')).toEqual({ code: 'unknown_customer', status: 404, title: 'Unknown customer' });
  expect(describeProblem('toString')).toBeUndefined();
});
