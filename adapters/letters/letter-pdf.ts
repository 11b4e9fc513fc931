import { createRequire } from 'node:module';
import { type Font, openSync } from 'fontkit';
import type { Token } from 'markdown-it';
import PDFDocument from 'pdfkit';
import type { LetterHeaders } from '../../activities/ports/letter-service.js';
import type { Enclosure } from '../../domain/effects/effect.js';
import { plainText } from '../templates/escape.js';
import type { ReadMessage } from '../templates/renderer.js';
import { INK, PAGE, POINTS_A_MM } from './letter-page.js';
import { writeTable } from './letter-table.js';
import { drawPaymentSlip } from './payment-slip.js';

const { resolve } = createRequire(import.meta.url);

/** The letters' fonts. To read what they say takes ten times as long as to write a letter: whoever writes many opens them once. */
export const openFonts = () => ({
  plain: openSync(resolve('@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf')),
  bold: openSync(resolve('@expo-google-fonts/noto-sans/600SemiBold/NotoSans_600SemiBold.ttf')),
  italic: openSync(resolve('@expo-google-fonts/noto-sans/400Regular_Italic/NotoSans_400Regular_Italic.ttf')),
});
type Fonts = ReturnType<typeof openFonts>;

/** The same font as if just opened: it remembers of each glyph for which letters it was asked first, and that gets into the PDF. */
const unused = (font: Font): Font => Object.create(font, { _glyphs: { value: {} } });

const SIZE = 10;
const GAP = 8;

/** Words of the page itself; English for languages that have none. */
interface PageWords {
  date: string;
  page(one: number, of: number): string;
  registered: string;
  enclosed: string;
  enclosures: Readonly<Record<Enclosure, string>>;
}
const WORDS: Readonly<Record<string, PageWords>> = {
  en: {
    date: 'Date',
    page: (one, of) => `Page ${one} of ${of}`,
    registered: 'Registered letter',
    enclosed: 'Enclosed',
    enclosures: { cheque: 'your cheque', 'payment slip': 'payment slip', 'reply envelope': 'reply envelope', 'reply card': 'reply card' },
  },
  de: {
    date: 'Datum',
    page: (one, of) => `Seite ${one} von ${of}`,
    registered: 'Einschreiben',
    enclosed: 'Anlagen',
    enclosures: { cheque: 'Ihr Scheck', 'payment slip': 'Zahlschein', 'reply envelope': 'Rückumschlag', 'reply card': 'Antwortkarte' },
  },
};

/** A message as a business letter. The same input gives the same bytes. */
export async function letterPdf({
  message,
  headers,
  fonts,
}: {
  message: ReadMessage;
  headers: LetterHeaders;
  fonts: Fonts;
}): Promise<Uint8Array> {
  const { subject, language, locale } = message;
  const words = WORDS[language.split('-')[0] ?? 'en'] ?? (WORDS.en as (typeof WORDS)[string]);
  const date = new Date(headers.date);
  const doc = new PDFDocument({
    size: PAGE.size,
    margins: { left: PAGE.left, right: PAGE.right, top: PAGE.top, bottom: PAGE.bottom },
    bufferPages: true,
    lang: language,
    // PDFKit takes open fonts; its types say only files.
    font: unused(fonts.plain) as never,
    info: { Title: subject, Author: plainText(headers.from.name), CreationDate: date, ModDate: date },
  });
  for (const [name, font] of Object.entries(fonts)) doc.registerFont(name, unused(font) as never);
  const chunks: Uint8Array[] = [];
  const done = new Promise<void>((resolve, reject) => {
    doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    doc.on('end', resolve);
    doc.on('error', reject);
  });

  const { from, to, registered, slip } = headers;
  const enclosed = (headers.enclosed ?? []).filter((one) => slip === undefined || one !== 'payment slip');
  const sender = plainText(from.name);
  doc.font('bold').fontSize(13).fillColor(INK.text).text(sender, PAGE.left, PAGE.top);
  doc.font('plain').fontSize(7).fillColor(INK.quiet).text(sender, PAGE.left, PAGE.window.y, { width: PAGE.window.width, lineBreak: false });
  doc
    .moveTo(PAGE.left, PAGE.window.y + 11)
    .lineTo(PAGE.left + PAGE.window.width, PAGE.window.y + 11)
    .lineWidth(0.4)
    .stroke(INK.line);
  doc.fontSize(SIZE).fillColor(INK.text);
  if (registered) doc.font('bold').text(words.registered, PAGE.left, PAGE.window.address, { width: PAGE.window.width }).font('plain');
  doc.text(to.map(plainText).join('\n'), PAGE.left, PAGE.window.address + (registered ? 18 : 4), { width: PAGE.window.width, lineGap: 1 });
  const spoken = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(date);
  doc.fillColor(INK.quiet).fontSize(8).text(words.date, PAGE.facts.x, PAGE.facts.y, { width: PAGE.facts.width });
  doc.fillColor(INK.text).fontSize(SIZE).text(spoken, { width: PAGE.facts.width });
  doc.font('bold').fontSize(11.5).text(subject, PAGE.left, PAGE.subject, { width: PAGE.width });
  doc.moveDown(1).fontSize(SIZE);
  writeBlocks({ doc, tokens: message.tokens(), subject });
  if (enclosed.length > 0) {
    const named = enclosed.map((one) => words.enclosures[one]).join(', ');
    doc
      .font('plain')
      .fontSize(SIZE - 1)
      .fillColor(INK.quiet)
      .text(`${words.enclosed}: ${named}`, PAGE.left, doc.y + GAP, { width: PAGE.width });
  }
  if (slip) drawPaymentSlip({ doc, slip, language, locale });
  for (const y of PAGE.marks) {
    doc.switchToPage(0);
    doc
      .moveTo(12, y)
      .lineTo(12 + 5 * POINTS_A_MM, y)
      .lineWidth(0.3)
      .stroke(INK.line);
  }
  const { count } = doc.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    doc.switchToPage(page);
    // The footer stands below the margin, where text would begin a new page.
    doc.page.margins.bottom = 0;
    doc.font('plain').fontSize(7.5).fillColor(INK.quiet);
    doc.text(`${sender} · ${plainText(from.address)}`, PAGE.left, PAGE.footer, { width: PAGE.width * 0.75, lineBreak: false });
    doc.text(words.page(page + 1, count), PAGE.left, PAGE.footer, { width: PAGE.width, align: 'right', lineBreak: false });
  }
  doc.end();
  await done;
  return Buffer.concat(chunks);
}

