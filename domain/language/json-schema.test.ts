import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { checkJourney } from '../journey/load.js';
import { RIGHT, WRONG_JOURNEYS } from '../journey/wrong-journeys.js';
import { editorSchema } from './json-schema.js';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const schema = editorSchema();
const editor = new Ajv2020({ strict: false, allErrors: true }).compile(schema);
const takes = (text: string): boolean => editor(parse(text));

it('the schema for editors that ships is the one that the words and stage types make', () => {
  expect(JSON.parse(read('../../journeys/journey.schema.json'))).toEqual(schema);
});

describe('the schema for editors', () => {
  it.each([
    ['../../journeys/standard-b2b.yaml'],
    ['../../journeys/demo.yaml'],
    ['../../journeys/ladder.yaml'],
    ['../testing/standard-b2b.long.yaml'],
  ])('takes %s', (file) => {
    expect({ taken: editor(parse(read(file))), errors: editor.errors }).toEqual({ taken: true, errors: null });
  });

  it('takes the twin of every wrong journey', () => {
    for (const { from, right } of WRONG_JOURNEYS) {
      const text = RIGHT.replace(from, () => right);
      expect(checkJourney(text).findings.filter(({ code }) => !/template|locale/.test(code))).toEqual([]);
      expect({ right, taken: takes(text) }).toEqual({ right, taken: true });
    }
  });

  it('refuses unknown keys, outcomes and types where they stand', () => {
    const kinds = ['unknown-key', 'unknown-stage-type', 'wrong-lane', 'unknown-outcome'];
    for (const { code, from, wrong } of WRONG_JOURNEYS.filter((one) => kinds.includes(one.code)))
      expect({ code, wrong, taken: takes(RIGHT.replace(from, () => wrong)) }).toEqual({ code, wrong, taken: false });
  });
});
