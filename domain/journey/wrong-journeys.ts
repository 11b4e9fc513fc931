/**
 * Journeys that are wrong in one way, each with a nearly identical one that is right: of each kind of finding at least three.
 * `from` stands in the journey below; `wrong` in its place gives the finding, `right` in its place gives none.
 */
import type { FindingCode } from './findings.js';

export const RIGHT = `journey: Standard
contact:
  hours: 09:00 to 17:00 where the customer is
  apart: reminders 3 days, surveys 7 days
credit, for each customer:
  credit review:
    approve: EUR 5000
    ask: Credit desk, within 2 days, else declined
    on approved: invoicing
    on declined: end
  invoicing:
    due: 30 days after issue
collection, for each invoice:
  whenever a payment fails: failure handling
  delivery:
    send: Invoice
    on delivered: autopay
  autopay:
    5 days before due: send We will collect
    on failed: failure handling
    on no autopay: reminders
  failure handling:
    ask: the customer for another way to pay, within 5 days
    on used up: reminders
  reminders:
    3 days before due: send Coming up
    1 day after due: send Overdue
    30 days after due: send Final notice, as a formal notice
    on used up: end
holds:
  afterwards: 5 days of peace
`;

/** The first line, with a segment that a step is for, and its end. */
const SEGMENT = (condition: string) =>
  `segments:\n  some: ${condition}\nextra, for each invoice:\n  reminders:\n    2 days after due: send Second reminder, named extra, only to some\n    on used up: end\ncontact:\n`;
const LATE = 'customer.averageDaysLate';

/** The end of the reminders, with what an escalation after them begins with. */
const ENDS = '    on used up: end\n';
const ESCALATES = '    on used up: escalation\n  escalation:\n';
const ASKS = 'ask Head of AR for plan or agency, within 5 days, else agency';

/** Each line nine times the one before it. */
const aliases = (lines: number): string =>
  Array.from(
    { length: lines },
    (_, n) =>
      `a${n}: &a${n} [${Array(9)
        .fill(n === 0 ? 'x' : `*a${n - 1}`)
        .join(', ')}]\n`,
  ).join('');

/** A lane of questions that has this line, too, before what comes next. */
const ASKED = (line: string) => `feedback, for each customer:\n  feedback:\n    every 6 months: ask NPS\n    ${line}\nholds:`;

/** A lane of its own with these steps, before what comes next. */
const LANE = (steps: string[]) => `extra, for each invoice:\n  reminders:\n${steps.map((step) => `    ${step}\n`).join('')}${ENDS}`;
const EXTRA = (...steps: string[]) => `${LANE(steps)}holds:`;

export interface WrongJourney {
  code: FindingCode;
  from: string;
  wrong: string;
  right: string;
}

const of = (code: FindingCode, ...cases: [from: string, wrong: string, right: string][]): WrongJourney[] =>
  cases.map(([from, wrong, right]) => ({ code, from, wrong, right }));

