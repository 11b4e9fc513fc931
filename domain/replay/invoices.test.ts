import { describe, expect, it } from '@jest/globals';
import type { DulyError } from '../errors.js';
import { type ColumnMapping, readInvoices, SAMPLE_MAPPING } from './invoices.js';

const HEADER = 'countryCode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate';
const RIGHT = [
  '391,0379-NEVHP,4/6/2013,611365,1/2/2013,2/1/2013,55.94,No,1/15/2013',
  '406,8976-AMJEO,3/3/2012,7900770,1/26/2013,2/25/2013,61.74,Yes,',
];
const file = (rows: string[], header = HEADER) => `${[header, ...rows].join('\n')}\n`;
const read = (text: string, mapping: Partial<ColumnMapping> = {}) =>
  readInvoices({ text, file: 'export.csv', mapping: { ...SAMPLE_MAPPING, ...mapping } });
const refusal = (text: string, mapping?: Partial<ColumnMapping>): Pick<DulyError, 'code' | 'message' | 'at'> => {
  try {
    read(text, mapping);
  } catch (error) {
    return error as DulyError;
  }
  throw new Error('The file was accepted.');
};
/** The second row with one cell changed. */
const bad = (from: string, to: string) => file([RIGHT[0] as string, (RIGHT[1] as string).replace(from, to)]);

describe('a receivables export', () => {
  it('is read by its mapping: dates, exact amounts, what is still open', () => {
    expect(read(file(RIGHT))).toEqual([
      {
        customer: '0379-NEVHP',
        invoice: '611365',
        issuedOn: '2013-01-02',
        dueOn: '2013-02-01',
        amount: 5594,
        settledOn: '2013-01-15',
        paperlessOn: '2013-04-06',
        disputed: false,
      },
      {
        customer: '8976-AMJEO',
        invoice: '7900770',
        issuedOn: '2013-01-26',
        dueOn: '2013-02-25',
        amount: 6174,
        settledOn: null,
        paperlessOn: '2012-03-03',
        disputed: true,
      },
    ]);
  });

  it('may begin with a byte order mark, end its lines as Windows does, and have empty lines', () => {
    expect(read(`\ufeff${file([RIGHT[0] as string, '', RIGHT[1] as string]).replaceAll('\n', '\r\n')}`)).toHaveLength(2);
  });

  it('has as many minor digits as its currency', () => {
    const amounts = (text: string, currency: string) => read(bad('61.74', text), { currency }).map(({ amount }) => amount);
    expect(amounts('61.740', 'KWD')).toEqual([55_940, 61_740]);
    expect(refusal(file(RIGHT), { currency: 'JPY' }).message).toMatch(/export\.csv:2: column InvoiceAmount: .*"55\.94"/);
  });

  it('is read in the order of day and month that the mapping says', () => {
    const text = 'c,i,from,to,a\nC1,I1,31/12/2025,30/01/2026,10.00\n';
    const mapping = {
      customer: 'c',
      invoice: 'i',
      issuedOn: 'from',
      dueOn: 'to',
      amount: 'a',
      settledOn: undefined,
      paperlessOn: undefined,
    };
    expect(read(text, { ...mapping, dates: 'day/month/year' })).toMatchObject([{ issuedOn: '2025-12-31', dueOn: '2026-01-30' }]);
    expect(refusal(text, mapping).message).toMatch(/export\.csv:2: column from: expected a date as month\/day\/year, found "31\/12\/2025"/);
  });
});

describe('a bad row is told with its line and column, and nothing is taken', () => {
  it.each([
    ['a date that is none', '2/25/2013', '2/30/2013', 'DueDate', /expected a date as month\/day\/year, found "2\/30\/2013"/],
    ['a year of two digits', '1/26/2013', '1/26/13', 'InvoiceDate', /found "1\/26\/13"/],
    ['no date', '1/26/2013', '', 'InvoiceDate', /found ""/],
    ['an amount below zero', '61.74', '-61.74', 'InvoiceAmount', /expected a positive amount like 249\.95, found "-61\.74"/],
    ['no amount', '61.74', '', 'InvoiceAmount', /found ""/],
    ['an amount of nothing', '61.74', '0.00', 'InvoiceAmount', /found "0\.00"/],
    ['an amount with words', '61.74', '61.74 USD', 'InvoiceAmount', /found "61\.74 USD"/],
    ['an amount with half a cent', '61.74', '61.745', 'InvoiceAmount', /found "61\.745"/],
    ['no customer', '8976-AMJEO', '', 'customerID', /expected the customer, found nothing/],
    ['no number', '7900770', '', 'invoiceNumber', /expected the invoice number, found nothing/],
    ['an invoice that stands there already', '7900770', '611365', 'invoiceNumber', /invoice 611365 stands already in line 2/],
    [
      'one settled before it was issued',
      'Yes,',
      'Yes,1/25/2013',
      'SettledDate',
      /settled on 2013-01-25, before it was issued on 2013-01-26/,
    ],
  ])('%s', (_, from, to, column, message) => {
    const { code, at, message: said } = refusal(bad(from, to));
    expect([code, at]).toEqual(['file_invalid', '3']);
    expect(said.split('\n')[0]).toMatch(new RegExp(`^export\\.csv:3: column ${column}: `));
    expect(said.split('\n')[0]).toMatch(message);
    expect(said).toMatch(/Nothing was imported/);
  });

  it('all of them at once', () => {
    const rows = [
      '391,,4/6/2013,1,1/2/2013,2/1/2013,1.00,No,',
      '391,A,4/6/2013,2,13/2/2013,2/1/2013,-1,No,',
      '391,A,4/6/2013,2,1/2/2013,2/1/2013,1.00,No,',
    ];
    const lines = refusal(file(rows))
      .message.split('\n')
      .map((line) => line.split(': ').slice(0, 2).join(' '));
    expect(lines.slice(0, -1)).toEqual([
      'export.csv:2 column customerID',
      'export.csv:3 column InvoiceAmount',
      'export.csv:3 column InvoiceDate',
      'export.csv:4 column invoiceNumber',
    ]);
  });

  it('the first twenty in full, and how many more there are', () => {
    const rows = Array.from({ length: 30 }, (_, n) => `391,A,4/6/2013,${n},1/2/2013,2/1/2013,x,No,`);
    const { message } = refusal(file(rows));
    expect(message.match(/column InvoiceAmount/g)).toHaveLength(20);
    expect(message).toMatch(/and 10 more/);
  });
});

describe('a file that is none', () => {
  it.each([
    ['a missing column', file(RIGHT, HEADER.replace('DueDate', 'Due')), /has no column DueDate; it has .*Due.*--map/],
    ['two missing columns', file(RIGHT, HEADER.replace('DueDate', 'Due').replace('customerID', 'id')), /has no column customerID, DueDate/],
    ['no rows', `${HEADER}\n`, /has no rows/],
    ['nothing', '', /has no rows/],
    [
      'a torn quote',
      file([RIGHT[0] as string, (RIGHT[1] as string).replace('8976-AMJEO', '"8976-AMJEO')]),
      /not readable as CSV: .*line 3/,
    ],
    ['a row that is too short', file([RIGHT[0] as string, '406,8976-AMJEO']), /not readable as CSV: .*line 3/],
  ])('%s', (_, text, message) => {
    const error = refusal(text);
    expect(error.code).toBe('file_invalid');
    expect(error.message).toMatch(/^export\.csv /);
    expect(error.message).toMatch(message);
  });

  it('a currency that is none', () => {
    expect(refusal(file(RIGHT), { currency: 'DEM' }).message).toMatch(/DEM is not an ISO 4217 currency code/);
  });
});
