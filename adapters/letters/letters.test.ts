import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Enclosure } from '../../domain/effects/effect.js';
import { values as sample } from '../templates/message-samples.js';
import { createLetters } from './letters.js';

const headers = {
  from: { name: 'Nordlicht Handels GmbH', address: 'ar@nordlicht.example' },
  to: ['Blue Harbour Ltd', 'Łukasz Żółć', 'Hafenstraße 12', '20457 Hamburg'],
  date: Date.parse('2026-07-01T09:00Z'),
  registered: false,
};
const values = sample();
const folder = () => mkdtemp(join(tmpdir(), 'duly-letters-'));
const pages = (bytes: Uint8Array) =>
  Buffer.from(bytes)
    .toString('latin1')
    .match(/\/Type \/Page\b/g)?.length;

it('a message as a letter is a PDF, the same bytes for the same request, with as many pages as it needs', async () => {
  const letters = createLetters({ folder: await folder() });
  const request = { template: 'final-notice', locale: 'de', values, headers };
  const bytes = await letters.render(request);
  expect(Buffer.from(bytes.subarray(0, 5)).toString()).toBe('%PDF-');
  expect(Buffer.from(await letters.render(request)).equals(Buffer.from(bytes))).toBe(true);
  expect(pages(bytes)).toBe(1);
  const [item] = values.items;
  const many = Array.from({ length: 60 }, () => item as (typeof values.items)[number]);
  expect(pages(await letters.render({ ...request, values: { ...values, items: many } }))).toBeGreaterThan(2);
});

it('has the same bytes whatever letters were written before', async () => {
  const final = { template: 'final-notice', locale: 'de', values, headers };
  const letters = createLetters({ folder: await folder() });
  await letters.render({ ...final, template: 'please-sign-again' });
  const first = await createLetters({ folder: await folder() }).render(final);
  expect(Buffer.from(await letters.render(final)).equals(Buffer.from(first))).toBe(true);
});

it('is laid into the folder whole and once, under a name that says nothing of whose it is', async () => {
  const place = join(await folder(), 'new');
  const letters = createLetters({ folder: place });
  const letter = { id: 'C1/R-1/final-notice/0', registered: true, bytes: Buffer.from('first') };
  expect(await letters.handOver(letter)).toEqual({ did: 'accepted' });
  expect(await letters.handOver({ ...letter, bytes: Buffer.from('second') })).toEqual({ did: 'accepted' });
  const [file = '', ...others] = await readdir(place);
  expect(others).toEqual([]);
  expect(file).toMatch(/^[0-9a-f]{40}\.registered\.pdf$/);
  expect(await readFile(join(place, file), 'utf8')).toBe('first');
});

it('says that it cannot be handed over now where the folder cannot be written', async () => {
  const file = join(await folder(), 'file');
  await writeFile(file, '');
  const answer = await createLetters({ folder: file }).handOver({ id: 'x', registered: false, bytes: Buffer.from('') });
  expect(answer.did).toBe('not-now');
});

it('names at its end what lies in it', async () => {
  const letters = createLetters({ folder: await folder() });
  const size = async (enclosed?: Enclosure[]) =>
    (await letters.render({ template: 'please-sign-again', locale: 'de', values, headers: { ...headers, enclosed } })).length;
  const [without, one, both] = [await size(), await size(['cheque']), await size(['cheque', 'reply envelope'])];
  expect(one).toBeGreaterThan(without);
  expect(both).toBeGreaterThan(one);
});

describe('a payment slip', () => {
  const slip = {
    payee: 'Nordlicht Handels GmbH',
    iban: 'DE89370400440532013000',
    bic: 'COBADEFFXXX',
    money: { amount: 124_995, currency: 'EUR' },
    reference: 'R-17, R-18',
    payer: 'Blue Harbour Ltd',
  };
  const render = async ({
    items = values.items,
    enclosed,
    drawn = true,
    locale = 'de',
  }: {
    items?: typeof values.items;
    enclosed?: Enclosure[];
    drawn?: boolean;
    locale?: string;
  }) =>
    createLetters({ folder: await folder() }).render({
      template: 'overdue',
      locale,
      values: { ...values, items },
      headers: { ...headers, enclosed, ...(drawn && { slip }) },
    });

  it('is drawn at the foot of the letter, the same bytes for the same request, and is not named beside as what lies in it', async () => {
    const [none, drawn, beside] = [await render({ drawn: false }), await render({}), await render({ enclosed: ['payment slip'] })];
    expect(drawn.length).toBeGreaterThan(none.length);
    expect(pages(drawn)).toBe(pages(none));
    expect(Buffer.from(beside).equals(Buffer.from(drawn))).toBe(true);
    expect((await render({ enclosed: ['payment slip', 'reply envelope'] })).length).toBeGreaterThan(drawn.length);
  });

  it('has a page of its own where there is no room', async () => {
    const [item] = values.items;
    const items = Array.from({ length: 7 }, () => item as (typeof values.items)[number]);
    expect(pages(await render({ items }))).toBe((pages(await render({ items, drawn: false })) ?? 0) + 1);
  });
});
