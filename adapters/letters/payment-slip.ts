import type { LetterHeaders } from '../../activities/ports/letter-service.js';
import { formatMoney } from '../../domain/money.js';
import { plainText } from '../templates/escape.js';
import { INK, PAGE, POINTS_A_MM } from './letter-page.js';
import type { Doc } from './letter-pdf.js';

/** Words of the slip; English for languages that have none. */
const WORDS = {
  en: {
    title: 'Payment slip',
    payee: 'Payee',
    iban: 'IBAN',
    bic: 'BIC',
    amount: 'Amount',
    reference: 'Reference',
    payer: 'Payer',
    signature: 'Date and signature',
  },
  de: {
    title: 'Zahlschein',
    payee: 'Empfänger',
    iban: 'IBAN',
    bic: 'BIC',
    amount: 'Betrag',
    reference: 'Verwendungszweck',
    payer: 'Zahler',
    signature: 'Datum und Unterschrift',
  },
} as const;

const mm = (millimetres: number): number => millimetres * POINTS_A_MM;
/** From the line along which it is cut off to the footer. */
const TOP = mm(200);
const ROW = 27;

/** A slip with which the letter's sum is paid at a bank: at the foot of the last page, on one of its own where there is no room. */
export function drawPaymentSlip({
  doc,
  slip: { payee, iban, bic, money, reference, payer },
  language,
  locale,
}: {
  doc: Doc;
  slip: NonNullable<LetterHeaders['slip']>;
  language: string;
  locale: string;
}): void {
  if (doc.y > TOP - 10) doc.addPage();
  const words = language.startsWith('de') ? WORDS.de : WORDS.en;
  doc
    .moveTo(PAGE.left, TOP)
    .lineTo(PAGE.left + PAGE.width, TOP)
    .lineWidth(0.5)
    .dash(3, { space: 3 })
    .stroke(INK.line)
    .undash();
  doc
    .font('bold')
    .fontSize(11)
    .fillColor(INK.text)
    .text(words.title, PAGE.left, TOP + 9, { lineBreak: false });
  const half = PAGE.width / 2;
  const fields: readonly (readonly [string, string, column: 0 | 1, row: number, wide?: boolean])[] = [
    [words.payee, plainText(payee), 0, 0, true],
    [words.iban, inFours(iban), 0, 1],
    ...(bic === null ? [] : [[words.bic, bic, 1, 1] as const]),
    [words.reference, plainText(reference), 0, 2],
    [words.amount, formatMoney(money, locale), 1, 2],
    [words.payer, plainText(payer), 0, 3],
    [words.signature, '', 1, 3],
  ];
  for (const [label, text, column, row, wide] of fields) {
    const [x, y, width] = [PAGE.left + column * half, TOP + 32 + row * (ROW + 13), (wide ? PAGE.width : half) - 8];
    doc.font('plain').fontSize(7).fillColor(INK.quiet).text(label, x, y, { width, lineBreak: false });
    doc
      .rect(x, y + 10, width, ROW - 5)
      .lineWidth(0.6)
      .stroke(INK.line);
    doc
      .font(label === words.amount ? 'bold' : 'plain')
      .fontSize(10)
      .fillColor(INK.text)
      .text(text, x + 5, y + 14, { width: width - 10, height: 13, ellipsis: true, lineBreak: false });
  }
}

/** `DE89 3704 0044 0532 0130 00`. */
const inFours = (iban: string): string => iban.replaceAll(/\s/g, '').replaceAll(/(.{4})(?=.)/g, '$1 ');
