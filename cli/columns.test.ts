import { describe, expect, it } from '@jest/globals';
import { SAMPLE_MAPPING } from '../domain/replay/invoices.js';
import { mappingOf, parseColumns, readDetails } from './columns.js';

const options = { map: {}, dates: SAMPLE_MAPPING.dates, currency: 'USD' };

describe('--map', () => {
  it('names columns by what they hold, over those of the public sample', () => {
    const map = parseColumns('customer=Debtor, amount = Total gross');
    expect(mappingOf({ ...options, map })).toEqual({ ...SAMPLE_MAPPING, customer: 'Debtor', amount: 'Total gross' });
  });

  it.each(['custmer=A', 'customer', 'customer=', 'customer=A=B', ''])('refuses %p and says what it takes', (text) => {
    expect(() => parseColumns(text)).toThrow(/customer=COLUMN, with one of customer, invoice, issued, due, amount/);
  });
});

describe('details of customers', () => {
  it('come from the first row that has them; codes that are no country are passed by', () => {
    const text = 'customerID,countryCode,Mail\nA,391,\nA,DE,ap@a.example\nA,FR,other@a.example\nB,,\n';
    const details = readDetails({ text, file: 'f.csv', options: { ...options, map: { email: 'Mail' } } });
    expect([...details]).toEqual([
      ['A', { country: 'DE', email: 'ap@a.example' }],
      ['B', {}],
    ]);
  });

  it('takes contacts of a rank by their columns', () => {
    const text = 'customerID,Mail,Director,AP\nA,office@a.example,,\nA,,director@a.example,none\n';
    const map = { email: 'Mail', 'finance director': 'Director', 'accounts payable': 'AP' };
    expect([...readDetails({ text, file: 'f.csv', options: { ...options, map } })]).toEqual([
      ['A', { email: 'office@a.example', ranks: [{ purpose: 'finance-director', email: 'director@a.example' }] }],
    ]);
  });

  it('say who he is, where columns are named for that; a word that is none is refused with its line', () => {
    const map = { kind: 'Kind', size: 'Size', industry: 'Trade', 'pays by': 'Pays', 'risk class': 'Risk' };
    const read = (rows: string) =>
      readDetails({ text: `customerID,Kind,Size,Trade,Pays,Risk\n${rows}`, file: 'f.csv', options: { ...options, map } });
    expect([...read('A,business,,retail,cheque,high\nA,consumer,small,,,\n')]).toEqual([
      ['A', { kind: 'business', size: 'small', industry: 'retail', paysBy: 'cheque', riskClass: 'high' }],
    ]);
    expect(() => read('A,business,,,,\nB,firm,,,card,\n')).toThrow(
      'f.csv:3: column Kind: expected business, consumer or nothing, found "firm"\nf.csv:3: column Pays: expected transfer, online, cheque, debit, cash or nothing, found "card"',
    );
  });

  it('are refused when a named column is not there', () => {
    expect(() => readDetails({ text: 'customerID\nA\n', file: 'f.csv', options: { ...options, map: { email: 'Mail' } } })).toThrow(
      'f.csv has no column Mail; it has customerID.',
    );
  });
});
