import { fileURLToPath } from 'node:url';
import type { Liquid, Template } from 'liquidjs';
import type { Token } from 'markdown-it';
import type { MessageValues, Renderer } from '../../activities/ports/renderer.js';
import { plainText } from './escape.js';
import { pageOf, STYLES } from './layout.js';
import { writeOut } from './liquid.js';
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
  const read = createMessageReader({ folder });
  return {
    async render({ headers, ...request }) {
      const { language, subject, preheader, tokens } = read({ ...request, date: headers.date });
      const text = textOf(tokens());
      const html = pageOf({
        language,
        subject,
        preheader: preheader(),
        sender: plainText(request.values.sender.name),
        body: htmlOf({ tokens: tokens(), styles: STYLES }),
      });
      return { bytes: await messageBytes({ headers, language, subject, text, html }), subject };
    },
  };
}

/** A message filled in: the one source of mails and letters. */
export interface ReadMessage {
  language: string;
  /** In which amounts and dates are written. */
  locale: string;
  subject: string;
  preheader(): string;
  /** New ones at each call. */
  tokens(): Token[];
}

/** Fills in messages from a folder of templates, as `createRenderer` says. Throws `invalid_request` with template and line. */
export function createMessageReader({ folder }: { folder: string }) {
  const { find, liquid } = openTemplateFiles({ folder });
  return ({
    template,
    locale,
    otherwise,
    values,
    date,
  }: {
    template: string;
    locale: string;
    /** The language of a message without a text in the locale's; English without it. */
    otherwise?: string | undefined;
    values: MessageValues;
    /** The moment of the message, ms UTC. */
    date: number;
  }): ReadMessage => {
    const languages = languagesOf(locale, otherwise);
    const { file, language, subject, preheader, body } = find({ template, languages });
    const reader = languages[0] as string;
    const written = reader.split('-')[0] === language.split('-')[0] ? reader : language;
    const scope = scopeOf({ values, locale: written, languages: languages.slice(languages.indexOf(language)), date });
    const write = (engine: Liquid, templates: Template[]): string => {
      try {
        return writeOut({ liquid: engine, templates, scope });
      } catch (error) {
        throw templateProblem({ error, file });
      }
    };
    return {
      language,
      locale: written,
      subject: plainText(write(liquid.line, subject)),
      preheader: () => plainText(write(liquid.line, preheader)),
      tokens: () => markdownTokens(write(liquid.body, body)),
    };
  };
}

/** `de-AT` as the languages to try in turn: de-AT, de, then the other one, en. A locale that is none is English. */
function languagesOf(locale: string, otherwise = 'en'): string[] {
  const subtags = canonical(locale).split('-');
  const narrowing = subtags.map((_, index) => subtags.slice(0, subtags.length - index).join('-'));
  return [...new Set([...narrowing, otherwise, 'en'])];
}

function canonical(locale: string): string {
  try {
    return new Intl.Locale(locale.replaceAll('_', '-')).baseName;
  } catch {
    return 'en';
  }
}
