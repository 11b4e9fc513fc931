/** One customer's own records by kind, with what is asked for of them most often kept in its order. */
import { type AllocationRow, type AwaitedRow, byDueDate, type ItemRow, type Tables } from '../rows.js';
import { isCall } from '../steps/caps.js';
import type { OwnTable } from './kept-book.js';
import type { MemoryContacts } from './memory-contacts.js';
import { type Changed, MemoryTable } from './memory-table.js';
import { SortedRows } from './sorted-rows.js';

type ByName = { [T in OwnTable]: MemoryTable<Tables[T]> };

/** The tables of one customer, all empty. */
export class MemoryTables implements ByName {
  readonly openItems = new SortedRows<ItemRow>(byDueDate);
  readonly openOrders = new SortedRows<Tables['order']>(byPlacing);
  readonly allocationsById = new SortedRows<AllocationRow>(byId);
  readonly awaitedById = new SortedRows<AwaitedRow>(byId);

  readonly item = new MemoryTable<ItemRow>('item', keptIn(this.openItems, isOpen));
  readonly order = new MemoryTable<Tables['order']>('order', keptIn(this.openOrders, isWaiting));
  readonly payment = new MemoryTable<Tables['payment']>('payment');
  readonly allocation = new MemoryTable<AllocationRow>('allocation', keptIn(this.allocationsById, isAny));
  readonly awaited = new MemoryTable<AwaitedRow>('awaited', keptIn(this.awaitedById, isAny));
  readonly writeOff = new MemoryTable<Tables['writeOff']>('writeOff');
  readonly chargeback = new MemoryTable<Tables['chargeback']>('chargeback');
  readonly cheque = new MemoryTable<Tables['cheque']>('cheque');
  readonly charge = new MemoryTable<Tables['charge']>('charge');
  readonly attempt = new MemoryTable<Tables['attempt']>('attempt');
  readonly dispute = new MemoryTable<Tables['dispute']>('dispute');
  readonly hold = new MemoryTable<Tables['hold']>('hold');
  readonly paymentPromise = new MemoryTable<Tables['paymentPromise']>('paymentPromise');
  readonly paymentPlan = new MemoryTable<Tables['paymentPlan']>('paymentPlan');
  readonly task: MemoryTable<Tables['task']>;
  readonly survey = new MemoryTable<Tables['survey']>('survey');
  readonly method = new MemoryTable<Tables['method']>('method');
  readonly consent = new MemoryTable<Tables['consent']>('consent');

  /** Calls that are asked for are put among the contacts. */
  constructor(contacts: MemoryContacts) {
    this.task = new MemoryTable('task', (from, to) => {
      if (!from && to && isCall(to)) contacts.put({ id: to.id, at: to.openedAt });
    });
  }

  of<T extends OwnTable>(name: T): MemoryTable<Tables[T]> {
    return (this as ByName)[name];
  }

  /** The table of that name, where it does not matter of what. */
  named(name: OwnTable): MemoryTable<{ id: string }> {
    return this[name] as unknown as MemoryTable<{ id: string }>;
  }
}

function keptIn<Row>(rows: SortedRows<Row>, isIn: (row: Row) => boolean): Changed<Row> {
  return (from, to) => {
    if (from && isIn(from)) rows.remove(from);
    if (to && isIn(to)) rows.add(to);
  };
}

const isAny = (): boolean => true;
const isOpen = ({ open }: ItemRow): boolean => open > 0;
const isWaiting = ({ status }: Tables['order']): boolean => status !== 'invoiced' && status !== 'lapsed';

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
const byPlacing = (a: Tables['order'], b: Tables['order']): number =>
  a.placedOn < b.placedOn ? -1 : a.placedOn > b.placedOn ? 1 : byId(a, b);
