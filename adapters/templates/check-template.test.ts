import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TemplateUse } from '../../domain/journey/template-use.js';
import { createTemplateCheck } from './check-template.js';
import { knownTemplates } from './known-templates.js';
import { valuesOfUse } from './message-samples.js';
import { scopeOf } from './scope.js';
import { TEMPLATE_VARIABLES } from './variables.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'duly-templates-'));
  mkdirSync(join(folder, 'parts'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What is wrong with a message of this text. */
function problemsOf(body: string, { use = 'message', subject = 'Hello' }: { use?: TemplateUse; subject?: string } = {}): string[] {
  writeFileSync(join(folder, 'note.en.md'), `---\nsubject: ${subject}\n---\n${body}\n`);
  writeFileSync(join(folder, 'parts', 'greeting.en.md'), 'Hello {{ contact.name }},\n');
  writeFileSync(join(folder, 'parts', 'broken.en.md'), 'Hello {{ contact.nam }},\n');
  return createTemplateCheck({ folder })({ template: 'note', languages: ['en'], use });
}

describe('a message that cannot be written is found before it is sent', () => {
  it.each([
    [
      'a misspelt value',
      '{{ customer.nme }}',
      '{{ customer.name }}',
      /note\.en\.md is wrong at 4:4: "customer\.nme" is no variable. Did you mean "customer\.name"/,
    ],
    ['a value that nobody knows', '{{ balance }}', '{{ total | money }}', /"balance" is no variable/],
    [
      'in a loop',
      '{% for item in items %}{{ item.numbr }}{% endfor %}',
      '{% for item in items %}{{ item.number }}{% endfor %}',
      /"items\[\]\.numbr"/,
    ],
    [
      'in a loop in a loop',
      '{% for item in items %}{% for line in item.lines %}{{ line.text }}{% endfor %}{% endfor %}',
      '{% for item in items %}{% for line in item.lines %}{{ line.description }}{% endfor %}{% endfor %}',
      /"items\[\]\.lines\[\]\.text"/,
    ],
    [
      'in a branch that no sample comes to',
      '{% if items.size > 90 %}{{ itms }}{% endif %}',
      '{% if items.size > 90 %}{{ items.size }}{% endif %}',
      /"itms"/,
    ],
    ['of the first', '{{ items.first.dueDate | date }}', '{{ items.first.dueOn | date }}', /"items\[\]\.dueDate"/],
    ['in a part', '{% part "broken" %}', '{% part "greeting" %}', /parts\/broken\.en\.md is wrong at 1:10: "contact\.nam"/],
    ['of a failure, in a reminder', '{{ failure.nextTryOn | date }}', '{{ sentOn | date }}', /only in messages of a failure/],
    ['of a survey, in a reminder', '{{ survey.link }}', '{{ sender.name }}', /only in messages of a survey/],
    ['money of a text', '{{ customer.name | money }}', '{{ total | money }}', /money expects an amount/],
    ['a date of money', '{{ total | date }}', '{{ sentOn | date }}', /date expects a date/],
    ['a filter that nobody knows', '{{ total | curency }}', '{{ total | money }}', /undefined filter: curency/],
    ['a part that is not there', '{% part "greetin" %}', '{% part "greeting" %}', /greetin\.en\.md|no part "greetin"/],
    ['a tag that is not closed', '{% if mixed %}late', '{% if mixed %}late{% endif %}', /not closed/],
    [
      'an interest where none may be',
      '{{ items.first.costs.interest | money }}',
      '{{ items.first.amount | money }}',
      /money expects an amount/,
    ],
  ])('%s', (_, wrong, right, message) => {
    expect(problemsOf(wrong).join('\n')).toMatch(message);
    expect(problemsOf(right)).toEqual([]);
  });

  it('also in the subject', () => {
    expect(problemsOf('Hello', { subject: 'For {{ custmer.name }}' }).join()).toMatch(/note\.en\.md is wrong at 2:\d+: "custmer\.name"/);
  });

  it('asks of a failure message what only a failure has', () => {
    expect(problemsOf('{% if failure.nextTryOn %}{{ failure.nextTryOn | date }}{% endif %}', { use: 'failure' })).toEqual([]);
    expect(problemsOf('{{ failure.nextTryOn | date }}', { use: 'failure' }).join()).toMatch(/date expects a date/);
  });

  it('gives up on a loop without end', () => {
    expect(problemsOf('{% for a in (1..100000) %}{% for b in (1..100000) %}x{% endfor %}{% endfor %}').join()).toMatch(/limit exceeded/);
  });
});

describe('the variables of templates', () => {
  /** Every path of the values, as the table writes it. */
  function pathsIn(value: unknown, path = ''): string[] {
    if (Array.isArray(value)) return [path, ...value.flatMap((one) => pathsIn(one, `${path}[]`))];
    if (typeof value !== 'object' || value === null || 'currency' in value) return [path];
    return [path, ...Object.entries(value).flatMap(([key, part]) => pathsIn(part, path ? `${path}.${key}` : key))];
  }
  it('are those that messages are rendered with', () => {
    const uses = ['message', 'failure', 'promise', 'plan', 'cheque', 'statement', 'survey'] as const;
    const scopes = uses.flatMap((use) => valuesOfUse(use).map((values) => scopeOf({ values, locale: 'en', languages: ['en'], date: 0 })));
    const groups = [
      '',
      'customer',
      'contact',
      'sender',
      'failure',
      'promise',
      'cheque',
      'statement',
      'plan',
      'survey',
      'items[]',
      'items[].lines[]',
      'languages',
      'languages[]',
    ];
    const found = new Set(scopes.flatMap((scope) => pathsIn(scope)).filter((path) => !groups.includes(path)));
    expect([...found].sort()).toEqual(TEMPLATE_VARIABLES.map(({ path }) => path).sort());
  });

  it('stand in the reference, each with its type', () => {
    const page = readFileSync(new URL('../../docs/journeys/templates.md', import.meta.url), 'utf8');
    const rows = [...page.matchAll(/^\| `([\w.[\]]+)` \| ([\w ]+) \|/gm)].map(([, path, type]) => `${path} ${type}`);
    expect(rows).toEqual(TEMPLATE_VARIABLES.map(({ path, type }) => `${path} ${type}`));
  });
});

/** Of those that are sent as something else than a message about invoices. */
const USES: Readonly<Record<string, TemplateUse>> = {
  csat: 'survey',
  nps: 'survey',
  'you-promised': 'promise',
  'you-had-promised': 'promise',
  'plan-ends': 'plan',
  'please-sign-again': 'cheque',
  'cheque-our-fault': 'cheque',
  statement: 'statement',
};

it('finds nothing wrong with the messages that ship', () => {
  const check = createTemplateCheck();
  const useOf = (template: string): TemplateUse => (template.startsWith('failure-') ? 'failure' : (USES[template] ?? 'message'));
  const problems = [...knownTemplates()].flatMap(([template, languages]) => check({ template, languages, use: useOf(template) }));
  expect(problems).toEqual([]);
});