export type Doc = InstanceType<typeof PDFDocument>;

/** The text below the subject; a heading that only repeats what the subject says is left out. */
function writeBlocks({ doc, tokens, subject }: { doc: Doc; tokens: Token[]; subject: string }): void {
  let bullet = '';
  let indent = 0;
  let heading = false;
  for (let place = 0; place < tokens.length; place += 1) {
    const token = tokens[place] as Token;
    if (token.type === 'heading_open') heading = true;
    else if (token.type === 'heading_close') heading = false;
    else if (token.type === 'bullet_list_open' || token.type === 'ordered_list_open') indent += 14;
    else if (token.type === 'bullet_list_close' || token.type === 'ordered_list_close') indent -= 14;
    else if (token.type === 'list_item_open') bullet = token.info ? `${token.info}${token.markup} ` : '• ';
    else if (token.type === 'table_open') {
      const end = tokens.findIndex(({ type }, index) => index > place && type === 'table_close');
      writeTable({ doc, tokens: tokens.slice(place, end) });
      place = end;
    } else if (token.type === 'inline') {
      const text = plainText(token.content.replace(/[*_`\\]/g, ''));
      if (heading && subject.startsWith(text)) continue;
      writeInline({ doc, children: token.children ?? [], bullet, indent, heading });
      bullet = '';
    }
  }
}

/** One paragraph with its bold and slanted parts; a link as its words and its address. */
function writeInline({
  doc,
  children,
  bullet,
  indent,
  heading,
}: {
  doc: Doc;
  children: Token[];
  bullet: string;
  indent: number;
  heading: boolean;
}): void {
  const parts: { text: string; font: keyof Fonts }[] = bullet ? [{ text: bullet, font: 'plain' }] : [];
  let font: keyof Fonts = heading ? 'bold' : 'plain';
  let address = '';
  for (const child of children) {
    if (child.type === 'strong_open') font = 'bold';
    else if (child.type === 'em_open') font = 'italic';
    else if (child.type === 'strong_close' || child.type === 'em_close') font = heading ? 'bold' : 'plain';
    else if (child.type === 'link_open') address = String(child.attrGet('href') ?? '');
    else if (child.type === 'link_close') parts.push({ text: ` (${address})`, font });
    else if (child.type === 'softbreak' || child.type === 'hardbreak') parts.push({ text: '\n', font });
    else if (child.content) parts.push({ text: child.content, font });
  }
  doc.fillColor(INK.text).fontSize(heading ? 11.5 : SIZE);
  for (const [index, part] of parts.entries()) {
    const place = index === 0 ? ([PAGE.left + indent, doc.y] as const) : ([] as const);
    doc.font(part.font).text(part.text, ...(place as [number, number]), {
      width: PAGE.width - indent,
      lineGap: 2,
      continued: index < parts.length - 1,
    });
  }
  doc.y += GAP;
}
