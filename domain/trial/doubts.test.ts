import { describe, expect, it } from '@jest/globals';
import { WARNINGS, type WarningCode } from '../journey/findings.js';
import { checkJourney } from '../journey/load.js';
import { doubtsOf } from './doubts.js';

const STANDARD = `journey: Standard
contact:
  hours: business days 09:00 to 17:00 where the customer is
  apart: reminders 3 days, surveys 7 days
  at most: 1 a day, 2 a week
  post takes: 3 business days each way
collection, for each invoice:
  delivery:
    on delivered: reminders
  reminders:
    3 days before due: send Coming up
    1 day after due: send Overdue
    10 days after due: send Second reminder
    20 days after due: call by the account manager, within 2 days
    on used up: escalation
  escalation:
    30 days after due: send Final notice, as a formal notice
    10 days after Final notice: hold new orders
    20 days after Final notice: ask Head of AR for plan or agency, within 5 days, else agency
holds:
  afterwards: 5 days of peace
`;
const warningsOf = (text: string) => {
  const { findings, warnings } = checkJourney(text, { doubtsOf });
  expect(findings).toEqual([]);
  return warnings;
};
const withInstead = (from: string, to: string): string => {
  if (!STANDARD.includes(from)) throw new Error(`The journey has no "${from}".`);
  return STANDARD.replace(from, () => to);
};
/** What gives the warning, and a twin that gives none. */
const of = (code: WarningCode, ...cases: [from: string, doubtful: string, right: string, says: RegExp][]) =>
  cases.map(([from, doubtful, right, says]) => ({ code, from, doubtful, right, says }));

const BEGINS = 'collection, for each invoice:\n  delivery:\n    on delivered: reminders\n  reminders:';
const AUTOPAY = '  autopay:\n    due date: collect\n    on failed: reminders\n    on no autopay: reminders\n  reminders:';
const EARLY = '    type: reminders\n    1 day after issue: send Third reminder';
const PACE_AND_FIRST = STANDARD.slice(STANDARD.indexOf('reminders 3 days'), STANDARD.indexOf('    1 day after due'));
const WITH_PACE_AND_FIRST = (apart: number, first: string) =>
  PACE_AND_FIRST.replace('3 days', `${apart} days`).replace('3 days before due: send Coming up', first);

const DOUBTFUL = [
  ...of(
    'never-delivered',
    [BEGINS, 'collection, for each invoice:\n  reminders:', BEGINS, /waits in "reminders" for ever.*no stage before this one delivers it/],
    [
      BEGINS,
      `collection, for each invoice:\n  first words:\n${EARLY}\n    on used up: delivery\n  delivery:\n    on delivered: reminders\n  reminders:`,
      `collection, for each invoice:\n  delivery:\n    on delivered: first words\n  first words:\n${EARLY}\n    on used up: reminders\n  reminders:`,
      /waits in "first words" for ever.*"on delivered: first words"/,
    ],
    [
      BEGINS,
      `collection, for each invoice:\n${AUTOPAY}`,
      `collection, for each invoice:\n  delivery:\n    on delivered: autopay\n${AUTOPAY}`,
      /waits in "reminders" for ever/,
    ],
  ),
  ...of(
    'late-step',
    [
      'reminders 3 days',
      'reminders 12 days',
      'reminders 4 days',
      /"second-reminder" goes at least 11 days later than this says: "overdue" goes before it, and the next contact about an invoice comes 12 days later/,
    ],
    ['10 days after due', '2 days after due', '4 days after due', /"second-reminder" goes at least 2 days later than this says/],
    ['20 days after due: call', '5 days after due: call', '13 days after due: call', /"call-account-manager" goes at least 8 days later/],
    [
      '30 days after due: send',
      '21 days after due: send',
      '23 days after due: send',
      /"final-notice" goes at least 2 days later.*"call-account-manager"/,
    ],
    [
      '1 day after due: send Overdue',
      '9 days after due: send Overdue',
      '2 days after due: send Overdue',
      /"second-reminder" goes at least 2 days later/,
    ],
    [
      '10 days after due: send Second reminder',
      '15 days after due: send Second reminder, by letter',
      '9 days after due: send Second reminder, by letter',
      /"call-account-manager" goes at least 3 days later than this says: "second-reminder" goes before it, by post, and/,
    ],
  ),
  ...of(
    'silent-step',
    [
      '1 a day, 2 a week',
      '1 a day, 1 a week',
      '1 a day, 3 a week',
      /"overdue" never goes: a customer hears of us at most 1 a day and 1 a week/,
    ],
    ['1 a day, 2 a week', '1 a week', '2 a week', /"overdue" never goes: a customer hears of us at most 1 a week/],
    [
      PACE_AND_FIRST,
      WITH_PACE_AND_FIRST(5, '3 business days before due: send Coming up\n    1 business day before due: send Third reminder'),
      WITH_PACE_AND_FIRST(5, '9 business days before due: send Coming up\n    1 business day before due: send Third reminder'),
      /"third-reminder" never goes: it belongs before the due date/,
    ],
  ),
  ...of(
    'unknown-desk',
    ['call by the account manager', 'call by the acount manager', 'call by the account holder', /"acount-manager".*mean/],
    ['ask Head of AR', 'ask Haed of AR', 'ask Head of HR', /"haed-of-ar" is one letter away from "head-of-ar"/],
    [
      'holds:\n',
      'holds:\n  reasons: damaged goods to Logistics, late delivery to Logistcs, else AR desk\n',
      'holds:\n  reasons: damaged goods to Logistics, late delivery to Dispatch, else AR desk\n',
      /"logistcs" is one letter away from "logistics"/,
    ],
    [
      'within 2 days',
      'within 2 days, else Team leader north\n    25 days after due: call by Team leeder north, within 2 days',
      'within 2 days, else Team leader west\n    25 days after due: call by Team leader east, within 2 days',
      /"team-leeder-north"/,
    ],
  ),
];

it('the standard has none, and of each kind there are three', () => {
  expect(warningsOf(STANDARD)).toEqual([]);
  for (const code of Object.keys(WARNINGS))
    expect({ code, cases: DOUBTFUL.filter((one) => one.code === code).length >= 3 }).toEqual({ code, cases: true });
});

describe.each(DOUBTFUL.map((one, index) => [`${one.code} ${index}`, one] as const))('%s', (_, { code, from, doubtful, right, says }) => {
  it('is told at its place, with what is meant and what to do', () => {
    const text = withInstead(from, doubtful);
    const warnings = warningsOf(text);
    expect(warnings.map((warning) => warning.code)).toContain(code);
    expect(warnings.map(({ message }) => message).join('\n')).toMatch(says);
    for (const { at } of warnings) {
      const [line = 0, column = 0] = at.split(':').map(Number);
      expect((text.split('\n')[line - 1] ?? '').length).toBeGreaterThanOrEqual(column);
    }
  });
  it('has a twin that is meant so', () => {
    expect(warningsOf(withInstead(from, right))).toEqual([]);
  });
});
