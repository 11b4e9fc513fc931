/** What a version would do to customers on the real PostgreSQL, before anybody has it: who gets what, who twice, who is skipped. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDecide } from '../../activities/decide.js';
import { moveInvoice } from '../../activities/move-invoice.js';
import type { Books } from '../../activities/ports/books.js';
import { createRecordReports, type RecordReports } from '../../activities/record-reports.js';
import { createMailActivities } from '../../activities/send-message.js';
import { connectDatabase, type Database } from '../../adapters/database.js';
import { keepRules } from '../../adapters/journey-rules.js';
import { publishVersion } from '../../adapters/journeys.js';
import { createBooks } from '../../adapters/prisma-books.js';
import { type ImpactReport, impact, impactText } from '../../cli/impact.js';
import { publish } from '../../cli/publish.js';
import { publishRules } from '../../cli/rules.js';
import type { FactData } from '../../domain/facts.js';
import { loadRules } from '../../domain/journey-rules/read-rules.js';
import { CUSTOMER } from '../../domain/testing/world.js';
import { loadSample } from '../../prisma/sample/load.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const OLD = `
journey: Ladder
contact: { at: "09:00", zone: UTC }
lanes:
  collection:
    for: item
    stages:
      reminders:
        steps:
          - { name: first, at: { days: 1, from: due }, do: { send: overdue } }
          - { name: second, at: { days: 10, from: due }, do: { send: second-reminder } }
          - { name: final, at: { days: 30, from: due }, do: { send: final-notice }, severe: true }
        on: { used up: end }
`;
const FIRST = '          - { name: first, at: { days: 1, from: due }, do: { send: overdue } }\n';
const SECOND = '          - { name: second, at: { days: 10, from: due }, do: { send: second-reminder } }\n';
const NOW = Date.parse('2026-03-10T10:00Z');

let folder: string;
let testDatabase: TestDatabase;
let database: Database;
let books: Books;
let record: RecordReports;

/** A customer with one invoice who was written to as the old version says, up to now. */
async function living({ id, dueOn, journeyId }: { id: string; dueOn: string; journeyId: string }) {
  const contacts = [{ purpose: 'all' as const, name: 'A contact', email: 'ap@them.example' }];
  const customer = { ...CUSTOMER, id, journeyId };
  await books.createCustomer({ customer, externalId: `ERP-${id}`, name: 'A', contacts, recordedAt: NOW });
  const issued = { itemId: `${id}/I`, accountId: `${id}/L1/EUR`, number: `R-${id}`, amount: 1_000, currency: 'EUR', dueOn, orderIds: [] };
  const data: FactData['invoice.issued'] = { ...issued, delivery: 'delivered' };
  await record({ customerId: id, reports: [{ type: 'invoice.issued', source: 'api', externalId: id, effectiveOn: '2026-02-01', data }] });
  const decide = createDecide({ books, pace: { retryPauseMs: 1_000, historyEvents: 1_000 } });
  const { sendMessage } = createMailActivities({
    books,
    clock: { now: () => NOW },
    surveyLink: (surveyId) => surveyId,
    renderer: { render: async () => ({ subject: '', bytes: Buffer.from('') }) },
    mailer: { send: async () => ({ did: 'accepted' }) },
  });
  const { effects } = await decide({ customerId: id, seq: null, upTo: 0, now: NOW });
  for (const { id: effectId } of effects) await sendMessage({ customerId: id, effectId });
}

const ask = async (text: string, options: { stages?: string[]; from?: string[]; sample?: number; entity?: string } = {}) => {
  const file = join(folder, 'young.yaml');
  writeFileSync(file, text);
  const { prisma } = database;
  return impact({ prisma, named: file, options: { sample: 5, ...options }, now: NOW, say: () => undefined });
};
const changes = ({ kinds }: ImpactReport) =>
  kinds.map(({ kind, customers, sample }) => [kind, customers, ...sample.map(({ externalId, change }) => `${externalId} ${change.step}`)]);

