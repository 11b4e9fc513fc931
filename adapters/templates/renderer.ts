import { fileURLToPath } from 'node:url';
import type { Liquid, Template } from 'liquidjs';
import type { Renderer } from '../../activities/ports/renderer.js';
import { plainText } from './escape.js';
import { pageOf, STYLES } from './layout.js';
import { htmlOf, markdownTokens } from './markdown.js';
import { messageBytes } from './message-bytes.js';
import { scopeOf } from './scope.js';
import { openTemplateFiles } from './template-files.js';
import { templateProblem } from './template-problem.js';
import { textOf } from './text-part.js';

/** The folder of the messages that ship with the product, from whatever directory it runs. */
export const SHIPPED_TEMPLATES = fileURLToPath(new URL('../../journeys/templates', import.meta.url));

/**
 * Renders messages from a folder of Markdown with Liquid, `<template>.<language>.md`: for `de-AT` that of `de-AT`, else `de`, else `en`. Amounts and
 * dates are written as the reader's locale does where the template is in its language, else as the template's language does. Beside the values of
 * the port a template sees `locale`, `sentOn` (the day of the message in UTC) and `mixed` (some items are overdue and some are not).
 * The same request gives the same bytes. Files are read once.
 */
export function createRenderer({ folder = SHIPPED_TEMPLATES }: { folder?: string } = {}): Renderer {
  const { find, liquid } = openTemplateFiles({ folder });
  return {
    async render({ template, locale, values, headers }) {
      const languages = languagesOf(locale);
      const { file, language, subject, preheader, body } = find({ template, languages });
      const reader = languages[0] as string;
      const scope = scopeOf({
        values,
        locale: reader.split('-')[0] === language.split('-')[0] ? reader : language,
        languages: languages.slice(languages.indexOf(language)),
        date: headers.date,
      });
      const write = (engine: Liquid, templates: Template[]): string => {
        try {
          return engine.renderSync(templates, scope) as string;
        } catch (error) {
          throw templateProblem({ error, file });
        }
      };
      const subjectLine = plainText(write(liquid.line, subject));
      const tokens = () => markdownTokens(write(liquid.body, body));
      const text = textOf(tokens());
      const html = pageOf({
        language,
        subject: subjectLine,
        preheader: plainText(write(liquid.line, preheader)),
        sender: plainText(values.sender.name),
        body: htmlOf({ tokens: tokens(), styles: STYLES }),
      });
      return { bytes: await messageBytes({ headers, language, subject: subjectLine, text, html }), subject: subjectLine };
    },
  };
}

/** `de-AT` as the languages to try in turn: de-AT, de, en. A locale that is none is English. */
function languagesOf(locale: string): string[] {
  const subtags = canonical(locale).split('-');
  const narrowing = subtags.map((_, index) => subtags.slice(0, subtags.length - index).join('-'));
  return [...new Set([...narrowing, 'en'])];
}

function canonical(locale: string): string {
  try {
    return new Intl.Locale(locale.replaceAll('_', '-')).baseName;
  } catch {
    return 'en';
  }
}
