import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Books, openBooks } from './books.js';
import { createCustomer } from './customers.js';
import { createDesk, type DeskRequest } from './desk.js';

let home: string;
let books: Books;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'duly-desk-'));
  books = await openBooks(home);
});
afterEach(async () => {
  await books.close();
  await rm(home, { recursive: true });
});

const request = (key?: string, given: unknown = {}): DeskRequest => ({
  path: '/v1/customers',
  parameters: given,
  key,
  act: (context) => createCustomer({ given, ...context }),
});

/** The real books behind a gate: nothing is written before `open()`. */
function gated() {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const record: Books['record'] = async (entry) => {
    await gate;
    await books.record(entry);
  };
  return { desk: createDesk({ books: { ...books, record }, now: Date.now }), open };
}

describe('desk', () => {
  it('has the answer in the file when it is given', async () => {
    const desk = createDesk({ books, now: Date.now });
    const { answer } = await desk.handle(request('K1'));
    const [line] = (await readFile(join(home, 'books.jsonl'), 'utf8')).split('\n');
    expect(JSON.parse(line ?? '')).toMatchObject({ key: 'K1', answer, made: { customer: answer.body } });
  });

  it('gives no answer and shows no trace before it is booked', async () => {
    const { desk, open } = gated();
    const order: string[] = [];
    const answered = desk.handle(request('K1')).then(() => order.push('answered'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(books.answered('K1')).toBeUndefined();
    order.push('booked');
    open();
    await answered;
    expect(order).toEqual(['booked', 'answered']);
  });

  it('refuses a key whose first request is under way, and replays it afterwards', async () => {
    const { desk, open } = gated();
    const first = desk.handle(request('K1'));
    await expect(desk.handle(request('K1'))).rejects.toMatchObject({ status: 409, problem: { code: 'idempotency_key_in_use' } });
    open();
    const { answer, request: id } = await first;
    expect(await desk.handle(request('K1'))).toMatchObject({ answer, replayOf: id });
  });

  it('frees the key of a refused request', async () => {
    const desk = createDesk({ books, now: Date.now });
    const wrong = request('K1', { colour: 'red' });
    await expect(desk.handle(wrong)).rejects.toMatchObject({ status: 400 });
    await expect(desk.handle(request('K1'))).resolves.toMatchObject({ answer: { status: 200 } });
  });

  it('refuses a key of more than 255 characters', async () => {
    const desk = createDesk({ books, now: Date.now });
    await expect(desk.handle(request('k'.repeat(256)))).rejects.toMatchObject({ status: 400 });
    await expect(desk.handle(request('k'.repeat(255)))).resolves.toMatchObject({ answer: { status: 200 } });
  });
});
