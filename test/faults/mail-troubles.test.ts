/** The mail server in trouble, with the whole system: what becomes of the message, and that a payment of the same customer is decided meanwhile. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY } from '../../domain/calendar.js';
import { type House, openHouse } from '../support/house.js';
import { type CustomerInTrouble, createCustomerInTrouble, until } from './customer-in-trouble.js';
import { createTroubledSmtp, type SmtpTrouble, type TroubledSmtp } from './troubled-smtp.js';

const JOURNEY = `
journey: One reminder
contact: { at: "00:00", until: "23:59", zone: UTC, together: true }
lanes:
  collection:
    for: item
    stages:
      delivery: { on: { delivered: reminders } }
      reminders:
        steps:
          - { name: first, at: { days: 1, from: due }, do: { send: overdue } }
        on: { used up: end }
`;

let house: House;
let smtp: TroubledSmtp;
let journeyId: string;
let customers = 0;
beforeAll(async () => {
  house = await openHouse({
    smtpTimeoutMs: 2_000,
    inFrontOf: {
      smtp: async (url) => {
        smtp = await createTroubledSmtp(url);
        return smtp.url;
      },
    },
  });
  journeyId = await house.publish(JOURNEY);
});
afterEach(() => smtp.mend());
afterAll(async () => {
  await house.close();
  await smtp.close();
});

/** A customer whose reminder meets the trouble. */
async function reminded(trouble: SmtpTrouble, { laterDueIn = 30 } = {}): Promise<CustomerInTrouble> {
  await smtp.spoil(trouble);
  customers += 1;
  return createCustomerInTrouble({ house, id: `cus_mail_${customers}`, journeyId, laterDueIn });
}

const notNow = /^The mail server does not take mail now: /;
const failed = async (customer: CustomerInTrouble, message: RegExp) => {
  await until('a try has failed', async () => (await customer.lastFailure()) !== undefined);
  expect(await customer.lastFailure()).toMatch(message);
};
const mailsTo = async ({ address }: CustomerInTrouble) => (await house.mail.mails()).filter((mail) => mail.to.includes(address));
const onTheLine = ({ address }: CustomerInTrouble) => smtp.messages().filter((message) => message.to === address);

const onlyTask = ({ id: customerId }: CustomerInTrouble) => house.prisma.task.findFirstOrThrow({ where: { customerId, status: 'open' } });

async function expectSent(customer: CustomerInTrouble): Promise<void> {
  expect(await customer.told()).toEqual(['overdue sent']);
  const { messageId } = await house.prisma.touchPoint.findFirstOrThrow({ where: { customerId: customer.id } });
  expect(new Set((await mailsTo(customer)).map((mail) => `<${mail.messageId}>`))).toEqual(new Set([messageId]));
}

describe('a reminder goes once, and a payment is decided meanwhile, where the mail server', () => {
  it.each<[string, SmtpTrouble, RegExp]>([
    ['is down', 'down', /ECONNREFUSED/],
    ['answers 421 to the connection', { at: 'greeting', answers: '421 closing' }, notNow],
    ['answers 451 to EHLO', { at: 'EHLO', answers: '451 later' }, notNow],
    ['answers 451 to the sender', { at: 'MAIL', answers: '451 later' }, /451 to MAIL FROM/],
    ['answers 450 to the addressee', { at: 'RCPT', answers: '450 greylisted' }, /450 to RCPT TO/],
    ['answers 452 to DATA', { at: 'DATA', answers: '452 full' }, /452 to DATA/],
    ['answers 451 to the message', { at: 'message', answers: '451 later' }, notNow],
    ['refuses us, not the mail, with 554 at the connection', { at: 'greeting', answers: '554 no service' }, notNow],
    ['drops the connection at once', { at: 'greeting', does: 'drop' }, notNow],
    ['drops the connection at EHLO', { at: 'EHLO', does: 'drop' }, notNow],
    ['drops the connection at the sender', { at: 'MAIL', does: 'drop' }, notNow],
    ['drops the connection at the addressee', { at: 'RCPT', does: 'drop' }, notNow],
    ['drops the connection at DATA', { at: 'DATA', does: 'drop' }, notNow],
    ['drops the connection in the middle of the message', { at: 'first bytes', does: 'drop' }, /^The mail server/],
    ['falls silent at DATA', { at: 'DATA', does: 'hold-answer' }, notNow],
  ])(
    '%s',
    async (_what, trouble, message) => {
      const customer = await reminded(trouble);
      await failed(customer, message);
      await customer.paysMeanwhile();
      expect(await mailsTo(customer)).toEqual([]);
      await smtp.mend();
      await customer.rest();
      await expectSent(customer);
      expect(await mailsTo(customer)).toHaveLength(1);
    },
    30_000,
  );

  it.each<SmtpTrouble & object>([
    { at: 'greeting', does: 'hold-answer' },
    { at: 'RCPT', does: 'hold-answer' },
    { at: 'message', does: 'hold-answer' },
  ])(
    'is slow, but within the timeout, at %j',
    async (trouble) => {
      const customer = await reminded(trouble);
      await until('the server is asked', () => smtp.met() > 0);
      await customer.paysMeanwhile();
      await smtp.mend();
      await customer.rest();
      await expectSent(customer);
      expect(await mailsTo(customer)).toHaveLength(1);
      expect(onTheLine(customer)).toHaveLength(1);
    },
    30_000,
  );
});

