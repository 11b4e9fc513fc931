/** What was done about invoices before Duly: the optional columns `delivered on`, `last step` and `last step on`. */
import type { LocalDate } from '../domain/calendar.js';
import { badRows, type ImportedInvoice, parseCsv, type RowFinding, readDate } from '../domain/replay/invoices.js';
import { type ColumnOptions, mappingOf } from './columns.js';

/** Of one invoice; null is what its row does not say. */
export interface Earlier {
  /** In the file, as are the columns. */
  line: number;
  columns: { lastStep: string };
  deliveredOn: LocalDate | null;
  lastStep: { name: string; on: LocalDate } | null;
}

interface ReadInput {
  text: string;
  file: string;
  /** Of the same text. */
  invoices: ImportedInvoice[];
  options: ColumnOptions;
}

/**
 * By invoice number, those of which the file says something. A file without the columns says nothing. Throws `file_invalid` with every row that has no
 * date, half of a step, or a day before the invoice was issued; whether a journey has the step is not asked here.
 */
export function readEarlier({ text, file, invoices, options }: ReadInput): Map<string, Earlier> {
  const rows = parseCsv(text, file);
  const { map, dates } = options;
  const columns = {
    deliveredOn: map['delivered on'] ?? 'delivered on',
    lastStep: map['last step'] ?? 'last step',
    lastStepOn: map['last step on'] ?? 'last step on',
  };
  const { invoice: number } = mappingOf(options);
  const issuedOn = new Map(invoices.map((invoice) => [invoice.invoice, invoice.issuedOn]));
  const findings: RowFinding[] = [];
  const earlier = new Map<string, Earlier>();
  for (const { record, line } of rows) {
    const invoice = record[number] ?? '';
    const day = (column: string): LocalDate | null => {
      const written = record[column];
      if (!written) return null;
      const date = readDate(written, dates);
      const issued = issuedOn.get(invoice) ?? '';
      if (!date) findings.push({ line, column, message: `expected a date as ${dates}, found "${written}"` });
      else if (date < issued) findings.push({ line, column, message: `${date} is before the invoice was issued, on ${issued}` });
      return date ?? null;
    };
    const deliveredOn = day(columns.deliveredOn);
    const on = day(columns.lastStepOn);
    const name = record[columns.lastStep];
    if (name && !record[columns.lastStepOn])
      findings.push({ line, column: columns.lastStepOn, message: `expected the day on which ${name} was taken, found nothing` });
    if (!name && on) findings.push({ line, column: columns.lastStep, message: `expected the step that was taken on ${on}, found nothing` });
    const lastStep = name && on ? { name, on } : null;
    if (deliveredOn || lastStep) earlier.set(invoice, { line, columns, deliveredOn, lastStep });
  }
  if (findings.length > 0) throw badRows(file, findings);
  return earlier;
}
