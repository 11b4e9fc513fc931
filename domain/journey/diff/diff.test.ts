import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { Journey } from '../journey.js';
import { loadJourney } from '../load.js';
import { diffJourneys } from './diff.js';
import { movedNames } from './pairs.js';

const TEXT = `
journey: Ladder
contact: { at: "09:00", until: "17:00", zone: UTC, apart: { reminders: 3 } }
holds: { afterwards: { days: 5 } }
lanes:
  credit:
    for: customer
    stages:
      credit review:
        rules: [{ if: { riskClass: high }, do: ask }, { do: approve, limit: { amount: 500000, currency: EUR } }]
        ask: { who: credit-desk, within: { days: 2 }, else: declined }
        on: { approved: invoicing, declined: end }
      invoicing: { due: { days: 30 } }
  collection:
    for: item
    whenever: { payment.failed: failure handling }
    stages:
      delivery: { on: { delivered: autopay } }
      autopay:
        notice: { days: 5, template: we-will-collect }
        on: { failed: failure handling, no autopay: reminders }
      failure handling: { on: { used up: reminders } }
      reminders:
        steps:
          - { name: coming-up, at: { days: -3, from: due }, do: { send: coming-up } }
          - { name: slipped, at: { days: 1, from: due }, do: { send: overdue } }
          - { name: second, at: { days: 10, from: due }, do: { send: second-reminder } }
          - { name: final, at: { days: 30, from: due }, do: { send: final-notice }, severe: true }
        on: { used up: end }
`;
const load = (text: string): Journey => loadJourney({ text, file: 'journey.yaml' });
const changed = (...replaced: [string, string][]): string =>
  replaced.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`The journey has no "${from}".`);
    return text.replaceAll(from, to);
  }, TEXT);
const diff = (from: string, to: string): string[] =>
  diffJourneys({ from: load(from), to: load(to) }).map(({ kind, text }) => `${kind}: ${text}`);
const step = (name: string) => TEXT.split('\n').find((line) => line.includes(`{ name: ${name},`)) ?? '';

