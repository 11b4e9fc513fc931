/** One line of JSON for each thing worth knowing. Fields are ids, codes and numbers: never bodies, names, addresses or keys. */
export interface LogEntry {
  level: 'info' | 'warn' | 'error';
  event: string;
  [field: string]: string | number | boolean | null | undefined;
}

export type Log = (entry: LogEntry) => void;

/** A log that hands finished lines to `write`, stamped by `now` (ms UTC). */
export function createLog({ write, now }: { write: (line: string) => void; now: () => number }): Log {
  return (entry) => write(`${JSON.stringify({ time: new Date(now()).toISOString(), ...entry })}\n`);
}

/** What an error may say in a log: its class, its code and where it was thrown. The message stays out, it may quote data. */
export function traceOf(error: unknown): { error: string; code?: string; stack?: string } {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error ? String(error.code) : undefined;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const stack = frames
    .slice(0, 12)
    .map((line) => line.trim())
    .join(' | ');
  return { error: error.name, ...(code !== undefined && { code }), ...(stack && { stack }) };
}
