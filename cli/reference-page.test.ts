import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { journeySchema } from '../domain/journey/load.js';
import { settingsOf, settingsOfType } from '../domain/language/journey-reference.js';
import { SETTING_WORDS, wordsOfSetting } from '../domain/language/setting-words.js';
import { STAGE_TYPES } from '../domain/stages/index.js';
import { pageOfStageType, referencePage } from './reference-page.js';

const page = readFileSync(new URL('../docs/reference/journey.md', import.meta.url), 'utf8');
const { lanes: _lanes, ...own } = journeySchema.shape;
const ofJourney = settingsOf(z.object(own));

it('the reference is as the schemas say: else run npx duly schema --reference > docs/reference/journey.md', () => {
  expect(page).toBe(referencePage());
});

describe('the reference is complete', () => {
  it.each(Object.entries(STAGE_TYPES))('of %s: its settings are described, its outcomes and sentences are there', (name, type) => {
    const settings = settingsOfType({ type, page: pageOfStageType(name) });
    expect(settings.filter(({ path, description }) => !path.includes('.') && !description).map(({ path }) => path)).toEqual([]);
    const section = page.slice(page.indexOf(`\n## ${name}\n`)).split(/\n## /)[1] ?? '';
    for (const { path } of settings) expect(section).toContain(`| \`${path}\` |`);
    for (const outcome of type.outcomes) expect(section).toContain(`*${outcome}*`);
    for (const { example } of [...Object.values(type.words?.settings ?? {}), ...(type.words?.timed ?? []), ...(type.words?.named ?? [])])
      expect(section).toContain(example);
  });

  it('of the journey itself: each setting is described, and so is what stands right in it', () => {
    const missing = ofJourney.filter(({ path, description }) => path.split('.').length <= 2 && !path.includes('NAME') && !description);
    expect(missing.map(({ path }) => path)).toEqual([]);
  });

  it('describes nothing that there is not', () => {
    const all = [...ofJourney, ...Object.values(STAGE_TYPES).flatMap(({ schema }) => settingsOf(schema))].map(({ path }) => path);
    const used = new Set(all.map((path) => wordsOfSetting(path)));
    expect(
      Object.entries(SETTING_WORDS)
        .filter(([, words]) => !used.has(words))
        .map(([key]) => key),
    ).toEqual([]);
  });
});