describe('the comparison of two journeys', () => {
  const cases: [string, [string, string][], string[]][] = [
    ['another name', [['journey: Ladder', 'journey: Steps']], ['journey-renamed: The journey is named "Steps" instead of "Ladder".']],
    [
      'another contact window',
      [
        ['until: "17:00"', 'until: "18:30"'],
        ['reminders: 3', 'reminders: 4'],
        ['zone: UTC', 'zone: customer, together: true'],
      ],
      [
        'contact-changed: The end of the contact hours: 18:30 instead of 17:00.',
        'contact-changed: The time zone of the contact hours: customer instead of UTC.',
        'contact-changed: Days between two reminders of an invoice: 4 instead of 3.',
        'contact-changed: Reminders that are due together travel in one message: yes instead of no.',
      ],
    ],
    [
      'other days of contact',
      [['zone: UTC', 'zone: UTC, days: business, outside: skip, closed: [{ from: "2026-12-24", to: "2027-01-01" }]']],
      [
        'contact-changed: The days of the contact window: business instead of every.',
        'contact-changed: What becomes of what falls outside the contact window: skip instead of wait.',
        'contact-changed: Days without contact: 2026-12-24 to 2027-01-01 instead of nothing.',
      ],
    ],
    [
      'usual holds said out loud',
      [
        [
          'holds: { afterwards: { days: 5 } }',
          `holds:
  afterwards: 5 days of peace
  dispute: stop the disputed part
  said to be paid: stop the invoice for 5 business days, ask Cash desk, else Head of AR`,
        ],
      ],
      [],
    ],
    [
      'a hold that is not the usual one',
      [
        [
          'holds: { afterwards: { days: 5 } }',
          'holds: { afterwards: { days: 5 }, said to be paid: "stop the invoice for 3 business days, ask Cash desk, else Head of AR" }',
        ],
      ],
      ['setting-changed: The hold "said to be paid": for: 3 business days instead of 5 business days.'],
    ],
    [
      'other days of peace',
      [['afterwards: { days: 5 }', 'afterwards: { days: 0 }']],
      ['setting-changed: Peace after a hold: 0 days instead of 5 days.'],
    ],
    [
      'a step that is new',
      [
        [
          step('final'),
          `${step('second').replace('second,', 'third,').replace('10', '20').replace('second-reminder', 'third-reminder')}\n${step('final')}`,
        ],
      ],
      ['step-added: "reminders" in lane "collection": the step "third" is new: 20 days after due, send third-reminder.'],
    ],
    [
      'a step that is gone',
      [[`${step('second')}\n`, '']],
      ['step-removed: "reminders" in lane "collection": the step "second" is gone (10 days after due, send second-reminder).'],
    ],
    [
      'a step at another moment',
      [['{ days: 10, from: due }', '{ days: 14, from: issue }']],
      ['step-retimed: "reminders" in lane "collection": "second" goes 14 days after issue instead of 10 days after due.'],
    ],
    [
      'a step that repeats now',
      [['{ days: 30, from: due }', '{ days: 30, from: due }, every: { days: 14 }']],
      ['step-retimed: "reminders" in lane "collection": "final" goes 30 days after due, then every 14 days instead of 30 days after due.'],
    ],
    [
      'a step that does something else',
      [['send: second-reminder', 'send: letter']],
      ['step-retargeted: "reminders" in lane "collection": "second" does "send letter" instead of "send second-reminder".'],
    ],
    [
      'a step with another name',
      [['name: second', 'name: friendly']],
      ['step-renamed: "reminders" in lane "collection": the step "second" is named "friendly" now.'],
    ],
    [
      'a step with another name and moment',
      [['name: second, at: { days: 10', 'name: friendly, at: { days: 12']],
      [
        'step-renamed: "reminders" in lane "collection": the step "second" is named "friendly" now.',
        'step-retimed: "reminders" in lane "collection": "friendly" goes 12 days after due instead of 10 days after due.',
      ],
    ],
    [
      'a step that is not severe any more',
      [[', severe: true', '']],
      ['step-changed: "reminders" in lane "collection": "final": severe: no instead of yes.'],
    ],
    [
      'steps in another order',
      [
        [`${step('second')}\n`, ''],
        [step('coming-up'), `${step('second')}\n${step('coming-up')}`],
      ],
      ['step-moved: "reminders" in lane "collection": "second" comes first now.'],
    ],
    [
      'a step that moved to another stage, whose outcome leads on',
      [
        [`${step('final')}\n`, ''],
        [
          '        on: { used up: end }\n',
          `        on: { used up: last words }\n      last words:\n        type: reminders\n        steps:\n${step('slipped').replace('slipped', 'closing').replace('1,', '25,')}\n${step('final')}\n        on: { used up: end }\n`,
        ],
      ],
      [
        'stage-added: "last words" in lane "collection" is new (reminders); on "used up" comes "end".',
        'outcome-redirected: "reminders" in lane "collection": on "used up" comes "last words" instead of "end".',
        'step-added: "last words" in lane "collection": the step "closing" is new: 25 days after due, send overdue.',
        'step-moved: "reminders" in lane "collection": "final" is a step of "last words" in lane "collection" now; who had it does not get it again.',
      ],
    ],
    [
      'a stage with another name, which leads nowhere else',
      [
        ['failure handling: {', 'declined: { type: failure handling,'],
        ['failed: failure handling', 'failed: declined'],
      ],
      ['stage-renamed: "failure handling" in lane "collection" is named "declined" now.'],
    ],
    [
      'a stage that is gone, with what led to it',
      [
        ['      failure handling: { on: { used up: reminders } }\n', ''],
        ['    whenever: { payment.failed: failure handling }\n', ''],
        ['failed: failure handling', 'failed: reminders'],
      ],
      [
        'whenever-changed: Lane "collection": whenever "payment.failed" happens, nothing moves any more (it led to "failure handling").',
        'outcome-redirected: "autopay" in lane "collection": on "failed" comes "reminders" instead of "failure handling".',
        'stage-removed: "failure handling" in lane "collection" is gone.',
      ],
    ],
    [
      'a lane that begins elsewhere',
      [['      delivery: { on: { delivered: autopay } }\n', '']],
      [
        'start-changed: The lane "collection" begins with "autopay" instead of "delivery".',
        'stage-removed: "delivery" in lane "collection" is gone.',
      ],
    ],
    [
      'other settings of a stage, as deep as they go',
      [
        ['amount: 500000', 'amount: 800000'],
        ['who: credit-desk, within: { days: 2 }', 'who: head-of-credit, within: { days: 1 }'],
        ['notice: { days: 5,', 'notice: { days: 7,'],
      ],
      [
        'setting-changed: "credit review" in lane "credit": rules[2].limit: 8000.00 EUR instead of 5000.00 EUR.',
        'setting-changed: "credit review" in lane "credit": ask.who: head-of-credit instead of credit-desk.',
        'setting-changed: "credit review" in lane "credit": ask.within: 1 day instead of 2 days.',
        'setting-changed: "autopay" in lane "collection": notice.days: 7 instead of 5.',
      ],
    ],
    ['a lane with another name', [['  collection:', '  chasing:']], ['lane-renamed: The lane "collection" is named "chasing" now.']],
    [
      'a lane that is gone',
      [[TEXT.slice(TEXT.indexOf('  credit:'), TEXT.indexOf('  collection:')), '']],
      ['lane-removed: The lane "credit" is gone, with "credit review", "invoicing".'],
    ],
  ];
  it.each(cases)('says %s', (_what, replaced, expected) => {
    expect(diff(TEXT, changed(...replaced))).toEqual(expected);
  });

  it('is empty for the same journey in another writing', () => {
    expect(diff(TEXT, JSON.stringify(parse(TEXT)))).toEqual([]);
    expect(diff(TEXT, changed(['from: due }, do: { send: overdue }', 'from: due }, severe: false, do: { send: overdue }']))).toEqual([]);
  });

  it('warns where a name is what customers are remembered by, and where they stand', () => {
    const warnings = (...replaced: [string, string][]) =>
      diffJourneys({ from: load(TEXT), to: load(changed(...replaced)) }).flatMap(({ warning }) => warning ?? []);
    expect(warnings(['name: second', 'name: friendly'])).toEqual([
      'A step is remembered by its name: who had "second" gets "friendly" as well. Keep the name unless that is meant.',
    ]);
    expect(warnings(['  collection:', '  chasing:'])).toHaveLength(1);
    expect(warnings(['{ days: 10, from: due }', '{ days: 14, from: due }'])).toEqual([]);
  });

  it('of the journeys that ship, each with itself, is empty', () => {
    for (const name of ['standard-b2b', 'ladder', 'demo']) {
      const text = readFileSync(new URL(`../../../journeys/${name}.yaml`, import.meta.url), 'utf8');
      expect(diff(text, text)).toEqual([]);
    }
  });
});

