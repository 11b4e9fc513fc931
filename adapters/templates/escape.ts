/** What is no letter, mark or sign of a line of text: control characters, line and paragraph separators, and those that turn the reading direction. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** A value as one line of plain text: never a new line, never a header. */
export function plainText(value: unknown): string {
  return textOf(value).replace(UNPRINTABLE, ' ').replace(/ {2,}/g, ' ').trim();
}

/** A value as Markdown that shows the value itself: CommonMark takes any ASCII punctuation after a backslash as plain text. */
export function markdownText(value: unknown): string {
  return plainText(value).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(value === null || value === undefined ? 'this value is empty here' : 'this value has parts; name one of them');
}