/** Everything that decisions and people could have written. */
const written = async () => {
  const { prisma } = database;
  return Promise.all([
    prisma.fact.count(),
    prisma.effect.count(),
    prisma.decision.count(),
    prisma.stepTaken.count(),
    prisma.journeyVersion.count(),
    prisma.customer.findMany({ select: { id: true, journeyId: true }, orderBy: { id: 'asc' } }),
  ]);
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'duly-impact-'));
  testDatabase = await createTestDatabase();
  database = connectDatabase({ url: testDatabase.url, name: 'impact-test', connections: 4 });
  books = createBooks(database);
  record = createRecordReports({ books, clock: { now: () => NOW } });
  const { prisma } = database;
  await prisma.legalEntity.create({
    data: { id: 'L1', name: 'Us', country: 'DE', senderAddress: 'ar@us.example', invoicePrefix: 'N-', nextInvoice: 1 },
  });
  const { id: journeyId } = await publishVersion({ prisma, text: OLD, file: 'old.yaml', now: NOW, isDefault: true });
  await living({ id: 'early', dueOn: '2026-04-01', journeyId });
  await living({ id: 'reminded', dueOn: '2026-03-05', journeyId });
  await living({ id: 'tomorrow', dueOn: '2026-03-10', journeyId });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
  rmSync(folder, { recursive: true, force: true });
});

describe('the impact of a version', () => {
  it('of the same meaning is none, and asking changes nothing', async () => {
    const before = await written();
    const report = await ask(OLD.replace('journey: Ladder', '# again\njourney: Ladder'));
    expect(report).toMatchObject({ customers: 3, changed: 0, kinds: [], stages: [], failed: [], from: [{ name: 'Ladder', version: 1 }] });
    expect(report.contacts).toEqual([
      { kind: 'message', what: 'overdue', today: { before: 0, after: 0 }, week: { before: 1, after: 1 } },
      { kind: 'message', what: 'second-reminder', today: { before: 0, after: 0 }, week: { before: 1, after: 1 } },
    ]);
    expect(await written()).toEqual(before);
  });

  it('that brings a step forward is told for today and for the week, with the day that it was and why', async () => {
    const report = await ask(OLD.replace('days: 10,', 'days: 4,'));
    expect(report.contacts.find(({ what }) => what === 'second-reminder')).toMatchObject({
      today: { before: 0, after: 0 },
      week: { before: 1, after: 2 },
    });
    expect(changes(report)).toEqual([
      ['added', 1, 'ERP-tomorrow second'],
      ['other-day', 1, 'ERP-reminded second'],
    ]);
    expect(impactText(report)).toContain(
      '- ERP-reminded: message second-reminder (step second) for R-reminded on 2026-03-11 instead of 2026-03-15.',
    );
  });

  it('that renames a step whose message was sent says who would get it twice; a renamed step that is still to come is none', async () => {
    const report = await ask(OLD.replace('name: first', 'name: nudge'));
    expect(changes(report)).toEqual([['twice', 1, 'ERP-reminded nudge']]);
    expect(impactText(report)).toMatch(
      /1 customer would be contacted twice:\n- ERP-reminded: .* after the same on 2026-03-10 under another name/,
    );
    expect(changes(await ask(OLD.replace('name: second', 'name: again')))).toEqual([]);
  });

  it('that drops a step says who would be skipped', async () => {
    expect(changes(await ask(OLD.replace(FIRST, '')))).toEqual([['skipped', 1, 'ERP-tomorrow first']]);
    expect(changes(await ask(OLD.replace('days: 1,', 'days: -1,')))).toEqual([['skipped', 1, 'ERP-tomorrow first']]);
  });

  it('that puts a step off is no skipping', async () => {
    expect(changes(await ask(OLD.replace('days: 10,', 'days: 20,')))).toEqual([['later', 1, 'ERP-reminded second']]);
  });

  it('that leaves a severe step without its notice says so', async () => {
    const before = OLD.replace('journey: Ladder', 'journey: Before').replace('days: 1,', 'days: -3,');
    const { id: journeyId } = await publishVersion({ prisma: database.prisma, text: before, file: 'x.yaml', now: NOW, isDefault: false });
    await living({ id: 'lapsed', dueOn: '2026-03-05', journeyId });
    const severeNext = before.replace('days: -3,', 'days: 1,').replace(SECOND, '').replace('days: 30,', 'days: 5,');
    const report = await ask(severeNext);
    expect(changes(report)).toEqual([
      ['skipped', 1, 'ERP-lapsed second'],
      ['no-notice', 1, 'ERP-lapsed final'],
      ['added', 1, 'ERP-lapsed task notice-missing'],
    ]);
    expect(impactText(report)).toContain('step final for R-lapsed is severe, and the notice before it never went.');
  });

  it('that takes a stage away says where they go on, by itself or as named', async () => {
    const chasing = OLD.replace('      reminders:\n', '      chasing:\n        type: reminders\n');
    const { stages, changed } = await ask(chasing);
    expect({ stages, changed }).toEqual({
      changed: 0,
      stages: [{ rule: { lane: 'collection', from: 'reminders', to: 'chasing', keeps: true }, customers: 3, subjects: 3 }],
    });
    await expect(ask(chasing, { stages: ['reminders=nowhere'] })).rejects.toThrow('There is no stage "nowhere"');
    await expect(ask(chasing, { stages: ['reminders'] })).rejects.toThrow('is written like "reminders=chasing"');
  });

  it('is told of a customer, too, whose stage not even his own version has', async () => {
    const standing = (stage: string) => database.prisma.token.updateMany({ where: { customerId: 'tomorrow' }, data: { stage } });
    await standing('ghost');
    try {
      const report = await ask(OLD.replace('days: 1,', 'days: 2,'), { from: ['Ladder@1'] });
      expect(report).toMatchObject({ customers: 3, failed: [] });
      expect(changes(report)).toEqual([['other-day', 1, 'ERP-tomorrow first']]);
    } finally {
      await standing('reminders');
    }
  });

  it('is nobody’s where nobody has the journey', async () => {
    const report = await ask(OLD.replace('journey: Ladder', 'journey: Another'));
    expect(report).toMatchObject({ customers: 0, from: [] });
    expect(impactText(report)).toMatch(/^No customer has another version of Another: nobody would be moved\./);
    expect(await ask(OLD.replace('journey: Ladder', 'journey: Another'), { from: ['Ladder@1'] })).toMatchObject({ customers: 3 });
    await expect(ask(OLD, { from: ['Ladder@7'] })).rejects.toThrow('No journey is published as Ladder@7');
  });

  it('names no more customers than asked for, and counts all', async () => {
    const { kinds } = await ask(OLD.replace('days: 1,', 'days: 2,'), { sample: 0 });
    expect(kinds).toEqual([{ kind: 'other-day', customers: 1, sample: [] }]);
  });
});

