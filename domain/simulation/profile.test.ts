import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { profileSchema, readProfile } from './profile.js';

const segment = 'segments: { any: { share: 1, amount: [10, 20], daysLate: [0, 5] } }';
const read = (text: string) => readProfile({ text, file: 'own.yaml' });
const folder = new URL('../../journeys/profiles/', import.meta.url);

describe('a profile', () => {
  it('needs only its name and one segment', () => {
    expect(read(`profile: Own\n${segment}`)).toMatchObject({
      currency: 'EUR',
      zones: { UTC: 1 },
      segments: { any: { invoices: 12, netDays: 30, never: 0 } },
    });
  });

  it.each([
    [
      'an unknown setting',
      `profile: Own\ncolour: red\n${segment}`,
      'own.yaml: colour: "colour" is not known here; remove it or check its spelling.',
    ],
    ['no segment', 'profile: Own\nsegments: {}', 'own.yaml: segments: Expected at least one segment.'],
    [
      'a spread that falls',
      'profile: Own\nsegments: { any: { share: 1, amount: [20, 10], daysLate: [0, 1] } }',
      'Expected values from the least to the most.',
    ],
    [
      'an amount of nothing',
      'profile: Own\nsegments: { any: { share: 1, amount: [0, 10], daysLate: [0, 1] } }',
      'Expected amounts above 0.',
    ],
    ['a share above all', `profile: Own\ndisputed: 101\n${segment}`, 'own.yaml: disputed: Expected 100 or less.'],
    [
      'a zone that there is not',
      `profile: Own\nzones: { Mars: 1 }\n${segment}`,
      'own.yaml: zones: Expected IANA time zones like Europe/Berlin, each with its weight.',
    ],
    ['a currency that there is not', `profile: Own\ncurrency: ABC\n${segment}`, 'Expected an ISO 4217 currency code like EUR.'],
    ['no YAML', 'profile: [', 'own.yaml is not readable as YAML'],
  ])('with %s is refused in a sentence', (_, text, sentence) => {
    expect(() => read(text)).toThrow(sentence);
  });

  it.each(readdirSync(folder))('that ships is right: %s', (name) => {
    const profile = readProfile({ text: readFileSync(new URL(name, folder), 'utf8'), file: name });
    expect(Object.keys(profile.segments).length).toBeGreaterThan(1);
  });

  it('is explained with every setting', () => {
    const page = readFileSync(new URL('../../docs/reference/simulate.md', import.meta.url), 'utf8');
    const nested = ['parts', 'disputes', 'response', 'costs'] as const;
    const { shape } = profileSchema;
    const keys = [
      ...Object.keys(shape),
      ...nested.flatMap((key) =>
        Object.keys((shape[key] as unknown as { def: { innerType: { shape: object } } }).def.innerType.shape).map(
          (inner) => `${key}.${inner}`,
        ),
      ),
      ...Object.keys(shape.segments.valueType.shape).map((inner) => `segments.*.${inner}`),
    ];
    expect(keys.filter((key) => !page.includes(`| \`${key}\` |`))).toEqual([]);
  });
});
