import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readCliConfig } from '../../cli/config.js';
import { runProgram } from '../../cli/program.js';
import { addDays, dateAt } from '../../domain/calendar.js';
import { accountId } from '../../domain/ledger/account-id.js';
import { midnight } from '../../domain/replay/story.js';
import { type House, openHouse } from '../support/house.js';
import type { DulyRun } from '../support/run-duly.js';
import { testTemporal } from '../support/temporal.js';

const JOURNEY = `
journey: One reminder
contact: { at: "00:00", until: "23:59", zone: UTC }
lanes:
  collection:
    for: item
    stages:
      delivery: { on: { delivered: reminders } }
      reminders:
        steps: [{ name: first, at: { days: 1, from: due }, do: { send: overdue } }]
        on: { used up: end }
`;
const today = dateAt(Date.now(), 'UTC');
const CUSTOMER = 'cus_held';
const OTHER = 'cus_free';

let house: House;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'duly-hold-'));
  house = await openHouse();
  const journeyId = await house.publish(JOURNEY);
  for (const id of [CUSTOMER, OTHER]) {
    const { legalEntityId } = await house.createCustomer({ id, journeyId });
    const upTo = await house.record({
      customerId: id,
      reports: [
        {
          type: 'invoice.issued',
          source: 'erp',
          externalId: `${id}/R-1`,
          effectiveOn: today,
          data: {
            itemId: `${id}-R-1`,
            accountId: accountId({ customerId: id, legalEntityId, currency: 'EUR' }),
            number: 'R-1',
            amount: 10_000,
            currency: 'EUR',
            dueOn: addDays(today, 3),
            delivery: 'delivered',
            orderIds: [],
          },
        },
      ],
    });
    await house.nudge({ customerId: id, upTo: upTo.upTo });
  }
});
afterAll(async () => {
  await house.close();
  rmSync(folder, { recursive: true, force: true });
});

it('leaves an invoice in peace until the day that is named, says so in its explanation, and goes on when it is released', async () => {
  const { prisma, virtualTime } = house;
  const until = addDays(today, 30);
  expect(await duly('hold', 'R-1', '--until', until)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/name the customer with --customer/),
  });
  const placed = await duly('hold', 'R-1', '--customer', CUSTOMER, '--until', until);
  expect(placed).toMatchObject({
    code: 0,
    out: expect.stringMatching(new RegExp(`^Nothing is asked for, .* on invoice R-1 until ${until}`)),
  });
  expect((await duly('hold', 'R-1', '--customer', CUSTOMER, '--until', until)).out).toMatch(/already: nothing was changed/);
  await virtualTime.moveTo({ customerId: CUSTOMER, to: midnight(addDays(today, 6)) });
  await virtualTime.rest({ customerId: CUSTOMER });
  expect(await house.mail.mails()).toHaveLength(0);
  expect((await duly('explain', CUSTOMER)).out).toMatch(/Held back: "first", because of a hold that a person placed/);
  const released = JSON.parse((await duly('release', 'R-1', '--customer', CUSTOMER, '--json')).out);
  expect(released).toMatchObject({ customer: CUSTOMER, subject: `${CUSTOMER}-R-1`, holds: [expect.stringMatching(/^hold_/)] });
  await virtualTime.rest({ customerId: CUSTOMER });
  expect(await house.mail.mails()).toHaveLength(1);
  expect(await prisma.fact.count({ where: { customerId: CUSTOMER, source: 'operator' } })).toBe(2);
});

