import { describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { StartProblem } from '../dev/problem.js';
import { DulyError } from '../domain/errors.js';
import { createTicker, failureOf, failureText, Interrupted } from './output.js';

const usageError = (args: string[]): unknown => {
  const program = new Command('duly').exitOverride().configureOutput({ outputError: () => undefined });
  program.command('import').argument('<file>');
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('a failure', () => {
  it('is a sentence and exit code 2 for a wrong call, with what was probably meant', () => {
    expect(failureOf(usageError(['imprt']))).toEqual({
      code: 'usage',
      message: "Unknown command 'imprt'. Did you mean import? See: npx duly --help",
      exit: 2,
    });
  });

  it('keeps the code and the place of our own errors', () => {
    const failure = failureOf(new DulyError({ code: 'journey_invalid', message: 'j.yaml:3:5: No.', at: '3:5' }));
    expect(failure).toEqual({ code: 'journey_invalid', message: 'j.yaml:3:5: No.', at: '3:5', exit: 1 });
    expect(failureText({ failure, json: false })).toBe('j.yaml:3:5: No.\n');
    expect(JSON.parse(failureText({ failure, json: true }))).toEqual({
      error: { code: 'journey_invalid', message: 'j.yaml:3:5: No.', at: '3:5' },
    });
  });

  it('has the exit code of an interruption, and 1 for servers that are away or a fault of ours', () => {
    expect(failureOf(new Interrupted('Stopped.')).exit).toBe(130);
    expect(failureOf(new StartProblem('Port 1 is in use.'))).toEqual({ code: 'setup_failed', message: 'Port 1 is in use.', exit: 1 });
    const away = Object.assign(new Error('x'), { cause: Object.assign(new Error('y'), { code: 'ECONNREFUSED' }) });
    expect(failureOf(away)).toMatchObject({
      code: 'setup_failed',
      message: expect.stringContaining('The database does not answer'),
      exit: 1,
    });
    expect(failureOf(new TypeError('x is undefined'))).toMatchObject({ code: 'internal', exit: 1 });
  });
});

it('says progress only of what takes longer than two seconds, and then not more often', () => {
  let now = 0;
  const said: string[] = [];
  const tick = createTicker({ say: (line) => said.push(line), now: () => now });
  for (now = 0; now <= 5_000; now += 500) tick(`at ${now}`);
  expect(said).toEqual(['at 2000', 'at 4000']);
});
