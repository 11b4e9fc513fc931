import { Command } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { addAdvance } from './commands/advance.js';
import { addCheck } from './commands/check.js';
import { addDraw } from './commands/draw.js';
import { addDue } from './commands/due.js';
import { addExplain } from './commands/explain.js';
import { addFind } from './commands/find.js';
import { addHold } from './commands/hold.js';
import { addImpact } from './commands/impact.js';
import { addImport } from './commands/import.js';
import { addJourney } from './commands/journey.js';
import { addJourneys } from './commands/journeys.js';
import { addKeys } from './commands/keys.js';
import { addMove } from './commands/move.js';
import { addPause } from './commands/pause.js';
import { addReconcile } from './commands/reconcile.js';
import { addReplay } from './commands/replay.js';
import { addRules } from './commands/rules.js';
import { addSchema } from './commands/schema.js';
import { addSimulate } from './commands/simulate.js';
import { addStart } from './commands/start.js';
import { addStatus } from './commands/status.js';
import { addStop } from './commands/stop.js';
import { addTasks } from './commands/tasks.js';
import { addTell } from './commands/tell.js';
import { addTest } from './commands/test.js';
import { addTimeline } from './commands/timeline.js';
import type { CliConfig } from './config.js';
import { EXIT, failureOf, failureText, type Streams, Unsuccessful } from './output.js';

/** What every command is given. */
export interface Context {
  /** Reads the settings when a command wants them, so that `--help` works with wrong ones. */
  config(): CliConfig;
  streams: Streams;
}

/** Runs one call of `duly` and resolves to its exit code; never rejects. */
export async function runProgram({ args, context }: { args: string[]; context: Context }): Promise<number> {
  const { streams } = context;
  try {
    await createProgram(context).parseAsync(args, { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    if ((error as { exitCode?: number }).exitCode === 0) return EXIT.ok;
    if (error instanceof Unsuccessful) return EXIT.failed;
    const failure = failureOf(error);
    const helped = (error as { code?: string }).code === 'commander.help';
    if (!helped) streams.err(failureText({ failure, json: args.includes('--json') }));
    return failure.exit;
  }
}

function createProgram(context: Context): Command {
  const { out, err } = context.streams;
  const program = new Command('duly')
    .description('Every customer’s accounts-receivable journey as a durable Temporal workflow.')
    .version(manifest.version)
    .exitOverride()
    .configureOutput({ writeOut: out, writeErr: err, outputError: () => undefined })
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.\nResults go to stdout, everything else to stderr.',
    );
  for (const add of [
    addStart,
    addStop,
    addStatus,
    addCheck,
    addSchema,
    addTell,
    addDraw,
    addTest,
    addImport,
    addReplay,
    addSimulate,
    addTimeline,
    addExplain,
    addJourneys,
    addImpact,
    addMove,
    addRules,
    addFind,
    addTasks,
    addAdvance,
    addReconcile,
    addHold,
    addDue,
    addJourney,
    addPause,
    addKeys,
  ])
    add(program, context);
  return program;
}
