import type { ReplayLine } from '../domain/replay/replay-line.js';

/** A line of a replay for a person. */
export function replayText({ customer, invoice, at, did, step = 0 }: ReplayLine): string {
  const days = `${Math.abs(step)} ${Math.abs(step) === 1 ? 'day' : 'days'}`;
  const when = step === 0 ? 'on the due date' : `${days} ${step < 0 ? 'before' : 'after'} due`;
  const what = did === 'sent' ? `sent, ${when}` : did === 'changed' ? 'changed from paper to electronic invoices' : did;
  return `${at.slice(0, 16).replace('T', ' ')}  ${customer}  ${(invoice ?? '').padEnd(10)}  ${what}`;
}

/** A line of a replay for a program. */
export function replayJson({ customer, invoice, at, did, step }: ReplayLine): string {
  return JSON.stringify({ customer, invoice, at, did, step });
}
