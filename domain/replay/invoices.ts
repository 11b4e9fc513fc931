/**
 * Invoices of a receivables export, mapped from its columns. All bad rows are told at once, with line, column and what was expected;
 * nothing is taken from a file that has one.
 */
import { parse } from 'csv-parse/sync';
import { isDate, type LocalDate } from '../calendar.js';
import { DulyError } from '../errors.js';
import { isPaidBy, TOLD_PAID_BY, type ToldPaidBy } from '../facts.js';
import { isCurrency, minorDigits, parseDecimal } from '../money.js';

/** Which column of the file holds what. `paperlessOn` and `settledOn` may be missing in a file. */
export interface ColumnMapping {
  customer: string;
  invoice: string;
  issuedOn: string;
  dueOn: string;
  amount: string;
  settledOn?: string | undefined;
  paperlessOn?: string | undefined;
  paidBy?: string | undefined;
  country?: string | undefined;
  disputed?: string | undefined;
  product?: string | undefined;
  /** How dates are written. */
  dates: 'month/day/year' | 'day/month/year' | 'year-month-day';
  /** ISO 4217, for the whole file. */
  currency: string;
}

/** The columns of the public accounts-receivable sample, used when no other mapping is given. */
export const SAMPLE_MAPPING: ColumnMapping = {
  customer: 'customerID',
  invoice: 'invoiceNumber',
  issuedOn: 'InvoiceDate',
  dueOn: 'DueDate',
  amount: 'InvoiceAmount',
  settledOn: 'SettledDate',
  paperlessOn: 'PaperlessDate',
  country: 'countryCode',
  disputed: 'Disputed',
  dates: 'month/day/year',
  currency: 'USD',
};

export interface ImportedInvoice {
  customer: string;
  invoice: string;
  issuedOn: LocalDate;
  dueOn: LocalDate;
  /** Minor units. */
  amount: number;
  settledOn: LocalDate | null;
  /** From the day after this the customer gets electronic invoices. */
  paperlessOn: LocalDate | null;
  /** How it was paid, where the file says it. */
  paidBy?: ToldPaidBy;
  /** The customer objected to it; unset where the file does not say. */
  disputed?: boolean;
  /** What was sold, at most 80 characters; unset where the file does not say. */
  product?: string;
}

export interface RowFinding {
  line: number;
  column: string;
  message: string;
}

/** Reads the text; throws `file_invalid` naming every bad row (the first twenty in full). */
export function readInvoices({ text, file, mapping }: { text: string; file: string; mapping: ColumnMapping }): ImportedInvoice[] {
  if (!isCurrency(mapping.currency))
    throw new DulyError({ code: 'file_invalid', message: `${mapping.currency} is not an ISO 4217 currency code.` });
  const rows = parseCsv(text, file);
  const header = Object.keys(rows[0]?.record ?? {});
  const missing = [mapping.customer, mapping.invoice, mapping.issuedOn, mapping.dueOn, mapping.amount].filter(
    (column) => !header.includes(column),
  );
  if (rows.length === 0)
    throw new DulyError({
      code: 'file_invalid',
      message: `${file} has no rows. Its first line names the columns, each further line is one invoice.`,
    });
  if (missing.length > 0)
    throw new DulyError({
      code: 'file_invalid',
      message: `${file} has no column ${missing.join(', ')}; it has ${header.join(', ')}. Map its columns with --map.`,
    });
  const findings: RowFinding[] = [];
  const seen = new Map<string, number>();
  const invoices = rows.map(({ record, line }) => invoiceOf({ record, line, mapping, findings, seen }));
  if (findings.length > 0) throw badRows(file, findings);
  return invoices;
}

interface Row {
  record: Record<string, string>;
  line: number;
}

