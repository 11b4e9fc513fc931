import type { Command } from 'commander';
import type { PrismaClient } from '../../prisma/generated/client.js';
import { createTicker, printResult } from '../output.js';
import type { Context } from '../program.js';
import type { PublishOptions } from '../publish.js';

/** `duly publish`, `duly moves`, `duly journeys` and `duly diff`: versions are made, given to customers, listed and compared. */
export function addJourneys(program: Command, { config, streams }: Context): void {
  const onDatabase = async <Result>(work: (prisma: PrismaClient) => Promise<Result>): Promise<Result> => {
    const { needServers, openServers } = await import('../servers.js');
    const { prisma, close } = openServers(needServers(config()));
    try {
      return await work(prisma);
    } finally {
      await close();
    }
  };

  program
    .command('publish')
    .description('publish a journey’s file as a new version that never changes; without --for, who has another keeps it')
    .argument('<file>', 'the journey, YAML or JSON')
    .option('--default', 'new customers get it from now on')
    .option('--for <whom>', 'new, everybody, a percentage like 25%, or a condition like \'customer.country == "DE"\'')
    .option('--from <journeys...>', 'with --for: whose customers; without it, all other versions of its name')
    .option('--stages <old=new...>', 'with --for: where those go on whose stage is gone')
    .option('--by <who>', 'who wants it, for the record', 'operator')
    .option('--dry-run', 'publish nothing: say what it changes and what it would do to the customers of today, as duly impact does')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nThe same text again adds nothing: it says which version it is, may make it the default again, and goes on with what was interrupted.\n\nExample:\n  npx duly publish journeys/standard-b2b.yaml --dry-run\n  npx duly publish journeys/standard-b2b.yaml --for 10%\n  npx duly publish journeys/standard-b2b.yaml --for everybody',
    )
    .action(async (file: string, { json, ...options }: PublishOptions & { json?: boolean }) => {
      const { publish } = await import('../publish.js');
      const { needServers, openServers } = await import('../servers.js');
      const servers = openServers(needServers(config()));
      try {
        const say = createTicker({ say: (line) => streams.err(`${line}\n`) });
        const { value, text } = await publish({ servers, file, options, now: Date.now(), say });
        printResult({ streams, json, value, text });
      } finally {
        await servers.close();
      }
    });

  program
    .command('moves')
    .description('who was moved to another version of a journey: when, by whom, how many, and what is not over')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { listMoves } = await import('../../adapters/journey-moves.js');
      const { moveJson, movesText } = await import('../moves-text.js');
      const moves = await onDatabase((prisma) => listMoves({ prisma }));
      printResult({ streams, json, value: moves.map(moveJson), text: movesText(moves) });
    });

  program
    .command('journeys')
    .description('the published journeys: versions, when, how many customers have each, and which new customers get')
    .option('--text <journey>', 'print the text of one: its id, NAME@VERSION, or a name for the newest')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  npx duly journeys\n  npx duly journeys --text "Standard B2B@1" > standard-b2b-1.yaml')
    .action(async ({ text: named, json }: { text?: string; json?: boolean }) => {
      const { findVersion, listVersions } = await import('../../adapters/journeys.js');
      const { journeysText, listedJson } = await import('../journeys-text.js');
      if (named !== undefined) {
        const { id, name, version, text } = await onDatabase((prisma) => findVersion({ prisma, named, at: '--text' }));
        if (json) printResult({ streams, json, value: { id, name, version, text }, text });
        else streams.out(text);
        return;
      }
      const versions = await onDatabase((prisma) => listVersions({ prisma }));
      printResult({ streams, json, value: versions.map(listedJson), text: journeysText(versions) });
    });

  program
    .command('diff')
    .description('two journeys by meaning: what came, went, has another name or moment, does another thing or leads elsewhere')
    .argument('<old>', 'a file, or a published version: its id, NAME@VERSION, or a name for the newest')
    .argument('<new>', 'the same')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nWhere Duly runs, it says how many customers stand in a stage that is gone.\n\nExample:\n  npx duly diff "Standard B2B" journeys/standard-b2b.yaml\n  npx duly diff "Standard B2B@1" "Standard B2B@2" --json',
    )
    .action(async (old: string, young: string, { json }: { json?: boolean }) => {
      const { findServers, openServers } = await import('../servers.js');
      const { compareJourneys, diffText, openSide } = await import('../diff-journeys.js');
      const addresses = findServers(config());
      const servers = addresses && openServers(addresses);
      try {
        const from = await openSide({ named: old, at: 'old', prisma: servers?.prisma });
        const to = await openSide({ named: young, at: 'new', prisma: servers?.prisma });
        const changes = await compareJourneys({ from, to, prisma: servers?.prisma });
        const shown = ({ name, version, id }: typeof from) => ({ name, version, id });
        printResult({ streams, json, value: { from: shown(from), to: shown(to), changes }, text: diffText({ from, to, changes }) });
      } finally {
        await servers?.close();
      }
    });
}
