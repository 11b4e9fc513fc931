import { writeFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { isDate } from '../../domain/calendar.js';
import { DulyError } from '../../domain/errors.js';
import { addColumnOptions } from '../columns.js';
import { createTicker, printResult } from '../output.js';
import type { Context } from '../program.js';
import type { SourceOptions } from '../simulate-sources.js';

interface SimulateOptions extends SourceOptions {
  against?: string;
  customers: number;
  years: number;
  seed: string;
  start: string;
  html?: string;
  json?: boolean;
}

/** `duly simulate`: many customers through a journey in memory, and what it brings in and costs. */
export function addSimulate(program: Command, { config, streams }: Context): void {
  const command = program
    .command('simulate')
    .description(
      'let many customers live through a journey in memory, or through two with the same luck, and report what each brings in and costs',
    )
    .argument('<journey>', 'the journey file, or a file of rules that give customers their journeys')
    .option('--against <journey>', 'another one to compare it with')
    .addOption(new Option('--customers <count>', 'how many customers').default(500).argParser(wholeNumber({ most: 100_000 })))
    .addOption(new Option('--years <count>', 'how many years each lives').default(1).argParser(wholeNumber({ most: 10 })))
    .option('--seed <text>', 'where the luck comes from: the same seed gives the same report', '1')
    .addOption(new Option('--start <date>', 'the first day').default('2026-01-01').argParser(dateOf))
    .addOption(
      new Option(
        '--from <source>',
        'where payment behaviour comes from (default: history where --history names a file, else profile)',
      ).choices(['history', 'profile']),
    )
    .option('--history <file>', 'a CSV of receivables as of duly import; without it --from history reads the books of the running Duly')
    .option('--profile <name or file>', 'a profile: how customers pay, answer and what contacts cost', 'businesses');
  addColumnOptions(command)
    .option('--html <file>', 'write a report with charts there, one file that needs nothing else')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\ndocs/reference/simulate.md says how customers behave, how each figure is reckoned, and what the report cannot tell.\n\nExamples:\n  npx duly simulate journeys/standard-b2b.yaml --against journeys/ladder.yaml --html report.html\n  npx duly simulate journeys/ladder.yaml --history receivables.csv --customers 200 --years 2 --json',
    )
    .action(async (file: string, options: SimulateOptions) => {
      const { journeyWarnings } = await import('../journey-warnings.js');
      const { livableOfFile, missingLines } = await import('../ruled-journeys.js');
      const { populationOf } = await import('../simulate-sources.js');
      const { simulatePopulation } = await import('../../domain/simulation/simulate-population.js');
      const { simulationText } = await import('../simulate-text.js');
      const tick = createTicker({ say: (line) => streams.err(`${line}\n`) });
      const { against, customers, years, seed, start, html, json } = options;
      const journeys = [file, ...(against === undefined ? [] : [against])].map(livableOfFile);
      const written = journeys.flatMap(({ texts }) => [...texts.values()]);
      for (const line of new Set([...missingLines(journeys), ...written.flatMap(journeyWarnings)])) streams.err(`${line}\n`);
      const report = simulatePopulation({
        population: await populationOf({ options, config }),
        journeys: named(journeys),
        customers,
        years,
        seed,
        start,
        onProgress: (done) => tick(`lived ${done} of ${customers} customers`),
      });
      if (html !== undefined) {
        const { simulationHtml } = await import('../simulate-html.js');
        writeTo(html, simulationHtml(report));
      }
      printResult({ streams, json, value: report, text: simulationText(report) });
      if (html !== undefined) streams.err(`The report with charts is ${html}.\n`);
    });
}

/** Two journeys of one name are told apart. */
const named = <T extends { name: string }>(journeys: T[]): T[] =>
  journeys.map((one, at) => ({ ...one, name: at > 0 && journeys[0]?.name === one.name ? `${one.name} (compared)` : one.name }));

function wholeNumber({ most }: { most: number }): (text: string) => number {
  return (text) => {
    const count = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0;
    if (count < 1 || count > most) throw new InvalidArgumentError(`It is a whole number from 1 to ${most}; "${text}" is not.`);
    return count;
  };
}

function dateOf(text: string): string {
  if (!isDate(text) || text < '1990-01-01' || text > '2150-01-01')
    throw new InvalidArgumentError(`It is a date like 2026-01-01; "${text}" is not.`);
  return text;
}

function writeTo(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new DulyError({ code: 'file_invalid', message: `${file} cannot be written (${code}): name another file.`, at: '--html' });
  }
}