it('is what publishing says before it is done', async () => {
  const file = join(folder, 'sooner.yaml');
  writeFileSync(file, OLD.replace('days: 10,', 'days: 4,'));
  const before = await written();
  const { text } = await publish({
    servers: { prisma: database.prisma, record },
    file,
    options: { default: true, dryRun: true, by: 'anna' },
    now: NOW,
    say: () => undefined,
  });
  expect(text).toMatch(
    /^Nothing was published\.\nIt differs from Ladder@1:\n- .*\n\nLadder \(file\) in place of Ladder@1: 3 customers would move/m,
  );
  expect(await written()).toEqual(before);
});

it('leaves an invoice alone that walks a journey of its own, and counts it again when it is back', async () => {
  const sooner = OLD.replace('days: 10,', 'days: 8,');
  const reached = async () => changes(await ask(sooner, { from: ['Ladder@1'] }));
  const before = await reached();
  expect(before).toContainEqual(['other-day', 1, 'ERP-reminded second']);
  const calm = OLD.replace('journey: Ladder', 'journey: Calm').replace('days: 10,', 'days: 20,');
  const { id } = await publishVersion({ prisma: database.prisma, text: calm, file: 'calm.yaml', now: NOW, isDefault: false });
  const move = (to: string | null) =>
    record({
      customerId: 'reminded',
      reports: async (own) => {
        const report = { source: 'test', externalId: `walks ${to}`, effectiveOn: '2026-03-10' };
        const moved = await moveInvoice({ books: own, report, itemId: 'reminded/I', to, by: 'anna' });
        return moved ? [moved] : [];
      },
    });
  await move(id);
  expect(await reached()).toEqual([]);
  await move(null);
  expect(await reached()).toEqual(before);
});

