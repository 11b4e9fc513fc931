/** The payment gateway in trouble, with the whole system: what becomes of the charge, and that a payment of the same customer is decided meanwhile. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY } from '../../domain/calendar.js';
import { type House, openHouse } from '../support/house.js';
import { type CustomerInTrouble, createCustomerInTrouble, until } from './customer-in-trouble.js';
import { createTroubledGateway, type GatewayTrouble, type TroubledGateway } from './troubled-gateway.js';

const JOURNEY = `
journey: Collected
contact: { at: "00:00", until: "23:59", zone: UTC }
lanes:
  collection:
    for: item
    whenever: { payment.failed: failure handling }
    stages:
      delivery: { on: { delivered: autopay } }
      autopay: { on: { failed: failure handling, no autopay: end } }
      failure handling: { on: { used up: reminders } }
      reminders: { steps: [ { name: first, at: { days: 10, from: due }, do: { send: overdue } } ], on: { used up: end } }
`;

let house: House;
let gateway: TroubledGateway;
let journeyId: string;
let customers = 0;
beforeAll(async () => {
  house = await openHouse({
    gatewayTimeoutMs: 2_000,
    inFrontOf: {
      gateway: async (url) => {
        gateway = await createTroubledGateway(url);
        return gateway.url;
      },
    },
  });
  journeyId = await house.publish(JOURNEY);
});
afterEach(() => gateway.mend());
afterAll(async () => {
  await house.close();
  await gateway.close();
});

/** A customer whose charge meets the trouble. */
async function charged(trouble: GatewayTrouble, { card = 'pm_card_good' } = {}): Promise<CustomerInTrouble> {
  await gateway.spoil(trouble);
  customers += 1;
  return createCustomerInTrouble({ house, id: `cus_charge_${customers}`, journeyId, card });
}

const unreachable = /^The payment provider cannot be reached: /;
const unknown = /^Nobody knows yet whether the charge was made: /;
const failed = async (customer: CustomerInTrouble, message: RegExp) => {
  await until('a try has failed', async () => (await customer.lastFailure()) !== undefined);
  expect(await customer.lastFailure()).toMatch(message);
};
const chargesOf = async ({ id }: CustomerInTrouble) =>
  (await house.charges()).filter(({ metadata }) => metadata.duly_customer === id).map(({ amount, status }) => `${amount} ${status}`);
const keysOf = ({ id }: CustomerInTrouble) => gateway.keys().filter((key) => key.startsWith(`${id}/`));

const attemptsOf = async ({ id: customerId }: CustomerInTrouble) =>
  (await house.prisma.attempt.findMany({ where: { customerId }, orderBy: { at: 'asc' } })).map(({ outcome }) => outcome);

async function expectCollectedOnce(customer: CustomerInTrouble): Promise<void> {
  expect(await chargesOf(customer)).toEqual(['10000 succeeded']);
  expect(await customer.open('OVERDUE')).toBe(0);
  expect(new Set(keysOf(customer)).size).toBe(1);
  expect(await house.prisma.attempt.findMany({ where: { customerId: customer.id } })).toMatchObject([{ outcome: 'collected' }]);
  expect(await customer.facts('payment.failed')).toEqual([]);
  expect(await customer.told()).toEqual([]);
  expect(await customer.tasks()).toEqual([]);
}

describe('it is collected once under one key, and a payment is decided meanwhile, where the gateway', () => {
  it.each<[string, GatewayTrouble, RegExp]>([
    ['is down', 'down', unreachable],
    ['takes no more requests for now', { says: 429, body: '{"error":{"type":"invalid_request_error","code":"rate_limit"}}' }, unreachable],
    ['drops the connection before it has heard', { does: 'drop' }, unknown],
    ['drops the connection after it has charged', { does: 'lose-answer' }, unknown],
    ['drops the connection in the middle of its answer', { does: 'cut-answer' }, unknown],
    ['answers after the timeout', { does: 'hold-answer' }, unknown],
    ['hears of it after the timeout', { does: 'hold-request' }, unknown],
    ['fails', { says: 502, body: '<html>Bad gateway</html>' }, unknown],
    ['is still at it', { says: 409, body: '{"error":{"type":"idempotency_error","code":"idempotency_key_in_use"}}' }, unknown],
  ])(
    '%s',
    async (_what, trouble, message) => {
      const customer = await charged(trouble);
      await failed(customer, message);
      await customer.paysMeanwhile();
      await gateway.mend();
      await customer.rest();
      await expectCollectedOnce(customer);
    },
    30_000,
  );

  it.each<[string, GatewayTrouble]>([
    ['is slow, but within the timeout', { does: 'hold-answer' }],
    ['answers twice', { does: 'answer-twice' }],
    ['answers twice, one after the other', { does: 'answer-twice-apart' }],
  ])(
    '%s',
    async (_what, trouble) => {
      const customer = await charged(trouble);
      await until('the gateway is asked', () => gateway.met() > 0);
      await customer.paysMeanwhile();
      await gateway.mend();
      await customer.rest();
      await expectCollectedOnce(customer);
      expect(keysOf(customer)).toHaveLength(1);
    },
    30_000,
  );
});

