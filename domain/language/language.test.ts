import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { checkJourney } from '../journey/load.js';
import { STAGE_TYPES } from '../stages/index.js';
import { readSentence } from './grammar.js';
import { JOURNEY_WORDS } from './journey-words.js';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const page = read('../../docs/journeys/sentences.md');
const short = read('../../journeys/standard-b2b.yaml');
const long = read('../testing/standard-b2b.long.yaml');

describe('the short form', () => {
  it.each([
    ['standard', short, long],
    ['demo', read('../../journeys/demo.yaml'), read('../testing/demo.long.yaml')],
  ])('means the same as the long form: %s', (_, inShort, inLong) => {
    const said = checkJourney(inShort);
    expect(said.findings).toEqual([]);
    expect(said.journey).toEqual(checkJourney(inLong).journey);
  });

  it('of a lane that is called after its one stage needs no line for the stage', () => {
    const nested = short.replace(/feedback, for each customer:\n([\s\S]*?)\n\n/, (_, lines: string) =>
      ['feedback, for each customer:', '  feedback:', ...lines.split('\n').map((line) => `  ${line}`), '', ''].join('\n'),
    );
    expect(nested).not.toBe(short);
    expect(checkJourney(nested).journey).toEqual(checkJourney(short).journey);
    const { findings } = checkJourney(short.replace('every 6 months: ask NPS', 'every 6 months: ask NPX'));
    expect(findings?.map(({ message, path }) => `${path} ${message}`)).toEqual([
      expect.stringMatching(/^feedback, for each customer.* Expected "NPS"/),
    ]);
    // A lane of another name has stages.
    expect(checkJourney(short.replace('feedback, for each customer:', 'questions, for each customer:')).findings).not.toEqual([]);
  });

  it('names the space that a text program put, and what is not written in UTF-8', () => {
    const first = (text: string) => checkJourney(text).findings?.map(({ code, at, message }) => `${code} ${at} ${message}`)[0];
    const lane = (line: string) => `journey: J\ncollection, for each invoice:\n  reminders:\n    ${line}\n    on used up: end`;
    expect(first(lane('10\u00a0days after due: send Overdue'))).toMatch(/^sentence 4:7 The space here is one that holds words together/);
    expect(first(lane('10 days after due: send\u202fOverdue'))).toMatch(/^sentence 4:28 The space here is one that holds words together/);
    expect(first('journey: Gro\ufffdhandel')).toMatch(/^unreadable 1:13 .*not written in UTF-8/);
  });

  it.each([
    [
      'reminders:\n    1 day after due: send Overdue\n    steps: [{ name: a, at: { days: 9, from: due }, do: { send: a } }]',
      '6:5',
      'steps',
    ],
    [
      'reminders:\n    steps: [{ name: a, at: { days: 9, from: due }, do: { send: a } }]\n    1 day after due: send Overdue',
      '5:5',
      'steps',
    ],
    ['reminders:\n    1 day after due: send Overdue\n    on: { used up: delivery }', '6:11', 'used up'],
  ])('never loses one of two ways of saying the same: %s', (lines, at, key) => {
    const { findings } = checkJourney(
      `journey: J\ncollection, for each invoice:\n  delivery: { on delivered: reminders }\n  ${lines}\n    on used up: end`,
    );
    expect(findings?.map((finding) => `${finding.at} ${finding.message}`)).toEqual([
      expect.stringMatching(`^${at} Sentences beside it say "${key}", too, and one of both would be lost`),
    ]);
  });

  it('has every sentence on its page, and an example there that is right', () => {
    const words = [...Object.values(JOURNEY_WORDS), ...Object.values(STAGE_TYPES).flatMap((type) => type.words ?? [])];
    for (const { settings = {}, timed = [] } of words) {
      for (const [key, { example, rule }] of Object.entries(settings)) {
        expect(readSentence({ text: example, rule })).toHaveProperty('long');
        expect(page).toContain(`\`${key}: `);
      }
      for (const { example, moment, sentence } of timed) {
        const [key = '', value = ''] = example.split(': ');
        expect(readSentence({ text: key, rule: moment })).toHaveProperty('long');
        expect(readSentence({ text: value, rule: sentence })).toHaveProperty('long');
        expect(page).toContain(example);
      }
    }
    expect(checkJourney(/```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '').findings).toEqual([]);
  });

  const stage = (lines: string, type = 'reminders') =>
    checkJourney(`journey: J\ncollection, for each invoice:\n  ${type}:\n${lines.replaceAll(/^(?=.)/gm, '    ')}\n`);
  const configOf = (lines: string, type?: string) => {
    const { journey, findings } = stage(lines, type);
    expect(findings).toEqual([]);
    return journey?.lanes[0]?.stages[0]?.config;
  };

  it.each([
    ['3 days before due: send Coming up', { name: 'coming-up', at: { days: -3, from: 'due' }, do: { send: 'coming-up' }, severe: false }],
    ['due date: send Coming up', { name: 'coming-up', at: { days: 0, from: 'due' }, do: { send: 'coming-up' }, severe: false }],
    ['2 months before due: send Coming up', { at: { months: -2, from: 'due' } }],
    ['end of the month of 30 days after due: send Overdue', { at: { days: 30, from: 'due', endOfMonth: true } }],
    ['7 business days after due: send Overdue', { name: 'overdue', at: { businessDays: 7, from: 'due' } }],
    ['5 business days before due: send Coming up', { at: { businessDays: -5, from: 'due' } }],
    ['day 10 of the month from due: send Overdue', { at: { days: 0, from: 'due', dayOfMonth: 10 } }],
    ['day 31 of the month from 30 days after due: send Overdue', { at: { days: 30, from: 'due', dayOfMonth: 31 } }],
    ['last business day of the month of 30 days after due: send Overdue', { at: { days: 30, from: 'due', endOfMonth: 'business' } }],
    ['last business day of the month of issue: send Overdue', { at: { days: 0, from: 'issue', endOfMonth: 'business' } }],
    ['1 day after issue: send Overdue', { name: 'overdue', at: { days: 1, from: 'issue' }, do: { send: 'overdue' }, severe: false }],
    ['3 days after expected: send Overdue', { at: { days: 3, from: 'expected' } }],
    ['2 days after delivery: send Did it slip through?', { name: 'did-it-slip-through' }],
    ['10 days after due, then every 14 days: send Overdue', { at: { days: 10, from: 'due' }, every: { days: 14 } }],
    [
      '2 days after due: call by the account manager, within 2 days',
      { name: 'call-account-manager', do: { call: 'account-manager', within: { days: 2 }, else: 'head-of-ar' } },
    ],
    [
      '2 days after due: call by Jo, within 1 day, else Team lead, named phone',
      { name: 'phone', do: { call: 'jo', within: { days: 1 }, else: 'team-lead' } },
    ],
    ['10 days after due: send Overdue, by letter', { name: 'overdue', do: { send: 'overdue', by: ['letter'] } }],
    [
      '10 days after due: send Overdue, by email and registered  letter, named x',
      { name: 'x', do: { send: 'overdue', by: ['email', 'registered letter'] } },
    ],
    ['10 days after due: send Overdue, to the finance director', { name: 'overdue', do: { send: 'overdue', to: ['finance-director'] } }],
    [
      '10 days after due: send Overdue, copy to the account manager and Jo, by letter, to accounts payable and the  managing director',
      { do: { send: 'overdue', by: ['letter'], to: ['accounts-payable', 'managing-director'], copy: ['account-manager', 'jo'] } },
    ],
    ['10 days after due: send Overdue, named  The First', { name: 'the-first', do: { send: 'overdue' } }],
  ])('reads "%s"', (line, step) => {
    expect(configOf(`${line.replace(/: (.*)$/, (_, value: string) => `: '${value}'`)}\non used up: end`)).toMatchObject({ steps: [step] });
  });

  it.each([
    [
      '10 days after Final notice: hold new orders',
      { name: 'hold-new-orders', at: { days: 10, from: 'final-notice' }, do: { hold: 'orders' } },
    ],
    [
      '20 days after Final notice: ask Head of AR for plan, agency or write-off, within 5 days, else agency',
      { name: 'ask-head-of-ar', do: { ask: 'head-of-ar', for: ['plan', 'agency', 'write-off'], within: { days: 5 }, else: 'agency' } },
    ],
    ['10 days after Final notice: notify the ERP', { name: 'notify-erp', do: { notify: 'erp' } }],
    ['10 days after Final notice: notify Our shop, named told', { name: 'told', do: { notify: 'our-shop' } }],
    ['20 days after Final notice: ask the boss for plan, within 1 day, else plan', { do: { ask: 'boss', for: ['plan'] } }],
    ['10 days after the call: send Overdue', { at: { days: 10, from: 'call-jo' } }],
  ])('reads "%s" of an escalation', (line, step) => {
    const before = '30 days after due: send Final notice, as a formal notice\n31 days after due: call by Jo, within 1 day';
    const said = configOf(`${before}\n${line}\non used up: end`, 'escalation') as { steps: unknown[] };
    expect(said.steps[2]).toMatchObject(step);
  });

  it.each([
    ["the customer's language, else German", { language: 'customer', else: 'de', telephone: false }],
    ['German, signed by the account manager', { language: 'de', else: 'en', signedBy: 'account-manager', telephone: false }],
    [
      'English, signed by Jo with a telephone number, replies to AR desk',
      { language: 'en', else: 'en', signedBy: 'jo', telephone: true, repliesTo: 'ar-desk' },
    ],
  ])('reads "written in: %s"', (line, writing) => {
    const { journey, findings } = checkJourney(
      `journey: J\nwritten in: ${line}\ncredit, for each customer:\n  invoicing:\n    due: 3 days after issue\n`,
    );
    expect([findings, journey?.writing]).toEqual([[], writing]);
  });

  it.each([
    ['hours: 08:00 to 18:00 in UTC', { at: '08:00', until: '18:00', zone: 'UTC' }],
    ['hours: every day 08:00 to 18:00 in UTC, else wait', { at: '08:00', until: '18:00', zone: 'UTC' }],
    ['hours: business days 08:00 to 18:00 in UTC', { at: '08:00', until: '18:00', zone: 'UTC', days: 'business' }],
    [
      'hours: business  days 08:00 to 18:00 where the customer is, else skip',
      { at: '08:00', until: '18:00', zone: 'customer', days: 'business', outside: 'skip' },
    ],
    [
      'calls: business days 09:30 to 12:00 and 14:00 to 16:30 where the customer is, at most 2 a week',
      {
        calls: {
          hours: [
            { at: '09:30', until: '12:00' },
            { at: '14:00', until: '16:30' },
          ],
          days: 'business',
          zone: 'customer',
          atMost: { week: 2 },
        },
      },
    ],
    ['calls: 10:00 to 11:00 in UTC', { calls: { hours: [{ at: '10:00', until: '11:00' }], zone: 'UTC' } }],
    ['at most: 1 a day, 3 a week', { atMost: { day: 1, week: 3 } }],
    ['at most: 2 a week', { atMost: { week: 2 } }],
    [
      'closed: 2026-12-24 to 2027-01-01, 2026-05-15',
      {
        closed: [
          { from: '2026-12-24', to: '2027-01-01' },
          { from: '2026-05-15', to: '2026-05-15' },
        ],
      },
    ],
    ['together: all invoices of an account in one message', { together: true }],
    ['together: all invoices of an account in one letter', { together: true }],
  ])('reads "%s" of the contact window', (line, contact) => {
    const { journey, findings } = checkJourney(`journey: J\ncontact:\n  ${line}\ncredit, for each customer:\n  invoicing:\n`);
    expect(findings).toEqual([]);
    const usual = { at: '09:00', until: '20:00', zone: 'customer', remindersApart: null, surveysApart: 7, together: false };
    expect(journey?.contact).toEqual({ ...usual, ...contact });
  });

  it('names people with or without their article', () => {
    const said = ['the Credit desk', 'Credit desk'].map((desk) =>
      configOfCredit(`approve: EUR 5000\nask: ${desk} for high risk, within 2 days, else declined`),
    );
    expect(said[0]).toEqual(said[1]);
    expect(said[0]).toMatchObject({ ask: { who: 'credit-desk' }, rules: [{ if: { segment: 'high-risk' }, do: 'ask' }, { do: 'approve' }] });
  });
  const configOfCredit = (lines: string) =>
    checkJourney(
      `journey: J\ncredit, for each customer:\n  credit review:\n${`${lines}\non: { approved: end, declined: end }`.replaceAll(/^(?=.)/gm, '    ')}\n`,
    ).journey?.lanes[0]?.stages[0]?.config;

  it('counts from the step right before by its name', () => {
    expect(
      configOf('1 day after due: send Overdue, named first\n10 days after First: send Second reminder\non used up: end'),
    ).toMatchObject({
      steps: [{ name: 'first' }, { name: 'second-reminder', at: { days: 10, from: 'first' } }],
    });
  });

  it('keeps the steps in the order in which they stand, and takes maps and sentences side by side', () => {
    expect(
      configOf(`1 day after due: send Overdue\n5 days after due: send Second reminder, as a formal notice\non: { used up: end }`),
    ).toMatchObject({ steps: [{ name: 'overdue' }, { name: 'second-reminder', severe: true }] });
    expect(
      configOf(`5 days before due: send We will collect\ncollect: { days: 2 }\non failed: end\non no autopay: end`, 'autopay'),
    ).toEqual({
      notice: { days: 5, template: 'we-will-collect' },
      collect: { days: 2 },
    });
  });

  it('reads a stage of another name by its type, and one that has nothing to say', () => {
    const { journey, findings } = checkJourney(
      'journey: J\ncollection, for each invoice:\n  delivery:\n    on delivered: friendly\n  friendly:\n    type: reminders\n    1 day after due: send Overdue\n    on used up: end\ncredit, for each customer:\n  invoicing:\n',
    );
    expect(findings).toEqual([]);
    expect(journey?.lanes.map((lane) => [lane.name, lane.for, lane.stages.map(({ name, type }) => `${name}/${type}`)])).toEqual([
      ['collection', 'item', ['delivery/delivery', 'friendly/reminders']],
      ['credit', 'customer', ['invoicing/invoicing']],
    ]);
  });
});

describe('a sentence that is wrong is told at its word', () => {
  const wrong = (from: string, to: string): string[] => {
    if (!short.includes(from)) throw new Error(`The journey has no "${from}".`);
    return checkJourney(short.replace(from, to)).findings.map(({ at, message }) => `${at} ${message}`);
  };
  const placeOf = (word: string, text: string): string => {
    const before = text.slice(0, text.indexOf(word)).split('\n');
    return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
  };

  it.each([
    [
      '10 days after due:',
      '10 dayz after due:',
      'dayz',
      /Expected months, days, or business days, found "dayz"; for instance "10 days after due: send Second reminder"/,
    ],
    ['10 days after due:', '10 days afterwards due:', 'afterwards due', /Expected .*found "\w+"/],
    ['send Coming up', 'sned Coming up', 'sned', /Expected .*"send", found "sned"/],
    ['director, as a formal notice', 'director, as a normal notice', 'normal', /Expected "formal", found "normal"/],
    ['within 2 business days, else declined', 'in 2 business days, else declined', 'in 2', /Expected "within", found "in"/],
    [
      'within 2 business days, else declined',
      'within 2 business days, declined',
      'declined\n',
      /Expected ", else …" with a name, found "declined": say what/,
    ],
    ['EUR 5000,', 'EU 5000,', 'EU 5', /Expected a currency like EUR|Expected .*found/],
    ['09:00 to 17:00 where', '9 to 17:00 where', '', /Expected a time like 09:00/],
    ['reminders 3 days, surveys', 'reminders 3 days, letters', 'letters', /Expected .*"reminders".*found "letters"/],
    ['5 days of peace', '5 days of quiet', 'quiet', /Expected "peace", found "quiet"/],
    ['a dispute is resolved or', 'a dispute is settled or', 'settled or', /Expected "solved" or "resolved", found "settled"/],
    ['else 30 days after issue', 'else 30 days after delivery', 'delivery\n    prepaid', /Expected "issue", found "delivery"/],
  ])('%s → %s', (from, to, word, message) => {
    const found = wrong(from, to);
    expect(found.join('\n')).toMatch(message);
    if (word) expect(found.map((finding) => finding.split(' ')[0])).toContain(placeOf(word, short.replace(from, to)));
  });

  it.each([
    ['within 2 business days, else declined', 'with a name', 'else declined'],
    ['within 4 hours, else keep it on hold', undefined, 'else keep it on hold'],
    ["the customer's own, else with each order", undefined, undefined],
    ["on the customer's own day, else 30 days after issue", 'with a number', undefined],
    ["the customer's choice, else email", undefined, 'else email'],
    ['was refused, within 1 business day, else Head of AR', 'with a name', 'else Head of AR'],
    ['for plan, agency or write-off, within 5 business days, else agency', 'with plan, agency or write-off', 'else agency'],
    ['within 10 business days, else Head of AR', 'with a name', 'else Head of AR'],
    ['price to Sales, else AR desk', 'with a person or a desk', 'else AR desk'],
    ['ask Legal, within 1 business day, else Head of AR', 'with a name', 'else Head of AR'],
  ])('what happens otherwise is asked for where the sentence ends without it: %s', (right, kind, instance) => {
    const lacking = right.replace(/, else .*/, '');
    const text = short.replace(right, right.replace(/, else .*/, ''));
    const [found = '', ...more] = wrong(right, right.replace(/, else .*/, ''));
    expect(more).toEqual([]);
    const before = text.slice(0, text.indexOf(lacking) + lacking.length).split('\n');
    expect(found.split(' ')[0]).toBe(`${before.length}:${(before.at(-1)?.length ?? 0) + 1}`);
    expect(found).toContain(kind === undefined ? `Expected "${/, else .*/.exec(right)?.[0]}" here` : `Expected ", else …" ${kind} here`);
    expect(found).toContain('say what happens otherwise');
    expect(/for instance "(.*)"\.$/.exec(found)?.[1]?.includes(instance ?? '')).toBe(instance === undefined ? undefined : true);
  });

  it('every sentence that cannot do without what happens otherwise asks for it', () => {
    const words = [...Object.values(JOURNEY_WORDS), ...Object.values(STAGE_TYPES).flatMap((type) => type.words ?? [])];
    const asked = words.flatMap(({ settings = {} }) =>
      Object.entries(settings).flatMap(([key, { example, rule }]) => {
        const read = readSentence({ text: example.replace(/,? ?else .*/, ''), rule });
        return example.includes('else ') && !('long' in read) ? [`${key} ${read.lacksElse}`] : [];
      }),
    );
    expect(asked).toEqual(
      expect.arrayContaining(['dispute true', 'insolvency true', 'reasons true', 'short payment true', 'over the limit true']),
    );
    expect(asked.filter((one) => one.endsWith('undefined'))).toEqual([]);
  });

  it.each([
    ['on delivered: autopay', 'on deliverd: autopay', 'on deliverd', /never ends with "deliverd".*Did you mean "delivered"\?/],
    ['on used up: escalation', 'on used up: escalatoin', 'escalatoin', /no stage "escalatoin".*Did you mean "escalation"/],
    ['whenever a payment fails', 'whenever a payment failed', 'whenever a payment failed', /not "a payment failed"/],
    [
      '1 day after due: send Did it slip through, named slipped-through',
      '1 day after due: send Second reminder',
      '10 days after due',
      /There is a step "second-reminder" before this one/,
    ],
    ['EUR 20000', 'EUX 20000', 'EUX', /ISO 4217/],
    ['09:00 to 17:00', '09:00 to 08:00', 'business days 09:00 to 08:00', /end \(08:00\) before they begin \(09:00\)/],
    ['delivery:\n    send', 'deliveri:\n    send', 'Invoice', /no stage type "deliveri"/],
    ['named slipped-through', 'named collect', 'collect\n    10', /"collect" is taken by the product/],
  ])('what a right sentence means wrongly, too: %s → %s', (from, to, word, message) => {
    const found = wrong(from, to);
    expect(found.join('\n')).toMatch(message);
    if (!from.startsWith('delivery'))
      expect(found.find((finding) => message.test(finding))?.split(' ')[0]).toBe(placeOf(word, short.replace(from, to)));
  });

  it.each([
    [
      '10 days after due: send Second',
      '-10 days after due: send Second',
      '-10',
      /is no moment that is known here; a line is for instance "10 days after due: send/,
    ],
    [
      '1 day after due: send Did',
      'on due: send Did',
      'on due: send',
      /If "send Did it slip through" is a step, it begins with its moment: "due date: send/,
    ],
    ['  escalation:', 'escalation:', 'escalation:\n', /"escalation" is a stage and stands here beside the lanes: indent it further/],
    ['collection, for each invoice:', 'collection:', 'collection:', /A lane says for whom it is: "collection, for each invoice:"/],
    ['  promise: stop', '  promises: stop', 'promises', /"promises" is not known here.* Did you mean "promise"\?/],
    ['contact: #', 'contacts: #', 'contacts', /Did you mean "contact"\?/],
    ['on delivered: autopay', 'delivered: autopay', 'delivered: auto', /Did you mean "on delivered"\?/],
    ['afterwards: 5 days of peace', 'afterwards: 5', '5\n', /"afterwards" is said in words here, like "5 days of peace"/],
    ['  at most: 1 a day, 3 a week', '  at most: 3', 'at most: 3', /"at most" is said in words here, like "1 a day, 3 a week"/],
    [
      'call by the account manager, within',
      'call the account manager, within',
      'the account manager, within 2',
      /for instance "20 days after due: call by the account manager, within 2 days"/,
    ],
    [
      '    20 days after due: call',
      '    10 days after due: call',
      '10 days after due: call',
      /"10 days after due" stands here twice; each line has another key/,
    ],
    ['10 days after due: send', '10 days after due send', '10 days after due send', /There is no colon where one is needed/],
    ['  apart: reminders', '\tapart: reminders', '\tapart', /A tab stands where a line is indented; use spaces/],
  ])('and what else a newcomer writes, with what to write instead: %s → %s', (from, to, word, message) => {
    const found = wrong(from, to);
    expect(found.join('\n')).toMatch(message);
    expect(found.find((finding) => message.test(finding))?.split(' ')[0]).toBe(placeOf(word, short.replace(from, to)));
  });

  it('one mistake is told once: not also what follows from it', () => {
    for (const [from, to] of [
      ['on delivered: autopay', 'on deliverd: autopay'],
      ['1 day after due: send Did', 'on due: send Did'],
      ['    on used up: escalation\n', ''],
    ] as const)
      expect(wrong(from, to)).toHaveLength(1);
  });

  it('says all of them at once, and never throws for what is no journey', () => {
    const findings = checkJourney(
      short.replace('10 days after', '10 dayz after').replace('5 days of peace', 'peace').replace('every 6 months', 'every 6 month of'),
    ).findings;
    expect(findings.map(({ message }) => /found "(\w+)"/.exec(message)?.[1])).toEqual(expect.arrayContaining(['dayz', 'peace', 'of']));
    for (const text of [
      'collection, for each invoice: 7',
      'collection, for each invoice:\n  reminders: [1]',
      'contact: 09:00',
      '__proto__, for each invoice:\n  __proto__:\n    1 day after due: send X',
      'journey: J\nlanes: 3\nx, for each invoice: {}',
    ])
      expect(checkJourney(text).findings.length).toBeGreaterThan(0);
    expect(({} as Record<string, unknown>).stages).toBeUndefined();
  });

  it('gives up at once on a sentence without end', () => {
    const { findings } = checkJourney(short.replace('send Coming up', `send ${'x '.repeat(20_000)}`));
    expect(findings[0]?.message).toMatch(/at most 500 characters/);
  });
});
