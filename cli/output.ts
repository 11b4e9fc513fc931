/** What a command says and how it ends. Results go to stdout; notes, progress and errors to stderr, so that a pipe carries results only. */
import { CommanderError } from 'commander';
import { StartProblem } from '../dev/problem.js';
import { DulyError } from '../domain/errors.js';

/** Exit codes: 0 it is done, 1 it failed, 2 it was called wrongly, 130 it was interrupted. */
export const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Text sinks of the process. */
export interface Streams {
  out(text: string): void;
  err(text: string): void;
}

/** What went wrong, for a person or a program. */
export interface Failure {
  code: string;
  message: string;
  /** The parameter, or `line` or `line:column` of a file. */
  at?: string;
  exit: number;
}

/** Ctrl-C, after everything that the command had started is stopped. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

/** The result was printed, and it says what failed: nothing more is said. */
export class Unsuccessful extends Error {
  override name = 'Unsuccessful';
}

/** Prints the result: one line of JSON with `--json`, else the text with a line end. */
export function printResult({
  streams,
  json,
  value,
  text,
}: {
  streams: Streams;
  json?: boolean | undefined;
  value: unknown;
  text: string;
}) {
  streams.out(`${json ? JSON.stringify(value) : text}\n`);
}

/** Every error as a failure. Whatever nobody foresaw is `internal`, and its text carries the stack: it is a fault to report. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CommanderError) return { code: 'usage', message: usageSentence(error), exit: EXIT.usage };
  if (error instanceof Interrupted) return { code: 'interrupted', message: error.message, exit: EXIT.interrupted };
  if (error instanceof StartProblem) return { code: 'setup_failed', message: error.message, exit: EXIT.failed };
  if (error instanceof DulyError)
    return { code: error.code, message: error.message, ...(error.at !== undefined && { at: error.at }), exit: EXIT.failed };
  if (isDatabaseAway(error)) {
    const message = 'The database does not answer: check that Duly runs (npx duly status), or that DATABASE_URL names the right server.';
    return { code: 'setup_failed', message, exit: EXIT.failed };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'internal', message: `This is a fault in Duly, please report it: ${message}`, exit: EXIT.failed };
}

/** The failure as it is printed to stderr. */
export function failureText({ failure, json }: { failure: Failure; json: boolean }): string {
  const { exit: _exit, ...error } = failure;
  return json ? `${JSON.stringify({ error })}\n` : `${failure.message}\n`;
}

/** Says at most every two seconds how far something is, and nothing about what takes less. */
export function createTicker({ say, now = Date.now }: { say: (line: string) => void; now?: () => number }): (line: string) => void {
  let saidAt = now();
  return (line) => {
    if (now() - saidAt < 2_000) return;
    saidAt = now();
    say(line);
  };
}

function usageSentence({ message }: CommanderError): string {
  const [first = '', ...hints] = message.replace(/^error: /, '').split('\n');
  const sentence = `${first.charAt(0).toUpperCase()}${first.slice(1)}${/[.?!]$/.test(first) ? '' : '.'}`;
  return [sentence, ...hints.map((hint) => hint.replace(/^\(|\)$/g, '')).filter(Boolean), 'See: npx duly --help'].join(' ');
}

const AWAY_CODES = ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'P1001', 'P1002', 'P1003', 'P1017'];
function isDatabaseAway(error: unknown): boolean {
  const { code, cause, message } = (error ?? {}) as { code?: unknown; cause?: unknown; message?: unknown };
  if (typeof code === 'string' && AWAY_CODES.includes(code)) return true;
  if (typeof message === 'string' && /DatabaseNotReachable|Can't reach database|ECONNREFUSED/.test(message)) return true;
  return cause !== undefined && cause !== error && isDatabaseAway(cause);
}
