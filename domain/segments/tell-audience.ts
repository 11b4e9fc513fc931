import type { Words } from '../tell/words.js';
import { type Audience, firmerTemplate } from './audience.js';

/** Whom a step is for, in sentences and in marks of a few words for a picture. */
export function tellAudience({ to, template, words }: { to: Audience | undefined; template: string | undefined; words: Words }): {
  sentences: string[];
  marks: string[];
} {
  if (!to) return { sentences: [], marks: [] };
  const { say, name } = words;
  const called = (segment: string) => name(segment.replaceAll('-', ' '));
  const sentences: string[] = [];
  const marks: string[] = [];
  if (to.not !== undefined) {
    const whom = called(to.not);
    sentences.push(
      say({ en: `It is left out for customers who count as ${whom}.`, de: `Kunden, die als ${whom} gelten, bekommen ihn nicht.` }),
    );
    marks.push(say({ en: `not to ${whom}`, de: `nicht an ${whom}` }));
  }
  if (to.only !== undefined) {
    const whom = called(to.only);
    sentences.push(say({ en: `It is only for customers who count as ${whom}.`, de: `Nur Kunden, die als ${whom} gelten, bekommen ihn.` }));
    marks.push(say({ en: `only to ${whom}`, de: `nur an ${whom}` }));
  }
  if (to.firmer !== undefined && template !== undefined) {
    const [whom, firmer] = [called(to.firmer), name(firmerTemplate(template))];
    sentences.push(
      say({
        en: `Customers who count as ${whom} get firmer words: ${firmer}.`,
        de: `Kunden, die als ${whom} gelten, bekommen deutlichere Worte: ${firmer}.`,
      }),
    );
    marks.push(say({ en: `firmer to ${whom}`, de: `deutlicher an ${whom}` }));
  }
  return { sentences, marks };
}
