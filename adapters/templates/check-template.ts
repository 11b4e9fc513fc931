/**
 * What is wrong with a message before anybody gets it.
 * 1. Every variable of every branch is one that messages of that use have, whether a sample comes to that branch or not.
 * 2. It renders for each of the samples, so that filters get what they can write.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyzeSync, type Template } from 'liquidjs';
import { DulyError } from '../../domain/errors.js';
import { suggestion } from '../../domain/journey/findings.js';
import type { CheckTemplate } from '../../domain/journey/load.js';
import type { TemplateUse } from '../../domain/journey/template-use.js';
import { writeOut } from './liquid.js';
import { headers, valuesOfUse } from './message-samples.js';
import { SHIPPED_TEMPLATES } from './renderer.js';
import { scopeOf } from './scope.js';
import { openTemplateFiles } from './template-files.js';
import { templateProblem } from './template-problem.js';
import { TEMPLATE_VARIABLES } from './variables.js';

interface Named {
  template: string;
  language: string;
  use: TemplateUse;
}

/** A sample that takes longer will not be written in time for a customer either. */
const LONGEST_MS = 300;

/** Judges the messages of a folder, each once; it never throws for what a person wrote. */
export function createTemplateCheck({ folder = SHIPPED_TEMPLATES }: { folder?: string } = {}): CheckTemplate {
  const { find, liquid } = openTemplateFiles({ folder, renderLimit: LONGEST_MS });
  const known = new Map<string, string[]>();
  const textOf = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const isThere = (file: string): boolean => existsSync(join(folder, file));

  function check({ template, language, use }: Named): string[] {
    try {
      const { file, subject, preheader, body } = find({ template, languages: [language] });
      const source = textOf(file);
      const unknown = unknownVariables({ templates: [subject, preheader, body], source, file, use });
      for (const part of partsOf(source)
        .map((name) => `parts/${name}.${language}.md`)
        .filter(isThere)) {
        unknown.push(...unknownVariables({ templates: [partOf(part)], source: textOf(part), file: part, use }));
      }
      return unknown.length > 0 ? unknown : rendered({ file, language, use, lines: [subject, preheader], body });
    } catch (error) {
      if (error instanceof DulyError) return [error.message];
      throw error;
    }
  }

  /** A part holds no other part. */
  function partOf(file: string): Template[] {
    try {
      return liquid.line.parse(textOf(file));
    } catch (error) {
      throw templateProblem({ error, file });
    }
  }

  /** Why it cannot be written for one of the samples. */
  function rendered({
    file,
    language,
    use,
    lines,
    body,
  }: Omit<Named, 'template'> & { file: string; lines: Template[][]; body: Template[] }) {
    try {
      for (const values of valuesOfUse(use)) {
        const scope = scopeOf({ values, locale: language, languages: [language], date: headers().date });
        for (const templates of lines) writeOut({ liquid: liquid.line, templates, scope });
        writeOut({ liquid: liquid.body, templates: body, scope });
      }
      return [];
    } catch (error) {
      return [templateProblem({ error, file }).message];
    }
  }

  return ({ template, languages, use }) =>
    languages.flatMap((language) => {
      const key = `${template} ${language} ${use}`;
      const found = known.get(key) ?? check({ template, language, use });
      known.set(key, found);
      return found;
    });
}

const partsOf = (source: string): string[] => [
  ...new Set([...source.matchAll(/\{%-?\s*part "([a-z0-9-]+)"/g)].map(([, name]) => name as string)),
];

function unknownVariables({
  templates,
  source,
  file,
  use,
}: {
  templates: Template[][];
  source: string;
  file: string;
  use: TemplateUse;
}): string[] {
  const there = TEMPLATE_VARIABLES.filter(({ only }) => only === undefined || only === use);
  const lists = new Map([...source.matchAll(/\{%-?\s*for (\w+) in ([\w.]+)/g)].map(([, name = '', list = '']) => [name, `${list}[]`]));
  const assigned = new Set([...source.matchAll(/\{%-?\s*assign (\w+)/g)].map(([, name]) => name));
  const problems: string[] = [];
  for (const { variables } of templates.map((parsed) => analyzeSync(parsed, { partials: false })))
    for (const [root, uses] of Object.entries(variables)) {
      if (assigned.has(root) || root === 'forloop') continue;
      for (const { segments, location } of uses) {
        const path = pathOf(segments.map(String), lists);
        if (there.some((variable) => fits(path, variable))) continue;
        const elsewhere = TEMPLATE_VARIABLES.find((variable) => fits(path, variable))?.only;
        const why = elsewhere
          ? `"${path}" is there only in messages of a ${elsewhere}, and this one is sent otherwise.`
          : `"${path}" is no variable.${suggestion(
              path,
              there.map((variable) => variable.path),
            )}`;
        problems.push(
          `The message template ${file} is wrong at ${location.row}:${location.col}: ${why} docs/journeys/templates.md has those that there are.`,
        );
      }
    }
  return [...new Set(problems)];
}

/** As the table writes it: loop variables as members of their lists, `first`, `last` and numbers as any member. */
function pathOf(segments: string[], lists: ReadonlyMap<string, string>): string {
  let [root = '', ...rest] = segments;
  for (let depth = 0; lists.has(root.split('.')[0] ?? '') && depth < 5; depth += 1) {
    const [name = '', ...more] = root.split('.');
    root = [lists.get(name), ...more].join('.');
  }
  return rest.reduce((path, segment) => (/^(first|last|\d+)$/.test(segment) ? `${path}[]` : `${path}.${segment}`), root);
}

/** The variable itself, something of which it is a part, or what its type has. */
function fits(path: string, { path: known, type }: { path: string; type: string }): boolean {
  if (path === known || known.startsWith(`${path}.`) || known.startsWith(`${path}[]`)) return true;
  const own = type === 'money' ? ['amount', 'currency'] : type === 'list' || type === 'text' ? ['size'] : [];
  return own.some((name) => path === `${known}.${name}`);
}
