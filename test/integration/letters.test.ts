/** Messages that go by letter, on the real PostgreSQL: as the step says, beside a mail, or in place of one that cannot arrive (acceptance case M6). */
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDecide } from '../../activities/decide.js';
import type { Books } from '../../activities/ports/books.js';
import type { MailOutcome } from '../../activities/ports/mailer.js';
import { createRecordReports } from '../../activities/record-reports.js';
import { createMailActivities } from '../../activities/send-message.js';
import { connectDatabase, type Database } from '../../adapters/database.js';
import { publishJourney } from '../../adapters/journeys.js';
import { createLetters } from '../../adapters/letters/letters.js';
import { createBooks } from '../../adapters/prisma-books.js';
import { createRenderer } from '../../adapters/templates/renderer.js';
import type { Report } from '../../domain/facts.js';
import { CUSTOMER } from '../../domain/testing/world.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const journeyOf = (line: string, contact = '') => `
journey: ${line.slice(0, 70)}${contact && ' or letter'}
contact:
  hours: 09:00 to 20:00 in UTC
${contact}
collection, for each invoice:
  reminders:
    1 day after due: ${line}
    on used up: end
`;
const INSTEAD = '  if it bounces: letter instead, and ask AR desk for the right address';
const NOW = Date.parse('2026-03-02T10:00Z');
const POSTAL = ['1 Quay Street', '20457 Hamburg'];

let testDatabase: TestDatabase;
let database: Database;
let books: Books;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = connectDatabase({ url: testDatabase.url, name: 'letters-test', connections: 5 });
  books = createBooks(database);
  await database.prisma.legalEntity.create({
    data: { id: 'L1', name: 'Us', country: 'DE', senderAddress: 'ar@us.example', invoicePrefix: 'N-', nextInvoice: 1 },
  });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

interface Case {
  line: string;
  contact?: string;
  email?: string | null;
  postal?: string[];
  answer?: MailOutcome;
}
let cases = 0;
/** The payment slip of each letter of the last case. */
let slips: unknown[] = [];
async function sends({ line, contact, email = 'ap@them.example', postal = POSTAL, answer = { did: 'accepted' } }: Case) {
  cases += 1;
  const id = `C${cases}`;
  const clock = { now: () => NOW };
  const journeyId = await publishJourney({
    prisma: database.prisma,
    text: journeyOf(line, contact),
    file: 'j.yaml',
    now: NOW,
    isDefault: false,
  });
  await books.createCustomer({
    customer: { ...CUSTOMER, id, journeyId },
    externalId: id,
    name: 'Blue Harbour Ltd',
    contacts: [{ purpose: 'all', name: 'A contact', email, postal }],
    recordedAt: NOW,
  });
  const invoice = { itemId: `${id}/R-1`, accountId: `${id}/L1/EUR`, number: `R-${cases}`, amount: 1_000, currency: 'EUR' };
  const report = {
    type: 'invoice.issued',
    source: 'api',
    externalId: `${id}/R-1`,
    effectiveOn: '2026-03-02',
    data: { ...invoice, dueOn: '2026-03-01', delivery: 'delivered', orderIds: [] },
  } as Report;
  await createRecordReports({ books, clock })({ customerId: id, reports: [report] });
  const decide = createDecide({ books, pace: { retryPauseMs: 1_000, historyEvents: 1_000 } });
  const { effects } = await decide({ customerId: id, seq: null, upTo: 0, now: NOW });
  const folder = await mkdtemp(join(tmpdir(), 'duly-letters-'));
  const mails: string[] = [];
  const service = createLetters({ folder });
  slips = [];
  const { sendMessage } = createMailActivities({
    books,
    clock,
    surveyLink: (surveyId) => surveyId,
    renderer: createRenderer({}),
    letters: {
      ...service,
      render(request) {
        slips.push(request.headers.slip);
        return service.render(request);
      },
    },
    mailer: {
      send: async ({ to }) => {
        mails.push(to);
        return answer;
      },
    },
  });
  const { did } = await sendMessage({ customerId: id, effectId: effects[0]?.id ?? '' });
  await decide({ customerId: id, seq: null, upTo: 0, now: NOW });
  const kept = await database.prisma.touchPoint.findMany({ where: { customerId: id }, orderBy: { channel: 'asc' } });
  const tasks = await database.prisma.task.findMany({ where: { customerId: id } });
  return {
    did,
    mails: mails.length,
    letters: (await readdir(folder)).map((name) => name.replace(/^[0-9a-f]{40}/, '…')),
    kept: kept.map(({ channel, state }) => `${channel} ${state}`),
    asked: tasks.map(({ kind, owner }) => `${kind} ${owner}`),
  };
}

describe('a message', () => {
  it.each<[string, Case, Awaited<ReturnType<typeof sends>>]>([
    ['by letter', { line: 'send Overdue, by letter' }, { did: 'sent', mails: 0, letters: ['….pdf'], kept: ['letter sent'], asked: [] }],
    [
      'by email and registered letter',
      { line: 'send Overdue, by email and registered letter' },
      { did: 'sent', mails: 1, letters: ['….registered.pdf'], kept: ['email sent', 'letter sent'], asked: [] },
    ],
    [
      'by letter, to whom has no postal address',
      { line: 'send Overdue, by letter, named b', postal: [] },
      { did: 'undeliverable', mails: 0, letters: [], kept: [], asked: ['fix-address ar-desk'] },
    ],
    [
      'by email, to whom has no address, where a letter goes instead',
      { line: 'send Overdue', contact: INSTEAD, email: null },
      { did: 'sent', mails: 0, letters: ['….pdf'], kept: ['letter sent'], asked: ['fix-address ar-desk'] },
    ],
    [
      'by email that is refused for good, where a letter goes instead',
      { line: 'send Overdue, named c', contact: INSTEAD, answer: { did: 'refused', code: '550' } },
      { did: 'sent', mails: 1, letters: ['….pdf'], kept: ['email bounced', 'letter sent'], asked: ['fix-address ar-desk'] },
    ],
    [
      'by email that is refused for good, where nothing goes instead',
      { line: 'send Overdue, named d', answer: { did: 'refused', code: '550' } },
      { did: 'undeliverable', mails: 1, letters: [], kept: ['email failed'], asked: ['fix-address ar-desk'] },
    ],
  ])('%s', async (_, given, expected) => {
    expect(await sends(given)).toEqual(expected);
  });
});

it('has a payment slip for what it asks for, where one is to lie in it and the legal entity has an account', async () => {
  const line = 'send Overdue, by letter with payment slip';
  const slipsOf = async (said: string) => {
    await sends({ line: said });
    return slips;
  };
  expect(await slipsOf(line)).toEqual([undefined]);
  const say = (iban: string) => database.prisma.legalEntity.update({ where: { id: 'L1' }, data: { iban } });
  await expect(say('de89 3704')).rejects.toThrow(/iban_is_one/);
  await say('DE89370400440532013000');
  const money = { amount: 1_000, currency: 'EUR' };
  expect(await slipsOf(line)).toEqual([
    { payee: 'Us', iban: 'DE89370400440532013000', bic: null, money, reference: `R-${cases}`, payer: 'Blue Harbour Ltd' },
  ]);
  expect(await slipsOf('send Overdue, by letter with reply envelope')).toEqual([undefined]);
});
