/** Which columns of a receivables file hold what: `--map`, `--dates` and `--currency`. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { RANKS, type Rank } from '../domain/contacts/purposes.js';
import { DulyError } from '../domain/errors.js';
import { isCurrency } from '../domain/money.js';
import { badRows, type ColumnMapping, parseCsv, type RowFinding, SAMPLE_MAPPING } from '../domain/replay/invoices.js';
import type { CustomerRow } from '../domain/rows.js';

/** Columns that were named, by what they hold. */
export type NamedColumns = Partial<Record<Held, string>>;
type Held = (typeof HELD)[number];

export interface ColumnOptions {
  map: NamedColumns;
  dates: ColumnMapping['dates'];
  currency: string;
}

const HELD = [
  'customer',
  'invoice',
  'issued',
  'due',
  'amount',
  'settled',
  'paperless',
  'country',
  'disputed',
  'product',
  'email',
  'accounts payable',
  'finance manager',
  'finance director',
  'managing director',
  'kind',
  'industry',
  'size',
  'pays by',
  'risk class',
  'paid by',
  'delivered on',
  'last step',
  'last step on',
] as const;

/** The three options with their checks. */
export function addColumnOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--map <columns>', `which column holds what, as customer=COL,invoice=COL,…: ${HELD.join(', ')}`)
        .default({}, 'those of the public sample')
        .argParser(parseColumns),
    )
    .addOption(
      new Option('--dates <order>', 'how dates are written')
        .choices(['month/day/year', 'day/month/year', 'year-month-day'])
        .default(SAMPLE_MAPPING.dates),
    )
    .addOption(
      new Option('--currency <code>', 'the currency of all amounts, ISO 4217').default(SAMPLE_MAPPING.currency).argParser(parseCurrency),
    );
}

/** `customer=Debtor,amount=Total` as columns. A column whose name holds a comma or an equals sign cannot be named. */
export function parseColumns(text: string): NamedColumns {
  const named: NamedColumns = {};
  for (const part of text.split(',')) {
    const [held = '', column = '', ...rest] = part.split('=').map((word) => word.trim());
    if (!(HELD as readonly string[]).includes(held) || !column || rest.length > 0)
      throw new InvalidArgumentError(`Each part is like customer=COLUMN, with one of ${HELD.join(', ')}; "${part}" is not.`);
    named[held as Held] = column;
  }
  return named;
}

/** What was named, over the columns of the public sample. */
export function mappingOf({ map, dates, currency }: ColumnOptions): ColumnMapping {
  const { customer, invoice, issued, due, amount, settled, paperless, country, disputed, product } = map;
  return {
    customer: customer ?? SAMPLE_MAPPING.customer,
    invoice: invoice ?? SAMPLE_MAPPING.invoice,
    issuedOn: issued ?? SAMPLE_MAPPING.issuedOn,
    dueOn: due ?? SAMPLE_MAPPING.dueOn,
    amount: amount ?? SAMPLE_MAPPING.amount,
    settledOn: settled ?? SAMPLE_MAPPING.settledOn,
    paperlessOn: paperless ?? SAMPLE_MAPPING.paperlessOn,
    paidBy: map['paid by'],
    product,
    country: country ?? SAMPLE_MAPPING.country,
    disputed: disputed ?? SAMPLE_MAPPING.disputed,
    dates,
    currency,
  };
}

/** What a file says of a customer himself, from the first of his rows that says it. */
export type CustomerDetails = {
  /** ISO 3166, two capital letters; other codes are passed by. */
  country?: string;
  email?: string;
  /** Contacts of a rank. */
  ranks?: { purpose: Rank; email: string }[];
} & Partial<Pick<CustomerRow, 'kind' | 'industry' | 'size' | 'paysBy' | 'riskClass'>>;

/** The columns that have a closed set of words, each with the record's name; an empty cell says nothing. */
const WORDS = {
  kind: ['kind', ['business', 'consumer']],
  size: ['size', ['small', 'medium', 'large']],
  'pays by': ['paysBy', ['transfer', 'online', 'cheque', 'debit', 'cash']],
  'risk class': ['riskClass', ['low', 'normal', 'high']],
} as const satisfies Partial<Record<Held, readonly [keyof CustomerDetails, readonly string[]]>>;

/** Details of the customers by their number. Throws `file_invalid` where a named column is not in the file, or a cell holds no word of its column. */
export function readDetails({ text, file, options }: { text: string; file: string; options: ColumnOptions }): Map<string, CustomerDetails> {
  const rows = parseCsv(text, file);
  const header = Object.keys(rows[0]?.record ?? {});
  const absent = Object.values(options.map).filter((column) => !header.includes(column));
  if (absent.length > 0)
    throw new DulyError({
      code: 'file_invalid',
      message: `${file} has no column ${absent.join(', ')}; it has ${header.join(', ')}. Correct --map.`,
      at: '1',
    });
  const mapping = mappingOf(options);
  const details = new Map<string, CustomerDetails>();
  const findings: RowFinding[] = [];
  for (const { record, line } of rows) {
    const country = record[mapping.country ?? ''];
    const email = options.map.email && record[options.map.email];
    const ranks = RANKS.flatMap((purpose) => {
      const column = options.map[purpose.replaceAll('-', ' ') as Held];
      const address = column === undefined ? undefined : record[column];
      return address?.includes('@') ? [{ purpose, email: address }] : [];
    });
    const industry = options.map.industry && record[options.map.industry]?.slice(0, 80);
    const said: CustomerDetails = {
      ...(country && /^[A-Z]{2}$/.test(country) && { country }),
      ...(email?.includes('@') && { email }),
      ...(ranks.length > 0 && { ranks }),
      ...(industry && { industry }),
    };
    for (const [held, [name, known]] of Object.entries(WORDS)) {
      const column = options.map[held as Held];
      const word = column === undefined ? '' : (record[column] ?? '');
      if ((known as readonly string[]).includes(word)) Object.assign(said, { [name]: word });
      else if (word !== '')
        findings.push({ line, column: column ?? held, message: `expected ${known.join(', ')} or nothing, found "${word}"` });
    }
    const customer = record[mapping.customer] ?? '';
    details.set(customer, { ...said, ...details.get(customer) });
  }
  if (findings.length > 0) throw badRows(file, findings);
  return details;
}

function parseCurrency(text: string): string {
  if (!isCurrency(text)) throw new InvalidArgumentError(`It is an ISO 4217 code like EUR; "${text}" is not.`);
  return text;
}