describe('a reminder that was handed over without our hearing what became of it goes again, with the same bytes, where the mail server', () => {
  it.each<[string, SmtpTrouble, { kept: number }]>([
    ['drops the connection after the message, which it did not keep', { at: 'message', does: 'drop' }, { kept: 0 }],
    ['drops the connection after the message, which it kept', { at: 'message', does: 'lose-answer' }, { kept: 1 }],
    ['falls silent after the message, which it kept', { at: 'message', does: 'hold-answer' }, { kept: 1 }],
  ])(
    '%s',
    async (_what, trouble, { kept }) => {
      const customer = await reminded(trouble);
      await failed(customer, /^The mail server's answer was lost: /);
      await customer.paysMeanwhile();
      await smtp.mend();
      await customer.rest();
      await expectSent(customer);
      const mails = await mailsTo(customer);
      const sent = onTheLine(customer).map(({ bytes }) => bytes);
      expect(sent.length).toBeGreaterThan(1);
      expect(new Set(sent).size).toBe(1);
      expect(mails).toHaveLength(kept === 0 ? 1 : sent.length);
      expect(new Set(mails.map(({ file, ...mail }) => JSON.stringify(mail))).size).toBe(1);
    },
    30_000,
  );
});

describe('a reminder of which nobody hears what became is sent no more, and a person is asked,', () => {
  async function expectUnknown(customer: CustomerInTrouble): Promise<void> {
    expect(await customer.told()).toEqual(['overdue unknown']);
    expect(await customer.facts('message.failed')).toMatchObject([{ itemIds: [`${customer.id}/OVERDUE`], code: 'outcome_unknown' }]);
    expect(await house.prisma.effect.findMany({ where: { customerId: customer.id } })).toMatchObject([{ outcome: 'unknown' }]);
    expect(await customer.tasks()).toEqual(['open ar-desk message-unknown']);
  }

  it('after seven answers that were lost, with which the server kept seven copies', async () => {
    const customer = await reminded({ at: 'message', does: 'lose-answer' });
    await customer.rest();
    await smtp.mend();
    await expectUnknown(customer);
    expect(await mailsTo(customer)).toHaveLength(7);
    expect(new Set(onTheLine(customer).map(({ bytes }) => bytes)).size).toBe(1);
    await customer.decides({ taskId: (await onlyTask(customer)).id, outcome: 'arrived' });
    expect(await customer.tasks()).toEqual(['done ar-desk message-unknown']);
    expect(onTheLine(customer)).toHaveLength(7);
  });

  it.each<[string, 'drop' | 'lose-answer', number]>([
    ['which the server had not kept', 'drop', 0],
    ['which it had', 'lose-answer', 1],
  ])(
    'when it is refused after an answer was lost, %s',
    async (_what, does, kept) => {
      const customer = await reminded({ at: 'message', does });
      await failed(customer, /^The mail server's answer was lost: /);
      await smtp.spoil({ at: 'RCPT', answers: '550 no such mailbox' });
      await customer.rest();
      await smtp.mend();
      await expectUnknown(customer);
      expect((await mailsTo(customer)).length).toBeGreaterThanOrEqual(kept);
    },
    30_000,
  );

  it('but not after tries at a server that is down, which hears nothing', async () => {
    const customer = await reminded({ at: 'message', does: 'drop' });
    await failed(customer, /^The mail server's answer was lost: /);
    await smtp.spoil('down');
    const tries = await customer.tries();
    await until('it was tried seven times more', async () => (await customer.tries()) >= tries + 7);
    await smtp.mend();
    await customer.rest();
    await expectSent(customer);
    expect(await customer.tasks()).toEqual([]);
  });
});

it('a reminder whose invoice is paid after an answer was lost goes no more, and nobody knows whether it arrived', async () => {
  const customer = await reminded({ at: 'message', does: 'lose-answer' });
  await failed(customer, /^The mail server's answer was lost: /);
  await customer.pays({ number: 'OVERDUE', amount: 10_000 });
  await customer.rest();
  expect(await customer.told()).toEqual(['overdue unknown']);
  expect(await customer.tasks()).toEqual([]);
});

it('a reminder that was handed over keeps its bytes, whatever trouble comes next', async () => {
  const customer = await reminded({ at: 'message', does: 'drop' });
  await failed(customer, /^The mail server's answer was lost: /);
  await smtp.spoil({ at: 'RCPT', answers: '450 greylisted' });
  await until('it is refused for now', async () => notNow.test((await customer.lastFailure()) ?? ''));
  await customer.paysMeanwhile();
  await smtp.mend();
  await customer.rest();
  await expectSent(customer);
  expect(await mailsTo(customer)).toHaveLength(1);
  expect(new Set(onTheLine(customer).map(({ bytes }) => bytes)).size).toBe(1);
});

describe('what the mail server refuses for good is never sent again:', () => {
  it.each<[string, SmtpTrouble & { answers: string }]>([
    ['its sender', { at: 'MAIL', answers: '550 not from you' }],
    ['its addressee', { at: 'RCPT', answers: '551 no such mailbox' }],
    ['its DATA', { at: 'DATA', answers: '554 no' }],
    ['the message itself', { at: 'message', answers: '552 too large' }],
  ])(
    'a reminder, by %s',
    async (_what, trouble) => {
      const customer = await reminded(trouble);
      await customer.rest();
      await smtp.mend();
      await customer.pays({ number: 'LATER', amount: 4_000 });
      await customer.rest();
      expect(await customer.facts('message.failed')).toMatchObject([
        { itemIds: [`${customer.id}/OVERDUE`], code: trouble.answers.slice(0, 3) },
      ]);
      expect(await customer.told()).toEqual(['overdue failed']);
      expect(await mailsTo(customer)).toEqual([]);
      expect(await customer.tasks()).toEqual(['open ar-desk fix-address']);
    },
    30_000,
  );

  it('a reminder: a person is asked once for the customer, then his superior, until he decides; what is due later goes', async () => {
    const customer = await reminded({ at: 'RCPT', answers: '550 no such mailbox' });
    await customer.rest();
    await customer.tell(customer.invoice({ number: 'SECOND', amount: 1_000, dueIn: -3 }));
    await customer.rest();
    expect(await customer.facts('message.failed')).toHaveLength(2);
    expect(await customer.tasks()).toEqual(['open ar-desk fix-address']);
    await house.virtualTime.moveTo({ customerId: customer.id, to: Date.now() + 3 * DAY });
    await customer.rest();
    expect(await customer.tasks()).toEqual(['open head-of-ar fix-address']);
    await smtp.mend();
    await customer.decides({ taskId: (await onlyTask(customer)).id, outcome: 'corrected' });
    await house.virtualTime.moveTo({ customerId: customer.id, to: Date.now() + 40 * DAY });
    await customer.rest();
    expect(await customer.told()).toEqual(['overdue sent', 'overdue failed', 'overdue failed']);
    expect(await customer.tasks()).toEqual(['done head-of-ar fix-address']);
  });

  it('an invoice: a person is asked, and sends it again when the address is right', async () => {
    const customer = await reminded('down');
    await smtp.mend();
    await customer.rest();
    await smtp.spoil({ at: 'RCPT', answers: '550 no such mailbox' });
    await customer.tell(customer.invoice({ number: 'NEW', amount: 2_000, dueIn: 30, delivered: false }));
    await customer.rest();
    const item = { where: { id: `${customer.id}/NEW` } };
    expect(await house.prisma.item.findUnique(item)).toMatchObject({ delivery: 'undeliverable' });
    expect(await customer.facts('invoice.undeliverable')).toEqual([{ itemId: item.where.id, code: '550' }]);
    expect(await customer.tasks()).toEqual(['open ar-desk undelivered']);
    await smtp.mend();
    await customer.pays({ number: 'LATER', amount: 4_000 });
    expect(await mailsTo(customer)).toHaveLength(1);

    const task = await onlyTask(customer);
    await customer.decides({ taskId: task.id, outcome: 'send again' });
    expect(await house.prisma.item.findUnique(item)).toMatchObject({ delivery: 'delivered' });
    expect(await mailsTo(customer)).toHaveLength(2);
  });
});

describe('a message that waits for the mail server is asked again what it is about:', () => {
  it('it is not sent when its invoice was paid meanwhile', async () => {
    const customer = await reminded('down');
    await failed(customer, /ECONNREFUSED/);
    await customer.pays({ number: 'OVERDUE', amount: 10_000 });
    await customer.rest();
    await smtp.mend();
    expect(await customer.told()).toEqual([]);
    expect(await mailsTo(customer)).toEqual([]);
  });

  it('it leaves out the one of its invoices that was paid meanwhile', async () => {
    const customer = await reminded({ at: 'message', answers: '451 later' }, { laterDueIn: -3 });
    await failed(customer, notNow);
    for (const number of ['OVERDUE', 'LATER']) expect(onTheLine(customer)[0]?.bytes).toContain(number);
    await customer.paysMeanwhile();
    const tries = smtp.met();
    await until('it was tried with what is left', () => smtp.met() >= tries + 2);
    await smtp.mend();
    await customer.rest();
    const [mail, ...others] = await mailsTo(customer);
    expect(others).toEqual([]);
    expect(mail?.text).toContain('OVERDUE');
    expect(mail?.text).not.toContain('LATER');
  });
});
