import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Environment, EvaluationError } from '@marcbachmann/cel-js';
import fc from 'fast-check';
import type { PaidBy } from '../rows.js';
import { customerRow } from '../testing/customer.js';
import { BOUND_MS, processorTimeOf } from '../testing/processor-time.js';
import { compileCondition } from './compile.js';
import type { Answer } from './condition.js';
import { type AboutInvoice, CUSTOMER_WORDS, INVOICE_WORDS, SEGMENT_WORDS } from './customer-words.js';
import type { Value, Vocabulary } from './vocabulary.js';

type Plain = Record<string, Value | undefined>;
const WORDS: Vocabulary<Plain> = {
  'it.days': { type: 'number', unit: 'days', least: 0, most: 60, says: '', of: (it) => it['it.days'] as number | undefined },
  'it.count': { type: 'number', unit: '', least: 0, says: '', of: (it) => it['it.count'] as number | undefined },
  'it.risk': { type: 'text', values: ['low', 'high'], says: '', of: (it) => it['it.risk'] as string | undefined },
  'it.land': { type: 'text', says: '', of: (it) => it['it.land'] as string | undefined },
  'it.paid': { type: 'yes or no', says: '', of: (it) => it['it.paid'] as boolean | undefined },
};
const compile = (text: string) => compileCondition({ text, vocabulary: WORDS });
function ask(text: string, it: Plain): Answer | string[] {
  const { condition, findings } = compile(text);
  return condition ? condition.evaluate(it) : findings.map(({ at, message }) => `${at} ${message}`);
}