it('holds an account or a customer, and refuses what has no end, is over or is not there', async () => {
  const until = addDays(today, 30);
  const account = JSON.parse((await duly('hold', '--customer', OTHER, '--currency', 'EUR', '--until', until, '--json')).out);
  expect(account).toMatchObject({ scope: 'account', subject: expect.stringMatching(new RegExp(`^${OTHER}/.*/EUR$`)), until, began: true });
  const whole = JSON.parse((await duly('hold', '--customer', OTHER, '--until', until, '--json')).out);
  expect(whole).toMatchObject({ scope: 'customer', subject: OTHER });
  expect((await duly('release', '--customer', OTHER)).out).toMatch(/^Released customer cus_free: /);
  expect(await duly('release', '--customer', OTHER)).toMatchObject({ code: 1, err: expect.stringMatching(/Nobody has placed a hold/) });
  expect(await duly('hold', '--customer', OTHER, '--until', addDays(today, -1))).toMatchObject({
    code: 1,
    err: expect.stringMatching(/is over/),
  });
  expect(await duly('hold', '--customer', OTHER)).toMatchObject({ code: 2 });
  expect(await duly('hold', '--customer', OTHER, '--for-good')).toMatchObject({ code: 1, err: expect.stringMatching(/Only one invoice/) });
  expect(await duly('hold', '--until', until)).toMatchObject({ code: 1, err: expect.stringMatching(/Name an invoice, or a customer/) });
  expect(await duly('hold', 'R-9', '--until', until)).toMatchObject({ code: 1, err: expect.stringMatching(/There is no invoice R-9/) });
});

it('gives one invoice another due date, and holds it for good until it is released', async () => {
  const due = addDays(today, 20);
  const changed = await duly('due', 'R-1', due, '--customer', OTHER);
  expect(changed).toMatchObject({
    code: 0,
    out: expect.stringMatching(new RegExp(`^Invoice R-1 is due on ${due} instead of ${addDays(today, 3)}`)),
  });
  expect((await duly('due', 'R-1', due, '--customer', OTHER)).out).toMatch(/already: nothing was changed/);
  expect(await duly('due', 'R-1', addDays(today, -1), '--customer', OTHER)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/was issued on/),
  });
  expect(await duly('due', 'R-1', 'soon')).toMatchObject({ code: 2 });
  const held = JSON.parse((await duly('hold', 'R-1', '--customer', OTHER, '--for-good', '--json')).out);
  expect(held).toMatchObject({ scope: 'item', subject: `${OTHER}-R-1`, until: null, began: true });
  expect((await duly('hold', 'R-1', '--customer', OTHER, '--for-good')).out).toMatch(/for good already: nothing was changed/);
  expect(JSON.parse((await duly('release', 'R-1', '--customer', OTHER, '--json')).out).holds).toEqual([held.hold]);
});

it('lets one invoice walk another journey, and goes back to that of its customer', async () => {
  const { prisma } = house;
  const customer = ['--customer', CUSTOMER];
  const other = JOURNEY.replace('One reminder', 'Two reminders')
    .replace('reminders: ', 'chasing: ')
    .replace('reminders }', 'chasing }')
    .replace('reminders:', 'chasing:\n        type: reminders');
  await house.publish(other);
  const given = await duly('journey', 'R-1', 'Two reminders', ...customer);
  expect(given).toMatchObject({ code: 0, out: expect.stringMatching(/^Invoice R-1 walks Two reminders@1 from now on: .* --back/) });
  expect((await duly('journey', 'R-1', 'Two reminders@1', ...customer)).out).toMatch(/walks Two reminders@1 already: nothing was changed/);
  expect(await duly('journey', 'R-1', ...customer)).toMatchObject({ code: 2 });
  expect(await duly('journey', 'R-1', 'Nobody knows it', ...customer)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/No journey is published as/),
  });
  expect((await duly('explain', CUSTOMER)).out).toMatch(/Got a journey of its own: Two reminders@1, by operator/);
  const back = JSON.parse((await duly('journey', 'R-1', '--back', ...customer, '--json')).out);
  expect(back).toEqual({ customer: CUSTOMER, invoice: `${CUSTOMER}-R-1`, number: 'R-1', journey: null, changed: true });
  expect(await prisma.item.findUniqueOrThrow({ where: { id: `${CUSTOMER}-R-1` } })).toMatchObject({ journeyId: null });
});

/** Runs `duly` through the command's own entry, in this process. */
async function duly(...args: string[]): Promise<DulyRun> {
  const said = { out: '', err: '' };
  const streams = {
    out: (text: string) => {
      said.out += text;
    },
    err: (text: string) => {
      said.err += text;
    },
  };
  const config = () => readCliConfig({ DATABASE_URL: house.databaseUrl, TEMPORAL_ADDRESS: testTemporal(), DULY_HOME: folder });
  return { code: await runProgram({ args, context: { config, streams } }), ...said };
}