it('runs the journey that ships over the sample business, whose facts wait to be decided', async () => {
  const sample = await createTestDatabase();
  const connected = connectDatabase({ url: sample.url, name: 'impact-sample-test', connections: 2 });
  try {
    const { prisma } = connected;
    await loadSample({ prisma, now: NOW });
    const { text } = await prisma.journeyVersion.findFirstOrThrow();
    const file = join(folder, 'sample.yaml');
    writeFileSync(file, text.replace('10 days after due: send Second', '8 days after due: send Second'));
    const report = await impact({ prisma, named: file, options: { sample: 3 }, now: NOW, say: () => undefined });
    expect(report).toMatchObject({ customers: 40, failed: [] });
    expect(report.changed).toBeGreaterThan(0);
    expect(report.contacts.length).toBeGreaterThan(3);
    expect(await prisma.decision.count()).toBe(0);
  } finally {
    await connected.close();
    await sample.drop();
  }
});

describe('the impact where rules, or a journey itself, give customers another one', () => {
  /** Everybody hears less here, and of another stage. */
  const GENTLE = OLD.replace('journey: Ladder', 'journey: Gentle')
    .replace('      reminders:\n', '      asking:\n        type: reminders\n')
    .replace('days: 10,', 'days: 20,');
  const RULES = 'rules:\n  - Gentle: customer.monthsKnown >= 0 && customer.balance > 1500\n  - else: Ladder\n';
  const fileOf = (text: string, name = 'rules.yaml') => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const impactOf = (file: string, options: { entity?: string; from?: string[] } = {}) =>
    impact({ prisma: database.prisma, named: file, options: { sample: 5, ...options }, now: NOW, say: () => undefined });
  const put = (written: string | null) =>
    keepRules({
      prisma: database.prisma,
      written: written === null ? null : { text: written, rules: loadRules({ text: written, file: 'rules.yaml' }) },
      legalEntityId: null,
      by: 'anna',
      now: NOW,
    });

  beforeAll(async () => {
    const { prisma } = database;
    await publishVersion({ prisma, text: GENTLE, file: 'gentle.yaml', now: NOW, isDefault: false });
    const { id: journeyId } = await prisma.journeyVersion.findFirstOrThrow({ where: { name: 'Ladder', version: 1 } });
    await living({ id: 'owes-more', dueOn: '2026-03-03', journeyId });
    const more = {
      itemId: 'owes-more/J',
      accountId: 'owes-more/L1/EUR',
      number: 'R-more',
      amount: 1_000_00,
      currency: 'EUR',
      orderIds: [],
    };
    await record({
      customerId: 'owes-more',
      reports: [
        {
          type: 'invoice.issued',
          source: 'api',
          externalId: 'more',
          effectiveOn: '2026-03-01',
          data: { ...more, dueOn: '2026-05-01', delivery: 'delivered' },
        },
      ],
    });
  });
  afterAll(async () => {
    await put(null);
  });

  it('is that of the journey which he has by then: what the new version says sooner is nothing to him whom rules take out of it', async () => {
    const sooner = OLD.replace('days: 10,', 'days: 8,');
    const without = await ask(sooner, { from: ['Ladder@1'] });
    expect(without).toMatchObject({ customers: 4, goes: [] });
    expect(changes(without)).toContainEqual(['other-day', 2, 'ERP-owes-more second', 'ERP-reminded second']);
    await put(RULES.replace('1500', '100'));
    const written0 = await written();
    const report = await ask(sooner, { from: ['Ladder@1'] });
    expect(report.goes).toEqual([{ journey: 'Gentle', before: 1, after: 1, sample: ['ERP-owes-more'] }]);
    expect(changes(report)).toContainEqual(['other-day', 1, 'ERP-reminded second']);
    expect(impactText(report)).toContain('- to Gentle: 1 customer as it is now, 1 with Ladder (file) (ERP-owes-more).');
    expect(await written()).toEqual(written0);
    await put(null);
  });

  it('follows what the new version says becomes of its customers, and the old one does not', async () => {
    const becoming = OLD.replace(
      'journey: Ladder',
      'journey: Ladder\nsegments: { big: customer.balance > 100 }\nbecomes: [{ journey: Gentle, segment: big }]',
    );
    const report = await ask(becoming, { from: ['Ladder@1'] });
    expect(report).toMatchObject({ failed: [], goes: [{ journey: 'Gentle', before: 0, after: 1, sample: ['ERP-owes-more'] }] });
    expect(changes(report)).toEqual([['later', 1, 'ERP-owes-more second']]);
  });

  it('of a file of rules is told for those whom they would give another journey, who gets what, and where they stand', async () => {
    const before = await written();
    const report = await impactOf(fileOf(RULES.replace('1500', '100')));
    expect(report).toMatchObject({ customers: 2, changed: 1, failed: [], ruled: { customers: 5, pinned: 0, keeps: [] } });
    expect(report.ruled?.groups).toEqual(
      [
        { from: 'Before', to: 'Ladder', customers: 1, sample: ['ERP-lapsed'], stages: [] },
        {
          from: 'Ladder',
          to: 'Gentle',
          customers: 1,
          sample: ['ERP-owes-more'],
          stages: [{ rule: { lane: 'collection', from: 'reminders', to: 'asking', keeps: true }, customers: 1, subjects: 1 }],
        },
      ].sort((one, other) => (one.from < other.from ? -1 : 1)),
    );
    expect(changes(report)).toEqual([['later', 1, 'ERP-owes-more second']]);
    expect(impactText(report)).toMatch(
      /^If these rules came in force: 2 of 5 customers would go to another journey, each with his next decision\.\n- Before to Ladder: 1, ERP-lapsed\n- Ladder to Gentle: 1, ERP-owes-more\n {4}1 of them with 1 in "reminders" of lane "collection" goes on in "asking"\.\n/,
    );
    expect(await written()).toEqual(before);
    expect(await database.prisma.journeyRules.count({ where: { text: { contains: '> 100 ' } } })).toBe(0);
    await expect(impactOf(fileOf(RULES), { from: ['Ladder@1'] })).rejects.toMatchObject({ at: '--from' });
    await expect(ask(OLD, { entity: 'L1' })).rejects.toMatchObject({ at: '--entity' });
  });

  it('says who could not go, and why, and that such rules would be refused', async () => {
    const { prisma } = database;
    const apart = GENTLE.replace('journey: Gentle', 'journey: Apart').replace('collection:', 'elsewhere:');
    await publishVersion({ prisma, text: apart, file: 'apart.yaml', now: NOW, isDefault: false });
    const rules = fileOf('rules:\n  - Apart: customer.balance > 100\n  - else: Ladder\n');
    const asked = await publishRules({ prisma, file: rules, options: { dryRun: true, by: 'anna' }, now: NOW, say: () => undefined });
    expect(asked.refused).toBe(true);
    expect(asked.value).toMatchObject({
      refused: [{ code: 'no-way' }, { code: 'no-way' }],
      groups: [{ from: 'Before', to: 'Ladder', customers: 1 }],
      keeps: [{ from: 'Ladder', to: 'Apart', customers: 1, sample: ['ERP-owes-more'], why: 'no-way' }],
    });
    expect(asked.text).toMatch(
      /- Not Ladder to Apart: 1, ERP-owes-more, because there is no way: The lane "collection" is not in the new journey/,
    );
    const wanted = publishRules({ prisma, file: rules, options: { by: 'anna' }, now: NOW, say: () => undefined });
    await expect(wanted).rejects.toMatchObject({ code: 'journey_invalid' });
  });
});
