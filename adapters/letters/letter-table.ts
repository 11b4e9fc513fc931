import type { Token } from 'markdown-it';
import { INK, PAGE } from './letter-page.js';
import type { Doc } from './letter-pdf.js';

const SIZE = 9;
const PAD = 5;

/** A table over the whole width: a bold head with a line below, right-aligned amounts; a row is never torn, and the head comes again on a new page. */
export function writeTable({ doc, tokens }: { doc: Doc; tokens: Token[] }): void {
  const rows = rowsOf(tokens);
  const columns = Math.max(...rows.map(({ cells }) => cells.length), 1);
  const widths = widthsOf({ doc, rows, columns });
  const head = rows.filter((row) => row.head);
  doc.fontSize(SIZE);
  for (const row of rows) {
    const height = heightOf({ doc, row, widths });
    if (doc.y + height > doc.page.height - PAGE.bottom) {
      doc.addPage();
      if (!row.head) for (const again of head) writeRow({ doc, row: again, widths, height: heightOf({ doc, row: again, widths }) });
    }
    writeRow({ doc, row, widths, height });
  }
  doc.x = PAGE.left;
  doc.y += 10;
}

interface Row {
  head: boolean;
  cells: { text: string; bold: boolean; right: boolean }[];
}

function rowsOf(tokens: Token[]): Row[] {
  const rows: Row[] = [];
  let right = false;
  for (const token of tokens) {
    if (token.type === 'tr_open') rows.push({ head: false, cells: [] });
    const row = rows.at(-1);
    if (!row) continue;
    if (token.type === 'th_open') row.head = true;
    if (token.type === 'th_open' || token.type === 'td_open') right = /text-align:right/.test(String(token.attrGet('style') ?? ''));
    if (token.type !== 'inline') continue;
    const children = token.children ?? [];
    const text = children.map(({ type, content }) => (type === 'softbreak' || type === 'hardbreak' ? '\n' : content)).join('');
    row.cells.push({ text, bold: row.head || children.some(({ type }) => type === 'strong_open'), right });
  }
  return rows;
}

/** As wide as what stands in each column asks for; what is too wide together shrinks alike. */
function widthsOf({ doc, rows, columns }: { doc: Doc; rows: Row[]; columns: number }): number[] {
  const wanted = Array.from({ length: columns }, (_, column) =>
    Math.max(
      30,
      ...rows.map(({ cells }) => {
        const cell = cells[column];
        if (!cell) return 0;
        doc.font(cell.bold ? 'bold' : 'plain').fontSize(SIZE);
        return Math.max(...cell.text.split('\n').map((line) => doc.widthOfString(line))) + 2 * PAD;
      }),
    ),
  );
  const sum = wanted.reduce((all, width) => all + width, 0);
  if (sum > PAGE.width) return wanted.map((width) => (width * PAGE.width) / sum);
  return wanted.map((width) => width + (PAGE.width - sum) / columns);
}

function heightOf({ doc, row, widths }: { doc: Doc; row: Row; widths: number[] }): number {
  const heights = row.cells.map(({ text, bold }, column) => {
    doc.font(bold ? 'bold' : 'plain').fontSize(SIZE);
    return doc.heightOfString(text, { width: (widths[column] ?? 30) - 2 * PAD });
  });
  return Math.max(...heights, SIZE) + 2 * PAD;
}

function writeRow({ doc, row, widths, height }: { doc: Doc; row: Row; widths: number[]; height: number }): void {
  const y = doc.y;
  let x: number = PAGE.left;
  for (const [column, { text, bold, right }] of row.cells.entries()) {
    const width = widths[column] ?? 30;
    doc
      .font(bold ? 'bold' : 'plain')
      .fontSize(SIZE)
      .fillColor(row.head ? INK.quiet : INK.text);
    doc.text(text, x + PAD, y + PAD, { width: width - 2 * PAD, align: right ? 'right' : 'left' });
    x += width;
  }
  doc
    .moveTo(PAGE.left, y + height)
    .lineTo(PAGE.left + PAGE.width, y + height)
    .lineWidth(row.head ? 0.9 : 0.4)
    .stroke(INK.line);
  doc.y = y + height;
}
