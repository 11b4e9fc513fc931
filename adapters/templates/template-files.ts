import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Liquid, Template } from 'liquidjs';
import { DulyError } from '../../domain/errors.js';
import { markdownText, plainText } from './escape.js';
import { createLiquid } from './liquid.js';
import { templateProblem } from './template-problem.js';

/** One message in one language, ready to be rendered. */
export interface TemplateFile {
  file: string;
  /** The language it is written in, like `de`. */
  language: string;
  subject: Template[];
  /** The line that mail programs show beside the subject. */
  preheader: Template[];
  body: Template[];
}

export interface TemplateFiles {
  /** Renders parsed templates to Markdown (`body`) or to a line of plain text (`line`). */
  liquid: { body: Liquid; line: Liquid };
  /** The first of the languages in which the template is written; throws `invalid_request` if there is none or it has a mistake. */
  find(input: { template: string; languages: readonly string[] }): TemplateFile;
}

/**
 * Reads `<template>.<language>.md` and `parts/<name>.<language>.md` of a folder, each once; a part holds no other part. Rendering one ends after `renderLimit` ms. A template begins with its front matter, one `key: text`
 * a line between two lines of `---`: `subject` must be there, `preheader` may be.
 */
export function openTemplateFiles({ folder, renderLimit }: { folder: string; renderLimit?: number }): TemplateFiles {
  const templates = new Map<string, TemplateFile | undefined>();
  const parts = new Map<string, { file: string; templates: Template[] } | undefined>();
  const line = createLiquid({ write: plainText, renderLimit });
  const inParts = createLiquid({ write: markdownText, renderLimit });
  const body = createLiquid({
    write: markdownText,
    renderLimit,
    findPart: ({ name, languages }) => {
      for (const language of languages) {
        const file = `parts/${name}.${language}.md`;
        const part = once(parts, file, () => {
          const source = readIfThere(join(folder, file));
          return source === undefined ? undefined : { file, templates: parse({ liquid: inParts, source, file }) };
        });
        if (part) return part;
      }
      throw new Error(`there is no part "${name}"; add the file parts/${name}.${languages[0]}.md`);
    },
  });

  const read = (name: string, language: string): TemplateFile | undefined => {
    const file = `${name}.${language}.md`;
    const source = readIfThere(join(folder, file));
    if (source === undefined) return undefined;
    const { fields, bodySource } = frontMatter({ source, file });
    const parseLine = (key: string) => parse({ liquid: line, source: fields.get(key) ?? '', file });
    return {
      file,
      language,
      subject: parseLine('subject'),
      preheader: parseLine('preheader'),
      body: parse({ liquid: body, source: bodySource, file }),
    };
  };

  return {
    liquid: { body, line },
    find({ template, languages }) {
      if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(template)) {
        for (const language of languages) {
          const found = once(templates, `${template}.${language}`, () => read(template, language));
          if (found) return found;
        }
      }
      throw new DulyError({
        code: 'invalid_request',
        message: `There is no message template "${template}": expected a file journeys/templates/<template>.${languages.at(-1)}.md whose name is of small letters, digits and hyphens. Add it or correct the name in the journey.`,
        at: 'template',
      });
    },
  };
}

function once<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  if (!known.has(key)) known.set(key, make());
  return known.get(key) as Value;
}

/** A larger file is no message, and is not read. */
const LARGEST_BYTES = 200_000;

function readIfThere(path: string): string | undefined {
  try {
    const { size } = statSync(path);
    if (size > LARGEST_BYTES)
      throw new DulyError({
        code: 'invalid_request',
        message: `The message template ${path} has ${size.toLocaleString('en')} bytes; a message has at most ${LARGEST_BYTES.toLocaleString('en')}.`,
        at: 'template',
      });
    return readFileSync(path, 'utf8').replace(/\r\n/g, '\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parse({ liquid, source, file }: { liquid: Liquid; source: string; file: string }): Template[] {
  try {
    return liquid.parse(source.replace(TAGS_ALONE, '$1-%}'), file);
  } catch (error) {
    throw templateProblem({ error, file });
  }
}

/** A line of nothing but tags leaves no line behind. */
const TAGS_ALONE = /^((?:[ \t]*\{%(?:(?!%\}|\n).)*%\})*[ \t]*\{%(?:(?!%\}|\n).)*?)-?%\}[ \t]*$/gm;

/** The fields keep their line and column, and the body its lines, so that a mistake is told where it stands in the file. */
function frontMatter({ source, file }: { source: string; file: string }): { fields: Map<string, string>; bodySource: string } {
  const wrong = (message: string, line: number) =>
    new DulyError({
      code: 'invalid_request',
      message: `The message template ${file} is wrong at line ${line}: ${message}.`,
      at: `${line}:1`,
    });
  const lines = source.split('\n');
  const end = lines.indexOf('---', 1);
  if (lines[0] !== '---' || end < 0) throw wrong('expected a line of ---, then subject: and its text, then a line of ---', 1);
  const fields = new Map<string, string>();
  for (const [index, text] of lines.slice(1, end).entries()) {
    const match = /^(subject|preheader):[ ]*(\S.*)$/.exec(text);
    if (!match) throw wrong(`expected subject: or preheader: and its text, found "${text}"`, index + 2);
    fields.set(match[1] as string, '\n'.repeat(index + 1) + ' '.repeat(text.length - (match[2] as string).length) + match[2]);
  }
  if (!fields.has('subject')) throw wrong('the subject: is missing', 1);
  return { fields, bodySource: '\n'.repeat(end + 1) + lines.slice(end + 1).join('\n') };
}
