import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ImpactOptions } from '../impact.js';
import { createTicker, printResult } from '../output.js';
import type { Context } from '../program.js';

/** `duly impact`: what a version would do to the customers of today. */
export function addImpact(program: Command, { config, streams }: Context): void {
  program
    .command('impact')
    .description(
      'what a journey, or rules, would do to the customers of today: who gets what, who twice, who is skipped; nothing is sent or changed',
    )
    .argument('<journey>', 'a file, or a published version: its id, NAME@VERSION, or a name for the newest; or a file of rules')
    .option('--from <journeys...>', 'whose customers: published versions; without it, all other versions of its name')
    .option('--stages <old=new...>', 'where those go on whose stage is gone, as for duly move')
    .option('--entity <id>', 'of rules: only for customers of this legal entity')
    .addOption(new Option('--sample <number>', 'customers that are named for each kind of change').default(5).argParser(parseSample))
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  npx duly impact journeys/standard-b2b.yaml\n  npx duly impact journeys/standard-b2b.yaml --from "Standard B2B@1" --json',
    )
    .action(async (named: string, { json, ...options }: ImpactOptions & { json?: boolean }) => {
      const { needServers, openServers } = await import('../servers.js');
      const { impact, impactText } = await import('../impact.js');
      const { prisma, close } = openServers(needServers(config()));
      try {
        const say = createTicker({ say: (line) => streams.err(`${line}\n`) });
        const report = await impact({ prisma, named, options, now: Date.now(), say });
        printResult({ streams, json, value: report, text: impactText(report) });
      } finally {
        await close();
      }
    });
}

function parseSample(text: string): number {
  const sample = Number(text);
  if (!Number.isInteger(sample) || sample < 0 || sample > 1_000)
    throw new InvalidArgumentError(`It is a whole number from 0 to 1000; "${text}" is not.`);
  return sample;
}