it('a charge whose answer was lost stays open to question, whatever trouble comes next, and is collected once', async () => {
  const customer = await charged({ does: 'lose-answer' });
  await failed(customer, unknown);
  await gateway.spoil({ says: 403, body: '{"error":{"type":"invalid_request_error"}}' });
  await until('it is refused', async () => /^Nobody knows yet .* permission_denied$/.test((await customer.lastFailure()) ?? ''));
  await gateway.spoil('down');
  await until('nobody listens', async () => /^Nobody knows yet .* \(ECONNREFUSED\)\.$/.test((await customer.lastFailure()) ?? ''));
  await customer.paysMeanwhile();
  await gateway.mend();
  await customer.rest();
  await expectCollectedOnce(customer);
});

describe('only questions that may have been heard are counted: with seven tries at a gateway that is down between, a charge is collected once, where its answer was lost', () => {
  const tried = (customer: CustomerInTrouble, count: number) =>
    until(`it was tried ${count} times`, async () => (await customer.tries()) >= count);

  it('after them', async () => {
    const customer = await charged('down');
    await tried(customer, 7);
    await gateway.mend();
    await gateway.spoil({ does: 'lose-answer' });
    await until('an answer was lost', async () => unknown.test((await customer.lastFailure()) ?? ''));
    await gateway.mend();
    await customer.rest();
    await expectCollectedOnce(customer);
  });

  it('before them', async () => {
    const customer = await charged({ does: 'lose-answer' });
    await failed(customer, unknown);
    await gateway.spoil('down');
    await tried(customer, (await customer.tries()) + 7);
    await gateway.mend();
    await customer.rest();
    await expectCollectedOnce(customer);
  });
});

describe('a decline whose answer was lost', () => {
  it.each([
    ['insufficient_funds', 'pm_card_no_funds', 'soft_funds', 'failure-funds'],
    ['lost_card', 'pm_card_hard', 'hard_instrument', 'failure-method'],
  ])(
    'is asked for again and told in the words for %s, once',
    async (code, card, reasonClass, template) => {
      const customer = await charged({ does: 'lose-answer' }, { card });
      await failed(customer, unknown);
      await customer.paysMeanwhile();
      expect(await customer.told()).toEqual([]);
      await gateway.mend();
      await customer.rest();
      expect(await chargesOf(customer)).toEqual(['10000 failed']);
      expect(await customer.facts('payment.failed')).toMatchObject([{ code, reasonClass }]);
      expect(await customer.told()).toEqual([`${template} sent`]);
    },
    30_000,
  );
});

it('a refusal that is our own fault is told as ours, and collected once when a person has mended it', async () => {
  const customer = await charged({ says: 403, body: '{"error":{"type":"invalid_request_error"}}' });
  await until('the gateway is asked', () => gateway.met() > 0);
  await customer.rest();
  expect(gateway.met()).toBe(1);
  expect(await customer.facts('payment.failed')).toMatchObject([{ reasonClass: 'technical_ours' }]);
  expect(await customer.told()).toEqual(['failure-ours sent']);
  expect(await customer.tasks()).toEqual(['open payments-desk ours']);
  expect(await chargesOf(customer)).toEqual([]);
  await gateway.mend();
  const task = await house.prisma.task.findFirstOrThrow({ where: { customerId: customer.id } });
  await customer.decides({ taskId: task.id, outcome: 'fixed' });
  expect(await chargesOf(customer)).toEqual(['10000 succeeded']);
  expect(await customer.open('OVERDUE')).toBe(0);
});

it('a charge of which nobody ever hears is never made again: a person is asked, and the customer is left in peace until the money is reported', async () => {
  const customer = await charged({ does: 'lose-answer' });
  await failed(customer, unknown);
  await customer.paysMeanwhile();
  await customer.rest();
  expect(keysOf(customer)).toHaveLength(7);
  expect(new Set(keysOf(customer)).size).toBe(1);
  expect(await chargesOf(customer)).toEqual(['10000 succeeded']);
  expect(await customer.facts('payment.failed')).toMatchObject([{ code: 'outcome_unknown', reasonClass: 'outcome_unknown' }]);
  expect(await customer.told()).toEqual([]);
  expect(await customer.tasks()).toEqual(['open payments-desk payment-unknown']);

  await gateway.mend();
  await customer.pays({ number: 'OVERDUE', amount: 10_000 });
  await customer.rest();
  expect(await customer.open('OVERDUE')).toBe(0);
  expect(await customer.tasks()).toEqual(['closed payments-desk payment-unknown']);
  expect(await attemptsOf(customer)).toEqual(['settled']);
  expect(keysOf(customer)).toHaveLength(7);
});

