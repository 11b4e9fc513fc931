import type { ReplayLine } from '../domain/replay/replay-line.js';

/** A line of a replay for a person. */
export function replayText({ customer, invoice, at, did, step, journey }: ReplayLine): string {
  const what =
    did === 'sent'
      ? `sent${whenOf(step)}`
      : did === 'changed'
        ? 'changed from paper to electronic invoices'
        : did === 'moved'
          ? `goes on in the journey ${journey}`
          : did;
  return `${at.slice(0, 16).replace('T', ' ')}  ${customer}  ${(invoice ?? '').padEnd(10)}  ${what}`;
}

function whenOf(step: number | undefined): string {
  if (step === undefined) return '';
  const days = `${Math.abs(step)} ${Math.abs(step) === 1 ? 'day' : 'days'}`;
  return step === 0 ? ', on the due date' : `, ${days} ${step < 0 ? 'before' : 'after'} due`;
}

/** A line of a replay for a program. */
export function replayJson({ customer, invoice, at, did, step, journey }: ReplayLine): string {
  return JSON.stringify({ customer, invoice, at, did, step, journey });
}