export const WRONG_JOURNEYS: WrongJourney[] = [
  ...of(
    'unreadable',
    ['journey: Standard', 'journey: [Standard', 'journey: "[Standard"'],
    ['journey: Standard', 'journey: Standard\njourney: Standard', 'journey: Standard\nfor: businesses'],
    ['contact:\n', 'contact:\n\t', 'contact:\n\n'],
  ),
  ...of(
    'too-large',
    ['journey: Standard', `# ${'x'.repeat(100_000)}\njourney: Standard`, `# ${'x'.repeat(90_000)}\njourney: Standard`],
    ['holds:', `# ${'-'.repeat(110_000)}\nholds:`, '# ----\nholds:'],
    ['  delivery:\n', `${stages(201)}  delivery:\n`, '  delivery:\n'],
    ['holds:', `spare: ${'['.repeat(60)}${']'.repeat(60)}\nholds:`, `# ${'['.repeat(40)}${']'.repeat(40)}\nholds:`],
    ['holds:', 'spare: &spare [*spare]\nholds:', 'holds: &spare'],
    ['holds:', `${aliases(9)}holds:`, 'holds: &a'],
  ),
  ...of(
    'hidden-character',
    ['journey: Standard', 'journey: Stand\u200bard', 'journey: Stand ard'],
    ['journey: Standard', 'journey: \u202edradnatS', 'journey: \u05e8\u05d2\u05d9\u05dc'],
    ['  reminders:\n', '  "remin\\u200dders":\n', '  "remin\\x64ers":\n'],
    ['holds:', '# \u2066hidden\nholds:', '# \u0645\u06cc\u200c\u0631\u0648\u062f\nholds:'],
  ),
  ...of(
    'sentence',
    ['1 day after due', '1 dya after due', '2 days after due'],
    ['send Overdue', 'sent Overdue', 'send Overdue, named first'],
    [
      'journey: Standard',
      'journey: Standard\nbecomes: Portal payers, after 3 payments in a row',
      'journey: Standard\nbecomes: Portal payers, after 3 payments by cheque in a row',
    ],
    ['EUR 5000', '5000 EUR', 'USD 5000'],
    ['within 5 days', 'in 5 days', 'within 1 day'],
    ['1 day after due', '1 working day after due', '1 business day after due'],
    ['within 5 days', 'within 5 minutes', 'within 5 hours'],
    ['within 2 days, else', 'within 2 businessdays, else', 'within 2 business days, else'],
    ['1 day after due', 'last business day of due', 'last business day of the month of due'],
    ['holds:', 'holds:\n  dispute: stop it all', 'holds:\n  dispute: stop the disputed part'],
    ['holds:', 'holds:\n  promise: stop the promised sum', 'holds:\n  promise: stop the promised amount, 5 days of grace'],
    ['5 days of peace', 'five days of peace', '5   days of peace'],
    ['  hours:', '  at most: 3 a month\n  hours:', '  at most: 3 a week\n  hours:'],
    ['09:00 to 17:00', 'work days 09:00 to 17:00', 'business days 09:00 to 17:00'],
    ['where the customer is', 'where the customer is, else drop', 'where the customer is, else skip'],
    ['contact:\n', "written in: customer's language\ncontact:\n", "written in: the customer's language\ncontact:\n"],
    ['contact:\n', 'written in: Klingon\ncontact:\n', 'written in: German\ncontact:\n'],
    ['contact:\n', 'written in: German, by the collector\ncontact:\n', 'written in: German, signed by the collector\ncontact:\n'],
    ['send Coming up', 'notify', 'notify the ERP'],
    ['send Overdue', 'send Overdue, to the finance chief', 'send Overdue, to the finance director'],
    ['send Overdue', 'send Overdue, for accounts payable', 'send Overdue, to accounts payable and the managing director'],
    ['send Overdue', 'send Overdue, copy the account manager', 'send Overdue, copy to the account manager'],
  ),
  ...of(
    'unknown-key',
    ['  hours:', '  hour: 9\n  hours:', '  hours:'],
    ['    send: Invoice', '    sends: Invoice', '    template: invoice'],
    ['holds:\n  afterwards:', 'holds:\n  afterward:', 'holds:\n  afterwards:'],
    ['journey: Standard', 'journey: Standard\nversion: 2', 'journey: Standard\nfor: everybody'],
  ),
  ...of(
    'missing-key',
    ['    approve: EUR 5000\n', '', '    approve: EUR 1\n'],
    ['    ask: Credit desk, within 2 days, else declined\n', '', '    ask: { who: credit-desk, within: { days: 2 }, else: declined }\n'],
    ['journey: Standard\n', '', 'journey: Another\n'],
  ),
  ...of(
    'wrong-value',
    ['    due: 30 days after issue', '    due: 366 days after issue', '    due: 365 days after issue'],
    ['5 days before due: send We will collect', '90 days before due: send We will collect', '60 days before due: send We will collect'],
    ['EUR 5000', 'EUX 5000', 'SEK 5000'],
    [
      'journey: Standard',
      'journey: Standard\nbecomes: Portal payers, after 25 payments online in a row',
      'journey: Standard\nbecomes: Portal payers, after 24 payments online in a row',
    ],
    [
      'journey: Standard',
      'journey: Standard\nbecomes: [{ journey: Portal payers }]',
      'journey: Standard\nbecomes: [{ journey: Portal payers, segment: high-risk }]',
    ],
    ['where the customer is', 'in Europe/Berlim', 'in Europe/Berlin'],
    ['send Overdue', 'send Overdue, to accounts payable and accounts payable', 'send Overdue, to accounts payable and the finance manager'],
    ['send Overdue', 'send Overdue, copy to Jo and Jo', 'send Overdue, copy to Jo and Kim'],
    ['send Overdue', 'send Overdue, copy to A and B and C and D and E and F', 'send Overdue, copy to A and B and C and D and E'],
    ['  hours:', '  closed: 2026-02-29\n  hours:', '  closed: 2028-02-29\n  hours:'],
  ),
  ...of(
    'no-stage',
    ['holds:', 'spare, for each invoice: {}\nholds:', 'spare, for each invoice:\n  delivery: { on: { delivered: end } }\nholds:'],
    ['holds:', 'spare, for each customer: {}\nholds:', 'spare, for each customer:\n  feedback: {}\nholds:'],
    [
      'holds:',
      'x, for each item:\n  whenever a payment fails: delivery\nholds:',
      'x, for each item:\n  delivery: { on delivered: end }\nholds:',
    ],
  ),
  ...of(
    'unknown-stage-type',
    ['  delivery:\n', '  deliveri:\n', '  delivery:\n'],
    ['  invoicing:\n', '  invoicing:\n    type: invoice\n', '  invoicing:\n    type: invoicing\n'],
    ['  reminders:\n', '  reminders:\n    type: constructor\n', '  reminders:\n    type: reminders\n'],
  ),
  ...of(
    'wrong-lane',
    [
      'holds:',
      'dunning, for each invoice:\n  overdue:\n    OD1: from 3 unpaid invoices\nholds:',
      'dunning, for each account:\n  overdue:\n    OD1: from 3 unpaid invoices\nholds:',
    ],
    [
      'holds:',
      'other, for each account:\n  reminders:\n    1 day after due: send Second reminder\n    on used up: end\nholds:',
      'other, for each invoice:\n  reminders:\n    1 day after due: send Second reminder\n    on used up: end\nholds:',
    ],
    ['for each customer', 'for each invoice', 'for each customer'],
    ['collection, for each invoice', 'collection, for each customer', 'collecting, for each invoice'],
    ['  invoicing:\n    due: 30 days after issue', '  invoicing:\n    type: delivery', '  invoicing:\n    type: invoicing'],
  ),
  ...of(
    'unknown-outcome',
    ['on delivered', 'on deliverd', 'on delivered'],
    ['    on declined: end', '    on declined: end\n    on refused: end', '    on declined: end'],
    ['    due: 30 days after issue', '    due: 30 days after issue\n    on done: end', '    due: 30 days after issue'],
  ),
  ...of(
    'missing-outcome',
    ['    on declined: end\n', '', '    on declined: invoicing\n'],
    ['    on no autopay: reminders\n', '', '    on no autopay: end\n'],
    ['    on used up: end\n', '', '    on: { used up: end }\n'],
  ),
  ...of(
    'unknown-stage',
    ['on approved: invoicing', 'on approved: invoices', 'on approved: invoicing'],
    ['on used up: end', 'on used up: finish', 'on used up: end'],
    ['whenever a payment fails: failure handling', 'whenever a payment fails: trouble', 'whenever a payment fails: reminders'],
  ),
  ...of(
    'wrong-terms',
    ['on declined: end', 'on declined: invoicing, prepaid', 'on declined: invoicing'],
    [
      '    on declined: end\n  invoicing:\n',
      '    on declined: invoicing\n  invoicing:\n    prepaid: payable before delivery, lapses after 14 days\n',
      '    on declined: invoicing, prepaid\n  invoicing:\n    prepaid: payable before delivery, lapses after 14 days\n',
    ],
    ['on approved: invoicing', 'on approved: invoicing, prepaid', 'on approved: invoicing'],
  ),
  ...of(
    'unreachable-stage',
    ['on approved: invoicing', 'on approved: end', 'on approved: invoicing'],
    [
      'holds:',
      'spare, for each invoice:\n  delivery: { on delivered: end }\n  autopay: { on failed: end, on no autopay: end }\nholds:',
      'spare, for each invoice:\n  delivery: { on delivered: autopay }\n  autopay: { on failed: end, on no autopay: end }\nholds:',
    ],
    [
      '    on no autopay: reminders\n  failure handling:\n    ask: the customer for another way to pay, within 5 days\n    on used up: reminders',
      '    on no autopay: end\n  failure handling:\n    on used up: end',
      '    on no autopay: end\n  failure handling:\n    on used up: reminders',
    ],
  ),
  ...of(
    'loop',
    ['    on used up: end', '    on used up: autopay', '    on used up: end'],
    ['    on delivered: autopay', '    on delivered: delivery', '    on delivered: autopay'],
    [
      'ask: the customer for another way to pay, within 5 days\n    on used up: reminders',
      'ask: the customer for another way to pay, within 5 days\n    on used up: autopay',
      'ask: the customer for another way to pay, within 5 days\n    on used up: end',
    ],
  ),
  ...of(
    'unknown-fact',
    ['whenever a payment fails', 'whenever a payment failed', 'whenever a payment fails'],
    ['whenever a payment fails', 'whenever payment.fail', 'whenever payment.failed'],
    ['whenever a payment fails', 'whenever it rains', 'whenever a dispute is resolved'],
  ),
  ...of(
    'duplicate-step',
    ['send Overdue', 'send Coming up', 'send Coming up, named again'],
    ['1 day after due: send Overdue', '1 day after due: send Overdue, named final-notice', '1 day after due: send Overdue, named notice'],
    [
      'holds:',
      'more, for each invoice:\n  reminders: { 1 day after due: send Overdue, on used up: end }\nholds:',
      'more, for each invoice:\n  reminders: { 1 day after due: "send Overdue, named second lane", on used up: end }\nholds:',
    ],
  ),
  ...of(
    'reserved-step',
    ['send Overdue', 'send Overdue, named collect', 'send Overdue, named collecting'],
    ['send Overdue', 'send Overdue, named Promise broken', 'send Overdue, named Promise'],
    ['send Overdue', 'send Overdue, named deliver', 'send Overdue, named delivered'],
    ['send Coming up', 'send Coming up, named Autopay notice', 'send Coming up, named Notice'],
  ),
  ...of(
    'unknown-moment',
    ['30 days after due', '10 days after Overdu', '10 days after Overdue'],
    ['1 day after due', '1 day after Final notice', '1 day after issue'],
    ['30 days after due', '10 days after Coming', '10 days after Coming up'],
    ['1 day after due', '1 day after the call', '1 day after delivery'],
    ['30 days after due', '1 month before Overdue', '1 month after Overdue'],
  ),
  ...of(
    'severe-step',
    ['send Overdue', 'notify the ERP', 'send Second reminder'],
    ['1 day after due: send Overdue', '20 business days after due: send Overdue', '15 business days after due: send Overdue'],
    ['30 days after due: send Final notice', '1 business day after due: send Final notice', '2 business days after due: send Final notice'],
    [
      '1 day after due: send Overdue\n    30 days after due',
      '10 business days after due: send Overdue\n    18 days after due',
      '10 business days after due: send Overdue\n    19 days after due',
    ],
    ['30 days after due', '0 days after due', '2 days after due'],
    [
      '1 day after due: send Overdue\n    30 days after due',
      '1 day after expected: send Overdue\n    30 days after due',
      '1 day after expected: send Overdue\n    30 days after expected',
    ],
    [
      '1 day after due: send Overdue\n    30 days after due',
      '1 day after expected: send Overdue\n    60 days after issue',
      '1 day after expected: send Overdue\n    29 days after Overdue',
    ],
    ['    3 days before due: send Coming up\n    1 day after due: send Overdue\n', '', '    1 day after due: send Overdue\n'],
    ['    1 day after due: send Overdue\n', '', '    29 days after due: send Overdue\n'],
    ['1 day after due: send Overdue', '31 days after due: send Overdue', '29 days after due: send Overdue'],
  ),
  ...of(
    'endless-step',
    ['1 day after due', '1 day after due, then every 14 days', '2 days after due'],
    ['3 days before due', '3 days before due, then every 7 days', '4 days before due'],
    [
      '30 days after due: send Final notice, as a formal notice',
      '20 days after due, then every 7 days: send Second reminder\n    30 days after due: send Final notice, as a formal notice',
      '20 days after due: send Second reminder\n    30 days after due, then every 7 days: send Final notice, as a formal notice',
    ],
  ),
  ...of(
    'endless-step',
    [
      ENDS,
      `${ESCALATES}    30 days after due: ${ASKS}\n    40 days after due: send Second reminder\n${ENDS}`,
      `${ESCALATES}    30 days after due: send Second reminder\n    40 days after due: ${ASKS}\n${ENDS}`,
    ],
    [
      '1 day after due: send Overdue',
      '1 day after due: send Overdue\n    2 days after due, then every 7 days: call by the boss, within 1 day',
      '1 day after due: send Overdue\n    2 days after due: call by the boss, within 1 day',
    ],
  ),
  ...of(
    'severe-step',
    [
      ENDS,
      `${ESCALATES}    40 days after due: hold new orders\n${ENDS}`,
      `${ESCALATES}    40 days after due: call by the boss, within 1 day\n    50 days after due: hold new orders\n${ENDS}`,
    ],
    [
      ENDS,
      `${ESCALATES}    40 days after due: ${ASKS}\n`,
      `${ESCALATES}    35 days after due: send Second reminder\n    40 days after due: ${ASKS}\n`,
    ],
    [
      ENDS,
      `${ESCALATES}    40 days after due: send Second reminder, as a formal notice\n    39 days after due: hold new orders\n${ENDS}`,
      `${ESCALATES}    40 days after due: send Second reminder, as a formal notice\n    41 days after due: hold new orders\n${ENDS}`,
    ],
  ),
  ...of(
    'severe-step',
    [
      `1 day after due: send Overdue\n    30 days after due: send Final notice, as a formal notice\n${ENDS}`,
      `3 days after expected: send Overdue\n${ESCALATES}    12 days after due: send Final notice, as a formal notice\n${ENDS}`,
      `3 days after expected: send Overdue\n${ESCALATES}    12 days after expected: send Final notice, as a formal notice\n${ENDS}`,
    ],
    [
      `1 day after due: send Overdue\n    30 days after due: send Final notice, as a formal notice\n${ENDS}`,
      `20 days after due: send Overdue\n${ESCALATES}    12 days after due: send Final notice, as a formal notice\n${ENDS}`,
      `20 days after due: send Overdue\n${ESCALATES}    12 days after Overdue: send Final notice, as a formal notice\n${ENDS}`,
    ],
    [
      `    1 day after due: send Overdue\n    30 days after due: send Final notice, as a formal notice\n${ENDS}`,
      `${ESCALATES}    30 days after due: send Final notice, as a formal notice\n${ENDS}`,
      `    1 day after due: send Overdue\n${ESCALATES}    30 days after due: send Final notice, as a formal notice\n${ENDS}`,
    ],
    [
      '    on used up: reminders\n',
      '    on used up: escalation\n  escalation:\n    30 days after due: send Second reminder, as a formal notice\n    on used up: end\n',
      '    on used up: escalation\n  escalation:\n    30 days after due: send Second reminder\n    on used up: end\n',
    ],
  ),
  ...of('skippable-notice', [
    `1 day after due: send Overdue\n    30 days after due: send Final notice, as a formal notice\n${ENDS}`,
    `1 day after due: send Overdue, not to high risk\n${ESCALATES}    30 days after due: send Final notice, as a formal notice\n${ENDS}`,
    `1 day after due: send Overdue, named first\n${ESCALATES}    30 days after due: send Final notice, as a formal notice\n${ENDS}`,
  ]),
  ...of('wrong-value', [
    ENDS,
    `${ESCALATES}    35 days after due: send Second reminder\n    40 days after due: ask Head of AR for plan, within 5 days, else agency\n`,
    `${ESCALATES}    35 days after due: send Second reminder\n    40 days after due: ask Head of AR for plan, within 5 days, else plan\n`,
  ]),
  ...of(
    'wrong-value',
    ['send Overdue', 'send Overdue, by letter and registered letter', 'send Overdue, by email and registered letter'],
    ['send Overdue', 'send Overdue, by email and email', 'send Overdue, by email'],
  ),
  ...of(
    'sentence',
    ['send Overdue', 'send Overdue, by post', 'send Overdue, by letter'],
    [
      'contact:\n',
      'contact:\n  if it bounces: send a letter\n',
      'contact:\n  if it bounces: letter instead, and ask AR desk for the right address\n',
    ],
  ),
  ...of('missing-outcome', [
    ENDS,
    `${ESCALATES}    35 days after due: send Second reminder\n`,
    `${ESCALATES}    35 days after due: send Second reminder\n${ENDS}`,
  ]),
  ...of('missing-key', [
    '1 day after due: send Overdue',
    '1 day after due: hold new orders',
    '1 day after due: call by the boss, within 1 day',
  ]),
  ...of(
    'impossible-window',
    [
      '3 days before due: send Coming up',
      '3 days before due: send Coming up\n    1 day before due: send Second reminder',
      '4 days before due: send Coming up\n    1 day before due: send Second reminder',
    ],
    [
      'holds:',
      EXTRA(
        '3 business days before due: send Coming up, named a',
        '2 days before due: send Overdue, named b',
        '1 day before due: send Overdue, named c',
      ),
      EXTRA('3 business days before due: send Coming up, named a', '2 days before due: send Overdue, named b'),
    ],
    [
      'contact:\n',
      `${LANE(['1 day after due: send Overdue, named a', '7 days after due: send Second reminder, named b'])}contact:\n  at most: 1 a week\n`,
      `${LANE(['1 day after due: send Overdue, named a', '8 days after due: send Second reminder, named b'])}contact:\n  at most: 1 a week\n`,
    ],
    [
      'contact:\n',
      `${LANE(['1 day after due: send Overdue, named a', '2 days after due: call by the boss, within 1 day', '3 days after due: send Overdue, named b'])}contact:\n  at most: 2 a week\n`,
      `${LANE(['1 day after due: send Overdue, named a', '2 days after due: call by the boss, within 1 day', '3 days after due: send Overdue, named b, as a formal notice'])}contact:\n  at most: 2 a week\n`,
    ],
    ['  hours:', '  spread: over 8 hours\n  hours:', '  spread: over 7 hours\n  hours:'],
    ['  hours:', '  spread: over 480 minutes\n  hours:', '  spread: over 479 minutes\n  hours:'],
    [
      '  hours: 09:00 to 17:00 where',
      '  spread: over 1 hour\n  hours: 09:00 to 10:00 where',
      '  spread: over 1 hour\n  hours: 09:00 to 10:01 where',
    ],
  ),
  ...of(
    'sentence',
    ['  hours:', '  spread: over 2 days\n  hours:', '  spread: over 2 hours\n  hours:'],
    ['  hours:', '  spread: 2 hours\n  hours:', '  spread: over 1 hour\n  hours:'],
    ['  hours:', '  spread: by 30 minutes\n  hours:', '  spread: over 30 minutes\n  hours:'],
  ),
  ...of(
    'contact-hours',
    ['  apart:', '  calls: 12:00 to 09:30 in UTC\n  apart:', '  calls: 09:30 to 12:00 in UTC\n  apart:'],
    [
      '  apart:',
      '  calls: 10:00 to 12:00 and 11:00 to 15:00 in UTC\n  apart:',
      '  calls: 10:00 to 12:00 and 12:00 to 15:00 in UTC\n  apart:',
    ],
    [
      '  apart:',
      '  calls: 14:00 to 16:00 and 09:00 to 12:00 in UTC\n  apart:',
      '  calls: 09:00 to 12:00 and 14:00 to 16:00 in UTC\n  apart:',
    ],
    [
      '  apart:',
      '  letters: printed on business days before 09:00\n  apart:',
      '  letters: printed on business days before 09:01\n  apart:',
    ],
    ['09:00 to 17:00', '09:00 to 08:00', '09:00 to 10:00'],
    ['09:00 to 17:00', '09:00 to 09:00', '09:00 to 09:01'],
    ['  hours: 09:00 to 17:00 where the customer is', '  at: "21:00"', '  at: "19:00"'],
    ['  hours:', '  closed: 2027-01-01 to 2026-12-24\n  hours:', '  closed: 2026-12-24 to 2027-01-01\n  hours:'],
    ['  hours:', '  closed: 2026-01-01 to 2027-01-02\n  hours:', '  closed: 2026-01-01 to 2026-12-31\n  hours:'],
  ),
  ...of(
    'unknown-step',
    [
      'journey: Standard',
      'journey: Standard\ninterest: 10 % a year from the day after due, first claimed in the Last notice',
      'journey: Standard\ninterest: 10 % a year from the day after due, first claimed in the Final notice',
    ],
    ['journey: Standard', 'journey: Standard\nfees: EUR 10 with Overdu', 'journey: Standard\nfees: EUR 10 with Overdue'],
    ['journey: Standard', 'journey: Standard\nfees: EUR 10 with Invoice', 'journey: Standard\nfees: EUR 10 with Final notice'],
    ['holds:', ASKED('never: while a dispute or a Last notice is open'), ASKED('never: while a dispute or a Final notice is open')],
    ['holds:', ASKED('never: while a Final notise is open'), ASKED('never: while the Final notice is open')],
    ['holds:', ASKED('never: { notices: [overdue, we-will-collect] }'), ASKED('never: { notices: [overdue] }')],
  ),
  ...of(
    'missing-currency',
    ['journey: Standard', 'journey: Standard\ntolerance: GBP 1', 'journey: Standard\ntolerance: GBP 1 or EUR 1'],
    [
      'journey: Standard',
      'journey: Standard\nfees: EUR 5 or GBP 4 with Overdue, EUR 10 with Final notice',
      'journey: Standard\nfees: EUR 5 or GBP 4 with Overdue, EUR 10 or GBP 9 with Final notice',
    ],
    [
      'journey: Standard',
      'journey: Standard\nfees: EUR 5 with Overdue, GBP 10 with Final notice',
      'journey: Standard\nfees: EUR 5 with Overdue, EUR 10 with Final notice',
    ],
    [
      'journey: Standard',
      'journey: Standard\nfees: EUR 5 or USD 6 with Overdue, USD 10 or EUR 9 or GBP 8 with Final notice',
      'journey: Standard\nfees: EUR 5 or USD 6 with Overdue, USD 10 or EUR 9 with Final notice',
    ],
  ),
  ...of(
    'impossible-window',
    ['  hours:', '  at most: 0 a day\n  hours:', '  at most: 1 a day\n  hours:'],
    ['  hours:', '  at most: 0 a week\n  hours:', '  at most: 7 a week\n  hours:'],
    ['  hours:', '  at most: 3 a day, 2 a week\n  hours:', '  at most: 2 a day, 2 a week\n  hours:'],
  ),
  ...of(
    'unknown-template',
    ['send Overdue', 'send Overdu', 'send Overdue'],
    ['send: Invoice', 'send: Invoices', 'send: Invoice'],
    ['send We will collect', 'send We collect', 'send We will collect'],
    [
      'holds:',
      'holds:\n  promise: stop the promised amount, then send Invoic or Overdue',
      'holds:\n  promise: stop the promised amount, then send Invoice or Overdue',
    ],
  ),
  ...of(
    'template',
    ['send Overdue', 'send Misspelt', 'send Overdue'],
    ['send: Invoice', 'send: Misspelt', 'send: Invoice'],
    ['send We will collect', 'send Misspelt', 'send We will collect'],
  ),
  ...of(
    'missing-locale',
    [
      'contact:\n',
      "written in: the customer's language, else French\ncontact:\n",
      "written in: the customer's language, else German\ncontact:\n",
    ],
    ['contact:\n', 'written in: Italian\ncontact:\n', 'written in: German\ncontact:\n'],
    ['send Overdue', 'send Half done', 'send Overdue'],
    ['send: Invoice', 'send: Half done', 'send: Invoice'],
    ['send Final notice', 'send Half done', 'send Second reminder'],
  ),
  ...of(
    'state-order',
    [
      'holds:',
      'dunning, for each account:\n  overdue:\n    OD1: from 5 unpaid invoices\n    OD2: from 3 unpaid invoices\nholds:',
      'dunning, for each account:\n  overdue:\n    OD1: from 3 unpaid invoices\n    OD2: from 5 unpaid invoices\nholds:',
    ],
    [
      'holds:',
      'dunning, for each account:\n  overdue:\n    OD1: from 30 days after due of the oldest invoice\n    OD2: from 30 days after due of the oldest invoice\nholds:',
      'dunning, for each account:\n  overdue:\n    OD1: from 30 days after due of the oldest invoice\n    OD2: from 31 days after due of the oldest invoice\nholds:',
    ],
    [
      'holds:',
      'dunning, for each account:\n  overdue:\n    OD1: from EUR 500 or GBP 400\n    OD2: from EUR 600 or GBP 400\nholds:',
      'dunning, for each account:\n  overdue:\n    OD1: from EUR 500 or GBP 400\n    OD2: from EUR 600 or GBP 500\nholds:',
    ],
    [
      'holds:',
      'dunning, for each account:\n  overdue:\n    OD1: from 30 days after issue of the oldest invoice\n    OD2: from 20 days after issue of the oldest invoice\nholds:',
      'dunning, for each account:\n  overdue:\n    OD1: from 30 days after issue of the oldest invoice\n    OD2: from 20 days after due of the oldest invoice\nholds:',
    ],
  ),
  ...of(
    'duplicate-state',
    [
      'holds:',
      'dunning, for each account:\n  overdue:\n    states:\n      - { name: OD1, from: { invoices: 2 } }\n      - { name: OD1, from: { invoices: 3 } }\nholds:',
      'dunning, for each account:\n  overdue:\n    states:\n      - { name: OD1, from: { invoices: 2 } }\n      - { name: OD2, from: { invoices: 3 } }\nholds:',
    ],
    [
      'holds:',
      'dunning, for each account:\n  overdue:\n    states:\n      - { name: Late, from: { days: 5, after: due } }\n      - { name: Later, from: { invoices: 3 } }\n      - { name: Late, from: { days: 9, after: due } }\nholds:',
      'dunning, for each account:\n  overdue:\n    states:\n      - { name: Late, from: { days: 5, after: due } }\n      - { name: Later, from: { invoices: 3 } }\n      - { name: Last, from: { days: 9, after: due } }\nholds:',
    ],
    [
      'holds:',
      'dunning, for each account:\n  overdue:\n    states:\n      - { name: OD1, from: { balance: [{ amount: 1, currency: EUR }] } }\n      - { name: OD1, from: { balance: [{ amount: 2, currency: EUR }] } }\nholds:',
      'dunning, for each account:\n  overdue:\n    states:\n      - { name: OD1, from: { balance: [{ amount: 1, currency: EUR }] } }\n      - { name: od1, from: { balance: [{ amount: 2, currency: EUR }] } }\nholds:',
    ],
  ),
  ...of(
    'unknown-state',
    [
      'holds:',
      'dunning, for each account:\n  overdue:\n    OD1: from 3 unpaid invoices\n    leaving OD2: send Overdue\nholds:',
      'dunning, for each account:\n  overdue:\n    OD1: from 3 unpaid invoices\n    leaving OD1: send Overdue\nholds:',
    ],
    [
      'holds:',
      'dunning, for each account:\n  overdue:\n    OD1: from 3 unpaid invoices\n    leaving od1: send Overdue\nholds:',
      'dunning, for each account:\n  overdue:\n    od1: from 3 unpaid invoices\n    leaving od1: send Overdue\nholds:',
    ],
    [
      'holds:',
      'dunning, for each account:\n  overdue:\n    states:\n      - { name: OD1, from: { invoices: 2 } }\n    leaving: { OD: [{ name: over, send: overdue }] }\nholds:',
      'dunning, for each account:\n  overdue:\n    states:\n      - { name: OD1, from: { invoices: 2 } }\n    leaving: { OD1: [{ name: over, send: overdue }] }\nholds:',
    ],
  ),
  ...of(
    'missing-currency',
    [
      'holds:',
      'dunning, for each account:\n  overdue:\n    OD1: from EUR 500 or GBP 400\n    OD2: from EUR 600\nholds:',
      'dunning, for each account:\n  overdue:\n    OD1: from EUR 500 or GBP 400\n    OD2: from EUR 600 or GBP 500\nholds:',
    ],
    [
      'holds:',
      'dunning, for each account:\n  overdue:\n    tolerance: EUR 1 or USD 1\n    OD1: from EUR 500\nholds:',
      'dunning, for each account:\n  overdue:\n    tolerance: EUR 1\n    OD1: from EUR 500\nholds:',
    ],
    [
      'holds:',
      'dunning, for each account:\n  overdue:\n    tolerance: EUR 1\n    OD1: from EUR 500 or GBP 400\nholds:',
      'dunning, for each account:\n  overdue:\n    tolerance: EUR 1 or GBP 1\n    OD1: from EUR 500 or GBP 400\nholds:',
    ],
  ),
  ...of(
    'severe-step',
    [
      'holds:',
      'dunning, for each account:\n  overdue:\n    OD1: from 3 unpaid invoices, as a severe state, send Overdue\nholds:',
      'dunning, for each account:\n  overdue:\n    OD1: from 3 unpaid invoices, send Overdue\nholds:',
    ],
    [
      'holds:',
      'dunning, for each account:\n  overdue:\n    OD1: from 3 unpaid invoices\n    OD2: from 5 unpaid invoices, as a severe state\nholds:',
      'dunning, for each account:\n  overdue:\n    OD1: from 3 unpaid invoices, send Overdue\n    OD2: from 5 unpaid invoices, as a severe state\nholds:',
    ],
    [
      'holds:',
      'dunning, for each account:\n  overdue:\n    OD1: from 3 unpaid invoices, hold new orders\n    OD2: from 5 unpaid invoices, send Overdue, as a severe state\nholds:',
      'dunning, for each account:\n  overdue:\n    OD1: from 3 unpaid invoices, send Overdue, hold new orders\n    OD2: from 5 unpaid invoices, as a severe state\nholds:',
    ],
  ),
  ...of(
    'duplicate-step',
    [
      'holds:',
      'dunning, for each account:\n  overdue:\n    OD1: from 3 unpaid invoices, send Overdue\n    OD2: from 5 unpaid invoices, send Overdue\nholds:',
      'dunning, for each account:\n  overdue:\n    OD1: from 3 unpaid invoices, send Overdue\n    OD2: from 5 unpaid invoices, send Overdue, named Overdue again\nholds:',
    ],
    [
      'holds:',
      'dunning, for each account:\n  overdue:\n    OD1: from 3 unpaid invoices, send Overdue\n    leaving OD1: send Overdue\nholds:',
      'dunning, for each account:\n  overdue:\n    OD1: from 3 unpaid invoices, send Overdue\n    leaving OD1: send Second reminder\nholds:',
    ],
  ),
  ...of(
    'sentence',
    [
      'holds:',
      'dunning, for each account:\n  overdue:\n    OD1: from 3 open invoices\nholds:',
      'dunning, for each account:\n  overdue:\n    OD1: from 3 unpaid invoices\nholds:',
    ],
    [
      'holds:',
      'dunning, for each account:\n  overdue:\n    OD1: from 30 days after issue of the newest invoice\nholds:',
      'dunning, for each account:\n  overdue:\n    OD1: from 30 days after issue of the oldest invoice\nholds:',
    ],
    [
      'holds:',
      'dunning, for each account:\n  overdue:\n    OD1: from EUR 260 and GBP 230\nholds:',
      'dunning, for each account:\n  overdue:\n    OD1: from EUR 260 or GBP 230\nholds:',
    ],
  ),
  ...of(
    'condition-unreadable',
    ['contact:\n', SEGMENT(`${LATE} = 2`), SEGMENT(`${LATE} == 2`)],
    ['contact:\n', SEGMENT(`${LATE} > 2 and customer.hasAutopay`), SEGMENT(`${LATE} > 2 && customer.hasAutopay`)],
    ['contact:\n', SEGMENT(`${LATE} >`), SEGMENT(`${LATE} > 2`)],
  ),
  ...of(
    'condition-name',
    ['contact:\n', SEGMENT('customer.averageDaysLat > 2'), SEGMENT(`${LATE} > 2`)],
    ['contact:\n', SEGMENT('averageDaysLate > 2'), SEGMENT(`${LATE} > 2`)],
    ['contact:\n', SEGMENT('invoice.overdueDays > 2'), SEGMENT('invoice.daysOverdue > 2')],
  ),
  ...of(
    'condition-type',
    ['contact:\n', SEGMENT(`'${LATE} > "2"'`), SEGMENT(`${LATE} > 2`)],
    ['contact:\n', SEGMENT('customer.balance'), SEGMENT('customer.balance > 0')],
    ['contact:\n', SEGMENT(`'customer.riskClass == "hihg"'`), SEGMENT(`'customer.riskClass == "high"'`)],
    ['contact:\n', SEGMENT(`${LATE} > 2.5`), SEGMENT(`${LATE} > 2`)],
  ),
  ...of(
    'condition-limit',
    ['contact:\n', SEGMENT(`'customer.industry.matches("(a+)+$")'`), SEGMENT(`'customer.industry.startsWith("a")'`)],
    ['contact:\n', SEGMENT(`${LATE} > 2${' || customer.hasAutopay'.repeat(30)}`), SEGMENT(`${LATE} > 2 || customer.hasAutopay`)],
    ['contact:\n', SEGMENT(`'[1, 2].exists(x, x > ${LATE})'`), SEGMENT(`'${LATE} in [1, 2]'`)],
  ),
  ...of(
    'condition-constant',
    ['contact:\n', SEGMENT('customer.monthsKnown >= 0'), SEGMENT('customer.monthsKnown >= 1')],
    ['contact:\n', SEGMENT(`${LATE} > 5 && ${LATE} < 6`), SEGMENT(`${LATE} > 5 && ${LATE} < 7`)],
    ['contact:\n', SEGMENT('customer.lateOfLast6 > 6'), SEGMENT('customer.lateOfLast6 > 5')],
    ['contact:\n', SEGMENT(`{ joins: ${LATE} > 5, leaves: customer.lateOfLast6 > 6 }`), SEGMENT(`${LATE} > 5`)],
  ),
  ...of(
    'segment-flips',
    ['contact:\n', SEGMENT(`{ joins: ${LATE} <= 2, leaves: ${LATE} > 1 }`), SEGMENT(`{ joins: ${LATE} <= 2, leaves: ${LATE} > 2 }`)],
    ['contact:\n', SEGMENT(`{ joins: ${LATE} > 15, leaves: ${LATE} < 18 }`), SEGMENT(`{ joins: ${LATE} > 15, leaves: ${LATE} < 8 }`)],
    [
      'contact:\n',
      SEGMENT(`{ joins: ${LATE} > 15, leaves: customer.balance < 9 }`),
      SEGMENT(`{ joins: ${LATE} > 15 && customer.balance > 20, leaves: customer.balance < 9 }`),
    ],
  ),
  ...of(
    'segment-memory',
    ['contact:\n', SEGMENT('{ joins: invoice.open > 9, leaves: invoice.open < 5 }'), SEGMENT('invoice.open > 9')],
    [
      'contact:\n',
      SEGMENT('{ joins: invoice.daysOverdue > 9, leaves: customer.balance < 5 }'),
      SEGMENT('{ joins: customer.balance > 9, leaves: customer.balance < 5 }'),
    ],
    ['contact:\n', SEGMENT('{ joins: customer.balance > 9, leaves: invoice.amount < 5 }'), SEGMENT('{ joins: customer.balance > 9 }')],
  ),
  ...of(
    'duplicate-segment',
    ['contact:\n', SEGMENT(`${LATE} > 2\n  Some: ${LATE} > 3`), SEGMENT(`${LATE} > 2`)],
    ['contact:\n', SEGMENT(`${LATE} > 2\n  SOME: ${LATE} > 2`), SEGMENT(`${LATE} > 3`)],
    ['contact:\n', SEGMENT(`${LATE} > 2\n  some-: ${LATE} > 3`), SEGMENT(`${LATE} > 2 # some`)],
  ),
  ...of(
    'becomes-itself',
    [
      'journey: Standard',
      'journey: Standard\nbecomes: Standard, after 3 payments online in a row',
      'journey: Standard\nbecomes: Portal payers, after 3 payments online in a row',
    ],
    ['journey: Standard', 'journey: Standard\nbecomes: Standard, for high risk', 'journey: Standard\nbecomes: Standard B2B, for high risk'],
    [
      'journey: Standard',
      'journey: Standard\nbecomes: [{ journey: Portal payers, segment: high-risk }, { journey: Standard, after: { payments: 2, by: cheque } }]',
      'journey: Standard\nbecomes: [{ journey: Portal payers, segment: high-risk }, { journey: Cheques, after: { payments: 2, by: cheque } }]',
    ],
  ),
  ...of(
    'unknown-segment',
    ['send Coming up', 'send Coming up, not to a good payer', 'send Coming up, not to high risk'],
    ['send Overdue', 'send Overdue, only to a newcomer', 'send Overdue, named first'],
    [
      'journey: Standard',
      'journey: Standard\nbecomes: Portal payers, for a good payer',
      'journey: Standard\nbecomes: Portal payers, for low risk',
    ],
    [
      'journey: Standard',
      'journey: Standard\ninterest: 10 % a year from the day after due, first claimed in the Final notice, waived for a good payer',
      'journey: Standard\ninterest: 10 % a year from the day after due, first claimed in the Final notice, waived for low risk',
    ],
    [
      'journey: Standard',
      'journey: Standard\nfees: EUR 5 with Overdue, waived for lwo risk, EUR 10 with Final notice',
      'journey: Standard\nfees: EUR 5 with Overdue, waived for low risk, EUR 10 with Final notice',
    ],
    [
      'journey: Standard',
      'journey: Standard\ncosts: { interest: { percent: 10, firstIn: final-notice, waivedFor: newcomer } }',
      'journey: Standard\ncosts: { interest: { percent: 10, firstIn: final-notice, waivedFor: high-risk } }',
    ],
    ['approve: EUR 5000', 'approve: EUR 5000, or EUR 20000 for a good payer', 'approve: EUR 5000, or EUR 20000 for low risk'],
    ['ask: Credit desk, within', 'ask: Credit desk for hihg risk, within', 'ask: Credit desk for high risk, within'],
  ),
  ...of(
    'unused-segment',
    ['contact:\n', `segments:\n  good payer: ${LATE} <= 2\ncontact:\n`, SEGMENT(`${LATE} <= 2`)],
    ['contact:\n', SEGMENT(`${LATE} > 2\n  others: ${LATE} <= 2`), SEGMENT(`${LATE} > 2`)],
    ['contact:\n', SEGMENT(`${LATE} > 2\n  high risk: ${LATE} > 20`), SEGMENT(`${LATE} > 20`)],
  ),
  ...of(
    'skippable-notice',
    ['send Overdue', 'send Overdue, not to high risk', 'send Overdue, named first'],
    ['send Overdue', 'send Overdue, only to high risk', 'send Overdue, only to high risk\n    9 days after due: send Second reminder'],
    [
      'as a formal notice\n',
      'as a formal notice, not to low risk\n    40 days after due: send Second reminder, as a formal notice\n',
      'as a formal notice, not to low risk\n',
    ],
  ),
];

/** Many stages, each leading to the next. */
function stages(count: number): string {
  return Array.from(
    { length: count },
    (_, n) => `  s${n}: { type: delivery, on delivered: ${n + 1 < count ? `s${n + 1}` : 'delivery'} }\n`,
  ).join('');
}
