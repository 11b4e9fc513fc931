import { describe, expect, it } from '@jest/globals';
import type { Share } from '../facts.js';
import type { DisputeRow, ItemRow } from '../rows.js';
import { allocate } from './allocate.js';

const item = (id: string, open: number, dueOn: string, currency = 'EUR'): ItemRow => ({
  id,
  customerId: 'C1',
  accountId: 'A1',
  kind: 'invoice',
  number: id,
  amount: open,
  open,
  currency,
  issuedOn: '2026-01-01',
  dueOn,
  delivery: 'delivered',
  deliveredAt: 0,
  settledAt: null,
  dueChangedAfter: null,
  product: null,
  excusedOn: null,
  journeyId: null,
});
const dispute = (itemId: string, amount: number, status: DisputeRow['status'] = 'open'): DisputeRow => ({
  id: `D-${itemId}`,
  customerId: 'C1',
  itemId,
  amount,
  reasonCode: 'goods',
  status,
  openedAt: 0,
  resolvedAt: null,
  outcome: null,
});
const items = [
  item('new', 100, '2026-03-01'),
  item('old', 100, '2026-01-01'),
  item('mid', 100, '2026-02-01'),
  item('usd', 100, '2025-01-01', 'USD'),
];

describe('cash application', () => {
  it.each([
    ['named: to what it names', 100, { mid: 100 }, 'named', [], { mid: 100 }],
    ['named: never more than is open', 300, { mid: 300 }, 'named', [], { mid: 100 }],
    ['named: never more than there is', 150, { mid: 100, old: 100 }, 'named', [], { mid: 100, old: 50 }],
    ['named: a part of one, and the rest stays unapplied', 300, { mid: 60 }, 'named', [], { mid: 60 }],
    ['named: not another currency', 100, { usd: 100 }, 'named', [], {}],
    ['named: not what is unknown', 100, { none: 100 }, 'named', [], {}],
    ['named: not below zero', 100, { mid: -50 }, 'named', [], {}],
    ['named: nothing by itself', 100, {}, 'named', [], {}],
    ['oldest first, of its currency', 250, {}, 'oldest-first', [], { old: 100, mid: 100, new: 50 }],
    ['oldest first, after what it names', 150, { new: 100 }, 'oldest-first', [], { new: 100, old: 50 }],
    ['oldest first, and the rest of what it names in its turn', 350, { mid: 30 }, 'oldest-first', [], { mid: 100, old: 100, new: 100 }],
    ['oldest first passes by what is disputed', 150, {}, 'oldest-first', [dispute('old', 100)], { mid: 100, new: 50 }],
    ['oldest first pays the undisputed part', 150, {}, 'oldest-first', [dispute('old', 30)], { old: 70, mid: 80 }],
    [
      'oldest first counts a dispute that is over for nothing',
      150,
      {},
      'oldest-first',
      [dispute('old', 100, 'resolved')],
      { old: 100, mid: 50 },
    ],
    ['oldest first with more disputed than open', 150, {}, 'oldest-first', [dispute('old', 500)], { mid: 100, new: 50 }],
    ['a payment that names what is disputed pays it', 100, { old: 100 }, 'oldest-first', [dispute('old', 100)], { old: 100 }],
  ] as [string, number, Record<string, number>, 'named' | 'oldest-first', DisputeRow[], Record<string, number>][])(
    '%s',
    (_, amount, named, apply, disputes, expected) => {
      const shares: Share[] = Object.entries(named).map(([itemId, part]) => ({ itemId, amount: part }));
      const given = allocate({ amount, currency: 'EUR', shares, apply, items, disputes });
      expect(Object.fromEntries(given.map((share) => [share.itemId, share.amount]))).toEqual(expected);
    },
  );

  it('the same due date goes by id, so that it is the same on every machine', () => {
    const twins = [item('b', 100, '2026-01-01'), item('a', 100, '2026-01-01')];
    expect(allocate({ amount: 50, currency: 'EUR', shares: [], apply: 'oldest-first', items: twins, disputes: [] })).toEqual([
      { itemId: 'a', amount: 50 },
    ]);
  });
});
