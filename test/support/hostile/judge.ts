/** A child process with little memory: answers every hostile file as the commands do, and prints what was said and the processor time that it took, in ms. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTemplateCheck } from '../../../adapters/templates/check-template.js';
import { headers, values } from '../../../adapters/templates/message-samples.js';
import { createMessageReader } from '../../../adapters/templates/renderer.js';
import { checkJourney } from '../../../domain/journey/load.js';
import { checkRules, saysRules } from '../../../domain/journey-rules/read-rules.js';
import { readScenarios } from '../../../domain/scenario/load.js';
import { readProfile } from '../../../domain/simulation/profile.js';
import { processorTimeOf } from '../../../domain/testing/processor-time.js';
import { HOSTILE_JOURNEYS } from './journeys.js';
import { HOSTILE_RULES } from './rules.js';
import { HOSTILE_TEMPLATES } from './templates.js';

export interface Answer {
  as: 'journey' | 'scenario' | 'profile' | 'rules' | 'message' | 'message sent';
  what: string;
  /** The first thing that was said; empty: nothing. */
  said: string;
  ms: number;
}

const [folder = ''] = process.argv.slice(2);
const answers: Answer[] = [];

function answer(as: Answer['as'], what: string, ask: () => string): void {
  let said = '';
  const ms = processorTimeOf(() => {
    try {
      said = ask();
    } catch (error) {
      said = (error as { code?: string }).code === undefined ? `THROWS ${(error as Error).stack}` : (error as Error).message;
    }
  });
  answers.push({ as, what, said: said.slice(0, 500), ms: Math.round(ms) });
}

/** A command asks first whether the file is one of rules. */
const rulesSaid = (text: string): string => `${saysRules(text) ? '' : 'a journey, or: '}${checkRules(text).findings[0]?.message ?? ''}`;

// What is asked first pays for the compilation of all.
checkJourney('journey: J\nlanes: { l: { for: item, stages: { delivery: { on: { delivered: end } } } } }');
for (const { what, text } of HOSTILE_JOURNEYS) {
  answer('journey', what, () => checkJourney(text).findings[0]?.message ?? '');
  answer('scenario', what, () => readScenarios(text).findings[0]?.message ?? '');
  answer('profile', what, () => {
    readProfile({ text, file: 'profile.yaml' });
    return '';
  });
  answer('rules', what, () => rulesSaid(text));
}
for (const { what, text } of HOSTILE_RULES) {
  answer('rules', `rules: ${what}`, () => rulesSaid(text));
  answer('journey', `rules: ${what}`, () => checkJourney(text).findings[0]?.message ?? '');
}
mkdirSync(join(folder, 'parts'));
writeFileSync(join(folder, 'parts', 'loop.en.md'), '{% part "loop" %}');
for (const { what, body } of HOSTILE_TEMPLATES) {
  writeFileSync(join(folder, 'note.en.md'), `---\nsubject: Hello\n---\n${body}\n`);
  answer('message', what, () => createTemplateCheck({ folder })({ template: 'note', languages: ['en'], use: 'message' })[0] ?? '');
  answer('message sent', what, () => {
    const read = createMessageReader({ folder })({ template: 'note', locale: 'en', values: values(), date: headers().date });
    return read.tokens().length > 0 ? '' : 'nothing';
  });
}
process.stdout.write(JSON.stringify({ answers, rss: process.resourceUsage().maxRSS * 1_024 }));