describe('a condition', () => {
  const it7 = { 'it.days': 7, 'it.count': 2, 'it.risk': 'high', 'it.land': 'DE', 'it.paid': true };
  it.each([
    ['it.days > 5', true],
    ['it.days <= 5', false],
    ['it.days >= 7 && it.days < 8 && it.days == 7', true],
    ['it.days != 7', false],
    ['it.risk == "high"', true],
    ["it.risk == 'low' || it.paid", true],
    ['!it.paid', false],
    ['!(it.days > 5) || it.land in ["AT", "DE"]', true],
    ['it.land in []', false],
    ['it.land.startsWith("D") && it.land.endsWith("E") && it.land.contains("DE")', true],
    ['it.days + it.count * 2 == 11', true],
    ['it.days / 2 == 3 && -it.days / 2 == -3 && it.days % 2 == 1', true],
    ['it.days > -1', true],
    ['it.paid == true', true],
    ['has(it.days)', true],
    ['true', true],
  ] as [string, boolean][])('%s: %s', (text, expected) => {
    expect(ask(text, it7)).toBe(expected);
  });

  it.each([
    ['it.days > 5', 'unknown'],
    ['!(it.days > 5)', 'unknown'],
    ['!it.paid', 'unknown'],
    ['it.days > 5 || it.land == "DE"', true],
    ['it.land == "DE" || it.days > 5', true],
    ['it.days > 5 && it.land == "AT"', false],
    ['it.land == "AT" && it.days > 5', false],
    ['it.days > 5 || it.land == "AT"', 'unknown'],
    ['it.days > 5 && it.land == "DE"', 'unknown'],
    ['it.days == it.days', 'unknown'],
    ['it.days != 3', 'unknown'],
    ['it.risk in ["low", "high"]', 'unknown'],
    ['has(it.days)', false],
    ['!has(it.days) || it.days > 5', true],
    ['it.count / 0 == 1', 'unknown'],
    ['it.count * 9007199254740991 > 0', 'unknown'],
  ] as [string, Answer][])('where days, risk and paid are unknown, %s: %s', (text, expected) => {
    expect(ask(text, { 'it.land': 'DE', 'it.count': 2 })).toBe(expected);
  });

  it.each([
    ['', ['0 Expected a condition like customer.averageDaysLate > 15; there is none.']],
    ['it.days > ', [expect.stringMatching(/^\d+ The condition breaks off here/)]],
    ['it.days = 5', ['8 Two values are compared with ==, not with one =.']],
    ['it.paid and it.paid', ['8 Write && for "and".']],
    ['it.paid or it.paid', ['8 Write || for "or".']],
    ['it.paid "x"', [expect.stringMatching(/^8 A condition cannot go on with/)]],
    ['it.dayz > 5', ['0 "it.dayz" is not known in conditions. Did you mean "it.days"?']],
    ['it.days > 5 && days > 5', [expect.stringMatching(/^15 "days" is not known in conditions\. .*it\.days/)]],
    ['it.land > 5', ['0 ">" compares numbers, and "it.land" is a text.']],
    ['it.days > "5"', ['10 ">" compares numbers, and "5" is a text.']],
    ['it.days == "5"', ['11 "it.days" is a number and "5" is a text: they are never the same.']],
    ['it.land in ["DE", 5]', ['18 "it.land" is a text and 5 is a number: they are never the same.']],
    ['it.land in "DE"', ['11 Expected a list after "in", like ["DE", "AT"].']],
    ['it.risk == "hihg"', ['11 "it.risk" is never "hihg"; it is low or high. Did you mean "high"?']],
    ['it.risk in ["low", "medium"]', ['19 "it.risk" is never "medium"; it is low or high.']],
    ['it.days', ['0 A condition is true or false, and "it.days" is a number; compare it, like "it.days" > 5.']],
    ['!it.days', ['1 "!" stands before what is true or false, and "it.days" is a number.']],
    ['it.days && it.paid', ['0 "&&" joins what is true or false, and "it.days" is a number.']],
    ['it.days > 2.5', ['10 Numbers in conditions are whole; write 2, not 2.5.']],
    ['it.days > 90071992547409920', ['10 This number is too large.']],
    ['it.land == null', [expect.stringMatching(/^11 Expected a whole number/)]],
    ['it.paid ? true : false', ['0 "? :" is not known in conditions; say it with && and ||.']],
    ['it["days"] > 5', ['0 Maps and places in lists are not known in conditions; name a value like customer.country.']],
    ['it.land.matches("(a+)+$")', [expect.stringMatching(/^0 Patterns are not known in conditions/)]],
    ['[1, 2].exists(x, x > 1)', [expect.stringMatching(/^0 "exists" is not known in conditions/)]],
    ['size(it.land) > 1', [expect.stringMatching(/^0 "size" is not known in conditions/)]],
    ['has(it)', ['0 has(…) takes one name, like has(customer.averageDaysLate).']],
    ['has(it.nothing)', [expect.stringMatching(/^4 "it.nothing" is not known/)]],
    ['it.constructor == "x"', [expect.stringMatching(/^0 "it.constructor" is not known/)]],
    ['__proto__.x == "x"', [expect.stringMatching(/^0 A condition cannot go on with "__proto__.x"/)]],
    // All at once, in their order.
    [
      'it.dayz > 5 && it.land > 3 && it.risk == "no"',
      [/^0 .*dayz/, /^15 .*compares/, /^41 .*never "no"/].map((one) => expect.stringMatching(one)),
    ],
  ] as [string, unknown[]][])('%s is refused', (text, expected) => {
    expect(ask(text, {})).toEqual(expected);
  });

  it.each([
    ['a long one', `it.paid${' || it.paid'.repeat(60)}`, /^500 A condition has at most 500 characters/],
    ['a deep one', `${'('.repeat(100)}it.paid${')'.repeat(100)}`, /too large/],
    ['one with a long list', `it.days in [${'1,'.repeat(120)}1]`, /too large/],
    ['a million characters', '('.repeat(1_000_000), /at most 500/],
  ])('%s is refused at once', (_, text, message) => {
    expect(processorTimeOf(() => expect(ask(text, {})).toEqual([expect.stringMatching(message)]))).toBeLessThan(BOUND_MS);
  });

  it('names its words', () => {
    expect(compile('it.days > 5 && (it.paid || it.days < it.count) && has(it.land)').condition?.names).toEqual([
      'it.days',
      'it.paid',
      'it.count',
      'it.land',
    ]);
  });
});

