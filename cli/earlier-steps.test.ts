import { describe, expect, it } from '@jest/globals';
import { readInvoices, SAMPLE_MAPPING } from '../domain/replay/invoices.js';
import { mappingOf, type NamedColumns } from './columns.js';
import { readEarlier } from './earlier-steps.js';

const HEADER = 'customerID,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount';
const read = (more: string, rows: string[], map: NamedColumns = {}) => {
  const text = [`${HEADER}${more}`, ...rows.map((row, index) => `A,${index + 1},2026-01-02,2026-02-01,10.00${row}`)].join('\n');
  const options = { map, dates: 'year-month-day' as const, currency: SAMPLE_MAPPING.currency };
  return readEarlier({ text, file: 'f.csv', invoices: readInvoices({ text, file: 'f.csv', mapping: mappingOf(options) }), options });
};

describe('what a file says of the time before', () => {
  it('is nothing where it has no such columns or a row leaves them empty', () => {
    expect(read('', ['', '']).size).toBe(0);
    expect(read(',delivered on,last step,last step on', [',,,']).size).toBe(0);
  });

  it('stands in columns of those names, or in the ones that --map names', () => {
    const said = { deliveredOn: '2026-01-04', lastStep: { name: 'slipped-through', on: '2026-02-03' } };
    const row = ',2026-01-04,slipped-through,2026-02-03';
    expect(read(',delivered on,last step,last step on', [row, ',2026-01-05,,']).get('1')).toMatchObject({ line: 2, ...said });
    expect(read(',delivered on,last step,last step on', [row, ',2026-01-05,,']).get('2')).toMatchObject({ line: 3, lastStep: null });
    const map = { 'delivered on': 'Zugang', 'last step': 'Stufe', 'last step on': 'Mahnung' };
    expect(read(',Zugang,Stufe,Mahnung', [row], map).get('1')).toMatchObject({ ...said, columns: { lastStep: 'Stufe' } });
  });

  it.each([
    [',soon,,', 'f.csv:2: column delivered on: expected a date as year-month-day, found "soon"'],
    [',2026-01-01,,', 'f.csv:2: column delivered on: 2026-01-01 is before the invoice was issued, on 2026-01-02'],
    [',,first,', 'f.csv:2: column last step on: expected the day on which first was taken, found nothing'],
    [',,,2026-02-03', 'f.csv:2: column last step: expected the step that was taken on 2026-02-03, found nothing'],
    [',,first,2026-02-30', 'f.csv:2: column last step on: expected a date as year-month-day, found "2026-02-30"'],
  ])('is refused as %p with line and column', (row, message) => {
    expect(() => read(',delivered on,last step,last step on', [row])).toThrow(`${message}\nNothing was imported.`);
  });
});
