/** How much room text takes in a picture whose font is the reader's: estimated on the wide side, so that nothing is cut whatever sans-serif draws it. */

const NARROW = /^[ ijlftIr.,:;'’‘|!()[\]/\\-]$/;
const WIDE = /^[mwMW@%—…]$/;
const CAPITAL = /^[A-ZÀ-ÞΑ-ΩА-Я0-9“”„«»#&+=<>~€£$]$/u;
const KNOWN = /^[\u0020-\u024f\u0370-\u052f\u0590-\u06ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]$/u;
/** Chinese and Japanese characters, and what stands for the unprintable. */
const SQUARE = /^[\u3001-\u30ff\u4e00-\u9fff\ufffd]$/u;
const WEIGHTLESS = /^(?:\u200c|\u200d|[\u2066-\u2069]|\p{M})$/u;

/** Whether the text has characters of whose width nothing is known: a picture must then force the width that was reckoned with. */
export const widthIsGuessed = (text: string): boolean =>
  [...text].some((character) => ![KNOWN, SQUARE, WEIGHTLESS].some((known) => known.test(character)));

/** The width in the unit of `size`, the font's size. */
export function textWidth({ text, size, bold = false }: { text: string; size: number; bold?: boolean }): number {
  let em = 0;
  for (const character of text) em += emOf(character);
  return em * size * (bold ? 1.12 : 1);
}

function emOf(character: string): number {
  if (WEIGHTLESS.test(character)) return 0;
  if (NARROW.test(character)) return 0.42;
  if (WIDE.test(character)) return 1;
  if (CAPITAL.test(character)) return 0.78;
  if (SQUARE.test(character)) return 1.05;
  return KNOWN.test(character) ? 0.64 : 1.2;
}

/** The text in lines no wider than `width`: broken between words, and inside a word only where it alone is too long. Loses nothing but spaces. */
export function wrap({ text, size, width, bold = false }: { text: string; size: number; width: number; bold?: boolean }): string[] {
  const fits = (candidate: string) => textWidth({ text: candidate, size, bold }) <= width;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').filter(Boolean)) {
    const joined = line ? `${line} ${word}` : word;
    if (fits(joined)) {
      line = joined;
      continue;
    }
    if (line) lines.push(line);
    const pieces = fits(word) ? [word] : broken(word, fits);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  return line || lines.length === 0 ? [...lines, line] : lines;
}

/** One piece a line: after a hyphen or point where that helps; what readers see as one character stays together. */
function broken(word: string, fits: (text: string) => boolean): string[] {
  const pieces: string[] = [];
  let piece = '';
  const parts = word.split(/(?<=[-_./])/).flatMap((part) => (fits(part) ? [part] : graphemes(part)));
  for (const segment of parts) {
    if (piece && !fits(piece + segment)) {
      pieces.push(piece);
      piece = segment;
    } else piece += segment;
  }
  return [...pieces, piece];
}

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });
const graphemes = (text: string): string[] => [...SEGMENTER.segment(text)].map(({ segment }) => segment);