describe('steps that changed their order', () => {
  it.each([
    ['abc', 'abc', ''],
    ['abc', 'bac', 'b'],
    ['abcd', 'bcda', 'a'],
    ['abcd', 'dabc', 'd'],
    ['abc', 'xbyc', ''],
    ['', 'abc', ''],
  ])('%s to %s: %s', (from, to, expected) => {
    expect(movedNames({ from: [...from], to: [...to] }).join('')).toHaveLength(expected.length);
  });

  it('are as few as explain it: the others keep their order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 8 }), fc.infiniteStream(fc.nat()), (numbers, keys) => {
        const from = numbers.map(String);
        const to = [...from]
          .map((name) => ({ name, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ name }) => name);
        const moved = movedNames({ from, to });
        const kept = to.filter((name) => !moved.includes(name));
        expect(kept).toEqual(from.filter((name) => !moved.includes(name)));
        expect(kept.length).toBe(longestIncreasing(to.map((name) => from.indexOf(name))));
      }),
    );
  });
});

/** By trying every subset: slow and plainly right. */
function longestIncreasing(places: number[]): number {
  let best = 0;
  for (let subset = 0; subset < 1 << places.length; subset += 1) {
    const chosen = places.filter((_, index) => subset & (1 << index));
    if (chosen.every((place, index) => index === 0 || (chosen[index - 1] ?? 0) < place)) best = Math.max(best, chosen.length);
  }
  return best;
}