/** The rows of a CSV with a header, each with its line. Throws `file_invalid`. */
export function parseCsv(text: string, file: string): Row[] {
  try {
    const rows = parse(text, { columns: true, bom: true, skip_empty_lines: true, trim: true, info: true }) as unknown as {
      record: Record<string, string>;
      info: { lines: number };
    }[];
    return rows.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    throw new DulyError({ code: 'file_invalid', message: `${file} is not readable as CSV: ${(error as Error).message}.`, cause: error });
  }
}

function invoiceOf({
  record,
  line,
  mapping,
  findings,
  seen,
}: Row & { mapping: ColumnMapping; findings: RowFinding[]; seen: Map<string, number> }): ImportedInvoice {
  const say = (column: string, message: string) => findings.push({ line, column, message });
  const text = (column: string) => record[column] ?? '';
  const date = (column: string): LocalDate => {
    const value = readDate(text(column), mapping.dates);
    if (!value) say(column, `expected a date as ${mapping.dates}, found "${text(column)}"`);
    return value ?? '1970-01-01';
  };
  const customer = text(mapping.customer);
  const invoice = text(mapping.invoice);
  if (!customer) say(mapping.customer, 'expected the customer, found nothing');
  if (!invoice) say(mapping.invoice, 'expected the invoice number, found nothing');
  const earlier = seen.get(invoice);
  if (invoice && earlier !== undefined) say(mapping.invoice, `invoice ${invoice} stands already in line ${earlier}`);
  seen.set(invoice, line);
  const amount = parseDecimal(text(mapping.amount), minorDigits(mapping.currency));
  if (amount === undefined || amount <= 0) say(mapping.amount, `expected a positive amount like 249.95, found "${text(mapping.amount)}"`);
  const issuedOn = date(mapping.issuedOn);
  const dueOn = date(mapping.dueOn);
  const settledOn = mapping.settledOn && text(mapping.settledOn) ? date(mapping.settledOn) : null;
  if (settledOn && mapping.settledOn && settledOn < issuedOn)
    say(mapping.settledOn, `the invoice is settled on ${settledOn}, before it was issued on ${issuedOn}`);
  const paidBy = mapping.paidBy ? text(mapping.paidBy) : '';
  if (paidBy !== '' && !isPaidBy(paidBy)) say(mapping.paidBy ?? '', `expected ${TOLD_PAID_BY.join(', ')} or nothing, found "${paidBy}"`);
  const product = mapping.product ? text(mapping.product).slice(0, 80) : '';
  return {
    ...(isPaidBy(paidBy) && { paidBy }),
    ...(product !== '' && { product }),
    customer,
    invoice,
    issuedOn,
    dueOn,
    amount: amount ?? 0,
    settledOn,
    paperlessOn: mapping.paperlessOn && text(mapping.paperlessOn) ? date(mapping.paperlessOn) : null,
    ...(mapping.disputed && text(mapping.disputed) && { disputed: YES.test(text(mapping.disputed)) }),
  };
}

const YES = /^(yes|true|y|1)$/i;

/** A written date; undefined where it is none in that order. */
export function readDate(text: string, dates: ColumnMapping['dates']): LocalDate | undefined {
  const parts = /^(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})$/.exec(text.trim());
  if (!parts) return undefined;
  const [, a = '', b = '', c = ''] = parts;
  const [year, month, day] = dates === 'month/day/year' ? [c, a, b] : dates === 'day/month/year' ? [c, b, a] : [a, b, c];
  const date = `${year.padStart(4, '0')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return year.length === 4 && isDate(date) ? date : undefined;
}

const SHOWN = 20;
/** One error for all bad rows, the first twenty in full. */
export function badRows(file: string, findings: RowFinding[]): DulyError {
  const lines = findings.slice(0, SHOWN).map(({ line, column, message }) => `${file}:${line}: column ${column}: ${message}`);
  if (findings.length > SHOWN) lines.push(`… and ${findings.length - SHOWN} more.`);
  return new DulyError({
    code: 'file_invalid',
    message: `${lines.join('\n')}\nNothing was imported. Correct these rows and try again.`,
    ...(findings[0] ? { at: `${findings[0].line}` } : {}),
  });
}
