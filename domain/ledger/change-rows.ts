import { customerWith } from '../copies.js';
import type { Change, CustomerRow, DecisionRows, TableName } from '../rows.js';

const LISTS = {
  item: 'items',
  order: 'orders',
  charge: 'charges',
  attempt: 'attempts',
  cheque: 'cheques',
  dispute: 'disputes',
  hold: 'holds',
  paymentPromise: 'promises',
  paymentPlan: 'plans',
  task: 'tasks',
  survey: 'surveys',
  method: 'methods',
  consent: 'consents',
} as const satisfies Partial<Record<TableName, keyof DecisionRows>>;

type Lists = Pick<DecisionRows, (typeof LISTS)[keyof typeof LISTS] | 'customer'>;

/** The records of a decision with the changes made: new arrays, the old ones untouched. Changes of tables that a decision does not hold are passed by. */
export function changeRows(rows: Lists, changes: Change[]): Partial<Lists> {
  const changed: Record<string, unknown> = {};
  const lists = rows as unknown as Record<string, { id: string }[]>;
  for (const change of changes) {
    if ('update' in change && change.update === 'customer') {
      changed.customer = customerWith((changed.customer as CustomerRow) ?? rows.customer, change.set);
      continue;
    }
    const table = tableOf(change);
    const name = (LISTS as Partial<Record<TableName, string>>)[table];
    if (!name) continue;
    const list = (changed[name] as { id: string }[] | undefined) ?? lists[name] ?? [];
    changed[name] =
      'row' in change
        ? [...list, change.row]
        : 'set' in change
          ? list.map((row) => (row.id === change.id ? { ...row, ...change.set } : row))
          : list.filter((row) => row.id !== change.id);
  }
  return changed as Partial<Lists>;
}

/** The table that a change is about. */
export const tableOf = (change: Change): TableName =>
  'insert' in change ? change.insert : 'update' in change ? change.update : change.remove;
