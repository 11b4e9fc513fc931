import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { becauseText, REASONS, type ReasonCode, reasonSentence } from './reasons.js';

const HERE = new URL('.', import.meta.url);
const sources = readdirSync(HERE, { recursive: true, encoding: 'utf8' })
  .filter(
    (file) =>
      file.endsWith('.ts') &&
      !file.endsWith('.test.ts') &&
      !/^(testing|journey|language|conditions|segments|trial)/.test(file) &&
      file !== 'reasons.ts',
  )
  .map((file) => ({ file, text: readFileSync(new URL(file, HERE), 'utf8') }));
const codes = Object.keys(REASONS) as ReasonCode[];
const placeholders = (code: ReasonCode) => [...REASONS[code].matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);

/** Every reason that the sources write down: its code and the names of its params, where both stand in one place. */
const written = sources
  .flatMap(({ file, text }) =>
    [...text.matchAll(/(?:\bcode: |no\()'([a-z-]+)'(?: as const)?(?!\s*\|)(?:,\s+(?:params: )?\{([^{}]*)\})?/g)].map(
      ([, code = '', params]) => ({
        file,
        code,
        params:
          params === undefined
            ? []
            : params
                .split(',')
                .map((param) => param.split(':')[0]?.trim() ?? '')
                .filter(Boolean),
      }),
    ),
  )
  .filter(({ code }) => code in REASONS || code.includes('-'));

describe('the catalogue of reasons', () => {
  it('has a sentence for every code that the rules give', () => {
    expect(written.filter(({ code }) => !(code in REASONS))).toEqual([]);
    expect(written.length).toBeGreaterThan(codes.length);
  });

  it('has no code that no rule gives', () => {
    const everything = sources.map(({ text }) => text).join('\n');
    expect(codes.filter((code) => !everything.includes(`'${code}'`))).toEqual([]);
  });

  it.each(codes.filter((code) => placeholders(code).length > 0))('fills every blank of %s', (code) => {
    const places = written.filter((one) => one.code === code);
    for (const { file, params } of places)
      expect(`${file} ${placeholders(code).filter((name) => !params.includes(name))}`).toBe(`${file} `);
  });

  it('makes a sentence: it begins with a capital, ends with a full stop and has no blank left', () => {
    for (const code of codes) {
      const params = Object.fromEntries(placeholders(code).map((name) => [name, 'Something']));
      expect(reasonSentence({ code, params })).toMatch(/^[A-Z][^{}?]*\.$/);
    }
    expect(reasonSentence({ code: 'order-held', params: { amount: 1, currency: 'EUR', exposure: 2, limit: 3 } })).toBe(
      'The order of 1 EUR is held: 2 are open and the limit is 3.',
    );
  });

  it.each([
    ['step-due', 'its moment', 'Step overdue is due: its day has come.'],
    ['step-waits', 'its moment', 'Step overdue waits until 2026-04-11: that is its day.'],
    ['step-waits', 'peace after a hold', 'Step overdue waits until 2026-04-11: a hold has just ended, and days of peace follow.'],
    ['step-waits', 'a cause of tomorrow', 'Step overdue waits until 2026-04-11: a cause of tomorrow.'],
  ] as const)('says the cause of %s in words: %s', (code, because, sentence) => {
    expect(reasonSentence({ code, params: { step: 'overdue', until: '2026-04-11', because } })).toBe(sentence);
  });

  it('has words for every cause that the rules name', () => {
    const causes = sources
      .filter(({ file }) => file.startsWith('steps') || file.startsWith('decision'))
      .flatMap(({ text }) => [
        ...text.matchAll(/because: '([^']+)'/g),
        ...(/^export type Because = (.*);$/m.exec(text)?.[1] ?? '').matchAll(/'([^']+)'/g),
        ...text.matchAll(/planned\.because : '([^']+)'/g),
      ])
      .map(([, cause]) => cause);
    expect(new Set(causes).size).toBeGreaterThan(4);
    for (const because of causes)
      expect(`${because}: ${becauseText({ because: String(because), when: 'waits' })}`).not.toBe(`${because}: ${because}`);
  });
});