describe('a charge of which nobody hears what became is answered:', () => {
  /** Its task is open, and the gateway works again. */
  async function asked(trouble: GatewayTrouble) {
    const customer = await charged(trouble);
    await until('a person is asked', async () => (await customer.tasks()).length === 1);
    await gateway.mend();
    await customer.rest();
    const { id: taskId } = await house.prisma.task.findFirstOrThrow({ where: { customerId: customer.id } });
    return { customer, decides: (outcome: string) => customer.decides({ taskId, outcome }) };
  }
  const later = async (customer: CustomerInTrouble, days: number) => {
    await house.virtualTime.moveTo({ customerId: customer.id, to: Date.now() + days * DAY });
    await customer.rest();
  };

  it('by a person who found it collected: the payment is booked, nothing is drawn', async () => {
    const { customer, decides } = await asked({ does: 'lose-answer' });
    await decides('collected');
    expect(await customer.open('OVERDUE')).toBe(0);
    expect(await customer.tasks()).toEqual(['done payments-desk payment-unknown']);
    expect(await attemptsOf(customer)).toEqual(['collected']);
    await later(customer, 20);
    expect(await chargesOf(customer)).toEqual(['10000 succeeded']);
    expect(await customer.told()).toEqual([]);
  });

  it('by a person who found it not collected: it is drawn again, under another key', async () => {
    const { customer, decides } = await asked({ does: 'drop' });
    await decides('not collected');
    await later(customer, 1);
    expect(await chargesOf(customer)).toEqual(['10000 succeeded']);
    expect(await customer.open('OVERDUE')).toBe(0);
    expect(await attemptsOf(customer)).toEqual(['declined', 'collected']);
    expect(new Set(keysOf(customer)).size).toBe(2);
    expect(await customer.told()).toEqual([]);
  });

  it('by a person who gives it up: reminders go on', async () => {
    const { customer, decides } = await asked({ does: 'drop' });
    await decides('used up');
    await later(customer, 20);
    expect(await customer.told()).toEqual(['overdue sent']);
    expect(await attemptsOf(customer)).toEqual(['declined']);
    expect(await chargesOf(customer)).toEqual([]);
  });

  it('by its failure, reported from outside: it is told, not drawn again, and reminders go on', async () => {
    const { customer } = await asked({ does: 'drop' });
    const report = { external_id: `${customer.id}/failed`, customer: customer.id, invoices: ['OVERDUE'], code: 'insufficient_funds' };
    expect(await house.post('/v1/payment-failures', report)).toMatchObject({ status: 201 });
    await later(customer, 20);
    expect(await customer.tasks()).toEqual(['closed payments-desk payment-unknown']);
    expect(await customer.told()).toEqual(['failure-funds sent', 'overdue sent']);
    expect(await attemptsOf(customer)).toEqual(['declined', 'declined']);
    expect(await chargesOf(customer)).toEqual([]);
  });
});

it('a charge that waits for the gateway is never made when its invoice was paid meanwhile', async () => {
  const customer = await charged('down');
  await failed(customer, unreachable);
  await customer.pays({ number: 'OVERDUE', amount: 10_000 });
  await customer.rest();
  await gateway.mend();
  expect(keysOf(customer)).toEqual([]);
  expect(await chargesOf(customer)).toEqual([]);
  expect(await customer.tasks()).toEqual([]);
});

it('a charge that an outside system reports as a payment by its reference, too, is refused: it is already booked', async () => {
  const customer = await charged({ does: 'lose-answer' });
  await failed(customer, unknown);
  await gateway.mend();
  await customer.rest();
  const { reference } = await house.prisma.attempt.findFirstOrThrow({ where: { customerId: customer.id } });
  const answer = await house.post('/v1/payments', {
    external_id: `${customer.id}/again`,
    customer: customer.id,
    amount: 10_000,
    currency: 'USD',
    allocations: [{ invoice: 'OVERDUE', amount: 10_000 }],
    reference,
  });
  expect(answer).toMatchObject({ status: 409, body: { code: 'already_booked', param: 'reference' } });
  expect(await house.prisma.account.findMany({ where: { customerId: customer.id } })).toMatchObject([{ balance: 4_000n, unapplied: 0n }]);
  await expectCollectedOnce(customer);
});

describe('a charge that an outside system reports as a payment, too, without its reference or before its answer, is made once, and what is too much stays unapplied for the cash desk:', () => {
  it.each<[string, { reportedFirst: boolean }]>([
    ['reported before its answer', { reportedFirst: true }],
    ['reported after its answer', { reportedFirst: false }],
  ])(
    '%s',
    async (_when, { reportedFirst }) => {
      const customer = await charged({ does: 'hold-answer' });
      await until('the gateway is asked', () => gateway.met() > 0);
      const report = () => customer.pays({ number: 'OVERDUE', amount: 10_000 });
      if (reportedFirst) await report();
      await gateway.mend();
      await customer.rest();
      if (!reportedFirst) await report();
      expect(await chargesOf(customer)).toEqual(['10000 succeeded']);
      expect(await customer.open('OVERDUE')).toBe(0);
      expect(await house.prisma.account.findMany({ where: { customerId: customer.id } })).toMatchObject([
        { balance: 4_000n, unapplied: 10_000n },
      ]);
      expect(await customer.tasks()).toEqual(['open cash-desk unapplied-money']);
    },
    30_000,
  );
});