describe('the engine and CEL itself', () => {
  const number: fc.Memo<string> = fc.memo((n) =>
    n <= 1
      ? fc.oneof(fc.constantFrom('it.days', 'it.count'), fc.integer({ min: -9, max: 9 }).map(String))
      : fc.tuple(number(), fc.constantFrom('+', '-', '*', '/', '%'), number()).map(([a, op, b]) => `(${a} ${op} ${b})`),
  );
  const text = fc.constantFrom('it.risk', 'it.land', '"low"', '"high"', '"DE"', '"D"');
  const truth: fc.Memo<string> = fc.memo((n) =>
    n <= 1
      ? fc.oneof(
          fc.constantFrom('it.paid', 'true', 'false', 'has(it.days)', 'has(it.risk)', 'it.land == "DE"', 'it.risk != "low"'),
          fc.tuple(number(2), fc.constantFrom('==', '!=', '<', '<=', '>', '>='), number(2)).map(([a, op, b]) => `${a} ${op} ${b}`),
          fc.tuple(text, fc.constantFrom('startsWith', 'endsWith', 'contains'), text).map(([a, op, b]) => `${a}.${op}(${b})`),
          fc.tuple(number(1), fc.array(number(1), { maxLength: 3 })).map(([a, list]) => `${a} in [${list.join(', ')}]`),
        )
      : fc.oneof(
          truth().map((a) => `!(${a})`),
          fc.tuple(truth(), fc.constantFrom('&&', '||'), truth()).map(([a, op, b]) => `(${a} ${op} ${b})`),
        ),
  );
  const values = fc.record(
    {
      'it.days': fc.integer({ min: 0, max: 9 }),
      'it.count': fc.integer({ min: 0, max: 3 }),
      'it.risk': fc.constantFrom('low', 'high'),
      'it.land': fc.constantFrom('DE', 'D', 'low'),
      'it.paid': fc.boolean(),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Plain>;
  const cel = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false });

  /** CEL's own answer; what it cannot evaluate is unknown. */
  function celAnswer(condition: string, plain: Plain): Answer {
    const own = Object.entries(plain).filter(([, value]) => value !== undefined);
    try {
      return cel.evaluate(condition, {
        it: Object.fromEntries(own.map(([name, value]) => [name.slice(3), typeof value === 'number' ? BigInt(value) : value])),
      }) as boolean;
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      return 'unknown';
    }
  }

  it('give the same answers', () => {
    const seen = { true: 0, false: 0, unknown: 0 };
    fc.assert(
      fc.property(truth(3), values, (condition, plain) => {
        const { condition: ours } = compile(condition);
        if (!ours) return;
        const answer = ours.evaluate(plain);
        expect([condition, plain, answer]).toEqual([condition, plain, celAnswer(condition, plain)]);
        seen[`${answer}`] += 1;
      }),
      { numRuns: 3000 },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(200);
  });
});

describe('the words of conditions', () => {
  const page = readFileSync(new URL('../../docs/journeys/conditions.md', import.meta.url), 'utf8');
  const about: AboutInvoice = {
    customer: customerRow({ id: 'C1', knownSince: '2025-01-31', creditLimit: 500_099, country: 'AT', riskClass: 'high' }),
    accounts: [
      { id: 'A', customerId: 'C1', legalEntityId: 'L1', currency: 'EUR', balance: 123_456, unapplied: 0, openItems: 1 },
      { id: 'B', customerId: 'C1', legalEntityId: 'L1', currency: 'USD', balance: 900_000, unapplied: 0, openItems: 1 },
    ],
    hasAutopay: false,
    today: '2026-02-28',
    totals: { items: 3, overdue: 5_099 },
    item: { amount: 99_999, open: 5, currency: 'USD', dueOn: '2026-02-20', product: null },
  };
  const say = (name: string) => SEGMENT_WORDS[name]?.of(about);

  it('all stand on their page, with type, unit and values', () => {
    for (const [name, word] of Object.entries(SEGMENT_WORDS)) {
      const type =
        word.type === 'number'
          ? `number, ${word.unit}`
          : word.type === 'text' && word.values
            ? word.values.map((value) => `"${value}"`).join(', ')
            : word.type;
      expect(page).toContain(`| \`${name}\` | ${type} | ${word.says} |`);
    }
    const told = [...page.matchAll(/^\| `((?:customer|invoice)\.\w+)` \|/gm)].map(([, name]) => name);
    expect(told).toEqual(Object.keys(SEGMENT_WORDS));
  });

  it('read what is known of the customer and of the invoice', () => {
    expect(Object.fromEntries(Object.keys({ ...CUSTOMER_WORDS, ...INVOICE_WORDS }).map((name) => [name, say(name)]))).toMatchObject({
      'customer.country': 'AT',
      'customer.currency': 'EUR',
      'customer.riskClass': 'high',
      'customer.deliverBy': 'email',
      'customer.hasAutopay': false,
      'customer.monthsKnown': 13,
      'customer.creditLimit': 5000,
      'customer.balance': 1234,
      'customer.overdue': 50,
      'customer.openInvoices': 3,
      'invoice.daysOverdue': 8,
      'invoice.amount': 999,
      'invoice.open': 0,
      'invoice.currency': 'USD',
    });
  });

  it('tell of what he paid before, one paid in time counting 0, and unknown before the first', () => {
    const asked = (...told: [number, PaidBy][]) => {
      const history = told.map(([daysLate, by], index) => ({ item: `I${index}`, paidOn: '2026-01-01', daysLate, by }));
      const words = ['averageDaysLate', 'lateOfLast6', 'paidOnlineInARow', 'paidByChequeInARow'];
      return words.map((name) => SEGMENT_WORDS[`customer.${name}`]?.of({ ...about, customer: { ...about.customer, history } }));
    };
    const many = (count: number, daysLate: number, by: PaidBy): [number, PaidBy][] => Array.from({ length: count }, () => [daysLate, by]);
    expect(asked()).toEqual([undefined, undefined, undefined, undefined]);
    expect(asked([4, 'unknown'])).toEqual([4, 1, undefined, undefined]);
    expect(asked([-10, 'cheque'], [5, 'cheque'])).toEqual([3, 1, 0, 2]);
    expect(asked([0, 'cheque'], [1, 'collected'], [0, 'online'])).toEqual([0, 1, 2, 0]);
    expect(asked([0, 'online'], [0, 'unknown'], [0, 'online'])).toEqual([0, 0, 1, 0]);
    expect(asked(...many(12, 30, 'cheque'), ...many(12, 1, 'transfer'))).toEqual([1, 6, 0, 0]);
    expect(asked(...many(24, 0, 'online'))).toEqual([0, 0, 24, 0]);
  });

  it('are unknown until somebody says them', () => {
    const names = ['kind', 'industry', 'size', 'paysBy'].map((name) => `customer.${name}`);
    const told = { ...about.customer, kind: 'consumer', industry: 'retail', size: 'small', paysBy: 'cheque' } as const;
    expect(names.map(say)).toEqual([undefined, undefined, undefined, undefined]);
    expect(names.map((name) => SEGMENT_WORDS[name]?.of({ ...about, customer: told }))).toEqual(['consumer', 'retail', 'small', 'cheque']);
    const item = { amount: 1, open: 1, currency: 'EUR', dueOn: '2026-01-01' };
    expect([null, 'hardware'].map((product) => SEGMENT_WORDS['invoice.product']?.of({ ...about, item: { ...item, product } }))).toEqual([
      undefined,
      'hardware',
    ]);
  });

  it('are unknown where nothing was decided, and count nothing before its time', () => {
    const early = {
      ...about,
      customer: { ...about.customer, creditLimit: null },
      totals: undefined,
      item: { amount: 1, open: 1, currency: 'EUR', dueOn: '2026-03-01', product: null },
      today: '2026-02-27',
    };
    expect(
      ['customer.creditLimit', 'customer.overdue', 'invoice.daysOverdue', 'customer.monthsKnown'].map((name) =>
        SEGMENT_WORDS[name]?.of(early),
      ),
    ).toEqual([undefined, undefined, 0, 12]);
  });
});
