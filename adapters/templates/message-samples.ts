import type { MessageHeaders, MessageValues } from '../../activities/ports/renderer.js';
import type { TemplateUse } from '../../domain/journey/template-use.js';
import type { Money } from '../../domain/money.js';
import { CHEQUE_REASONS } from '../../domain/rows.js';

/** Messages for tests: everything that a template may use, with what matters replaced. */
type Item = MessageValues['items'][number];

export const eur = (amount: number): Money => ({ amount, currency: 'EUR' });

export const item = (change: Partial<Item> = {}): Item => ({
  number: 'R-17',
  issuedOn: '2026-03-02',
  dueOn: '2026-04-01',
  daysLate: 1,
  amount: eur(100000),
  open: eur(change.amount?.amount ?? 100_000),
  asked: eur(100000),
  costs: null,
  disputed: null,
  onItsWay: null,
  promised: null,
  prepaid: false,
  lines: [{ description: 'Espresso machine', amount: eur(100000) }],
  ...change,
});

export const three = (): Item[] => [
  item(),
  item({ number: 'R-18', dueOn: '2026-04-02', amount: eur(124995), asked: eur(104995), disputed: eur(20000) }),
  item({ number: 'R-19', dueOn: '2026-04-20', daysLate: -3, asked: eur(3), amount: eur(3), lines: [] }),
];

export const values = (change: Partial<MessageValues> = {}): MessageValues => {
  const items = change.items ?? [item()];
  return {
    customer: { name: 'Buyer Ltd' },
    contact: { name: 'Ana Muster' },
    sender: { name: 'Coffee & Co', person: { name: 'Jo Beispiel', telephone: '+49 30 5550 100' } },
    items,
    total: { amount: items.reduce((sum, { asked }) => sum + asked.amount, 0), currency: items[0]?.asked.currency ?? 'EUR' },
    failure: { reasonClass: 'soft_funds', nextTryOn: '2026-04-17' },
    promise: { amount: eur(80000), by: '2026-04-24', paid: eur(0), missing: eur(80000), open: eur(100000) },
    statement: { balance: eur(324_995), unapplied: eur(0), unlisted: 0 },
    cheque: { number: '0417', amount: eur(100_000), reason: 'no-funds' },
    plan: { endsOn: '2026-06-15', missed: eur(40000), rest: eur(60000) },
    survey: { kind: 'nps', link: 'https://pay.duly.example/s/a_b-c?t=1&x=(2)', card: null },
    ...change,
  };
};

export const headers = (change: Partial<MessageHeaders> = {}): MessageHeaders => ({
  from: { name: 'Coffee & Co', address: 'accounts@duly.example' },
  to: { name: 'Ana Muster', address: 'ana@buyer.example' },
  messageId: '<c1/R-17/first@duly.example>',
  date: Date.UTC(2026, 3, 2, 9),
  ...change,
});

/** Messages of one use that come to most branches of a template: one invoice and three, early and late, part paid, disputed, with interest and fee. */
export function valuesOfUse(use: TemplateUse): MessageValues[] {
  const costs = { interest: eur(41), fee: eur(1_000) };
  const promised = { amount: eur(80_000), by: '2026-04-24' };
  const lists = [
    [item()],
    [item({ daysLate: -3 })],
    [item({ asked: eur(40_000), lines: [] })],
    [item({ asked: eur(101_041), costs })],
    [item({ asked: eur(100_041), costs: { ...costs, fee: eur(0) } })],
    [item({ asked: eur(20_000), promised })],
    [item({ asked: eur(20_000), onItsWay: eur(80_000) })],
    [item({ daysLate: -3, prepaid: true })],
    three(),
  ];
  const none = { failure: null, promise: null, plan: null, cheque: null, statement: null, survey: null };
  switch (use) {
    case 'message':
      return lists.map((items) => values({ ...none, items }));
    case 'failure':
      return ['2026-04-17', null].flatMap((nextTryOn) =>
        lists.map((items) => values({ ...none, items, failure: { reasonClass: 'soft_funds', nextTryOn } })),
      );
    case 'promise':
      return [0, 40_000, 80_000].map((paid) =>
        values({ ...none, promise: { ...promised, paid: eur(paid), missing: eur(80_000 - paid), open: eur(100_000 - paid) } }),
      );
    case 'cheque':
      return CHEQUE_REASONS.flatMap((reason) =>
        [[item()], three()].map((items) => values({ ...none, items, cheque: { number: '0417', amount: eur(100_000), reason } })),
      );
    case 'statement':
      return lists.flatMap((items) =>
        [0, 3].map((unlisted) =>
          values({ ...none, items, statement: { balance: eur(324_995), unapplied: eur(unlisted * 1_000), unlisted } }),
        ),
      );
    case 'plan':
      return lists.map((items) => values({ ...none, items, plan: { endsOn: '2026-06-15', missed: eur(40_000), rest: eur(60_000) } }));
    case 'survey':
      return (['csat', 'nps'] as const).flatMap((kind) =>
        [null, { number: `C1/${kind}/0` }].map((card) =>
          values({ ...none, items: [], survey: { kind, link: 'https://pay.duly.example/s/a', card } }),
        ),
      );
  }
}
