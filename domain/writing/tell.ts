import type { Words } from '../tell/words.js';
import type { Writing } from './writing.js';

/** The language and the signature, in sentences. */
export function tellWriting({ writing, words }: { writing: Writing | undefined; words: Words }): string[] {
  if (!writing) return [];
  const { say, name, locale } = words;
  const names = new Intl.DisplayNames(locale, { type: 'language' });
  const language = (code: string) => names.of(code) ?? code;
  const sentences = [
    writing.language === 'customer'
      ? say({
          en: `Messages are written in the customer’s language, and in ${language(writing.else)} where there is no text in it.`,
          de: `Nachrichten sind in der Sprache des Kunden geschrieben; wo es keinen Text darin gibt, ist die Sprache ${language(writing.else)}.`,
        })
      : say({
          en: `The language of messages is ${language(writing.language)}.`,
          de: `Die Sprache der Nachrichten ist ${language(writing.language)}.`,
        }),
  ];
  const { signedBy, telephone, repliesTo } = writing;
  if (signedBy !== undefined)
    sentences.push(
      say({
        en: `${name(signedBy)} signs them${telephone ? ', with a telephone number' : ''}.`,
        de: `Es unterschreibt ${name(signedBy)}${telephone ? ', mit Telefonnummer' : ''}.`,
      }),
    );
  const answers = repliesTo ?? signedBy;
  if (answers !== undefined) sentences.push(say({ en: `Replies go to ${name(answers)}.`, de: `Antworten gehen an ${name(answers)}.` }));
  return sentences;
}

/** In whose name a message goes. */
export function senderText({ writing, words }: { writing: Writing | undefined; words: Words }): string {
  const { say, name } = words;
  const entity = say({ en: 'our legal entity', de: 'unsere Gesellschaft' });
  return writing?.signedBy === undefined
    ? entity
    : say({ en: `${name(writing.signedBy)} of ${entity}`, de: `${name(writing.signedBy)} für ${entity}` });
}
