/** Names come from files of other people: as they are shown they are one line of text, command nothing to a terminal and turn no text around them. */

/** Controls (line ends and escape sequences among them), characters that change the direction of text or only hide, and halves of pairs. */
const UNPRINTABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** The text as one printable line: white space is one space, what cannot be printed is �, and no letter carries more than three marks. */
export const printable = (text: string): string =>
  text
    .replace(/[\s\u0085]+/g, ' ')
    .replace(UNPRINTABLE, '\ufffd')
    .replace(/(\p{M}{3})\p{M}+/gu, '$1')
    .trim();

/** The same, kept apart from what stands around it where it is written from right to left. */
export function plainText(text: string): string {
  const line = printable(text);
  return RIGHT_TO_LEFT.test(line) ? `\u2068${line}\u2069` : line;
}
