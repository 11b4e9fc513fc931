import type { Command } from 'commander';
import { createTicker, printResult, Unsuccessful } from '../output.js';
import type { Context } from '../program.js';
import type { PublishRulesOptions } from '../rules.js';
import type { Servers } from '../servers.js';

const EXAMPLE =
  '\nExample:\n  npx duly rules check rules.yaml\n  npx duly rules publish rules.yaml --dry-run\n  npx duly rules publish rules.yaml\n  npx duly rules pin ERP-1001';

/** `duly rules`: which journey each customer has, by ordered rules. */
export function addRules(program: Command, { config, streams }: Context): void {
  const onServers = async <Result>(work: (servers: Servers) => Promise<Result>): Promise<Result> => {
    const { needServers, openServers } = await import('../servers.js');
    const servers = openServers(needServers(config()));
    try {
      return await work(servers);
    } finally {
      await servers.close();
    }
  };
  const rules = program
    .command('rules')
    .description(
      'ordered rules that give each customer a journey: show those in force, check a file, publish it, end them, keep customers out',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLE)
    .action(async ({ json }: { json?: boolean }) => {
      const { showRules } = await import('../rules.js');
      const { value, text } = await onServers(({ prisma }) => showRules({ prisma }));
      printResult({ streams, json, value, text });
    });
  const asJson = (json: boolean | undefined): boolean => json ?? (rules.opts() as { json?: boolean }).json ?? false;

  rules
    .command('check')
    .description('everything that is wrong with a file of rules; where Duly runs, by the journeys that are published')
    .argument('<file>', 'the rules, YAML')
    .option('--json', 'print JSON')
    .action(async (file: string, { json }: { json?: boolean }) => {
      const { findServers, openServers } = await import('../servers.js');
      const { checkRulesFile } = await import('../rules.js');
      const addresses = findServers(config());
      const servers = addresses && openServers(addresses);
      try {
        const findings = await checkRulesFile({ file, prisma: servers?.prisma });
        const lines = findings.map(({ at, code, message }) => `${file}:${at}: ${message} [${code}]`);
        const text = lines.length === 0 ? `${file}: nothing is wrong.` : lines.join('\n');
        printResult({ streams, json: asJson(json), value: { file, findings }, text });
        if (findings.length > 0) throw new Unsuccessful();
      } finally {
        await servers?.close();
      }
    });
  rules
    .command('publish')
    .description('from now on customers get their journeys by these rules; whoever gets another one goes on in it, and nothing comes twice')
    .argument('<file>', 'the rules, YAML')
    .option('--entity <id>', 'only for customers of this legal entity, in place of the rules for all')
    .option('--by <who>', 'who wants it, for the record', 'operator')
    .option(
      '--dry-run',
      'publish nothing: say how many customers, and who, would get which journey, where they would go on, and who would not and why',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLE)
    .action(async (file: string, { json, ...options }: PublishRulesOptions & { json?: boolean }) => {
      const { publishRules } = await import('../rules.js');
      const say = createTicker({ say: (line) => streams.err(`${line}\n`) });
      const { value, text, refused } = await onServers(({ prisma }) => publishRules({ prisma, file, options, now: Date.now(), say }));
      printResult({ streams, json: asJson(json), value, text });
      if (refused) throw new Unsuccessful();
    });
  rules
    .command('end')
    .description('no rules any more: whoever has a journey keeps it, and new customers get the default')
    .option('--entity <id>', 'only those of this legal entity')
    .option('--by <who>', 'who wants it, for the record', 'operator')
    .option('--json', 'print JSON')
    .action(async ({ json, ...options }: Pick<PublishRulesOptions, 'entity' | 'by'> & { json?: boolean }) => {
      const { endRules } = await import('../rules.js');
      const { value, text } = await onServers(({ prisma }) => endRules({ prisma, options, now: Date.now() }));
      printResult({ streams, json: asJson(json), value, text });
    });
  const pin = (name: string, pinned: boolean, description: string) =>
    rules
      .command(name)
      .description(description)
      .argument('<customers...>', 'our ids, or the external ones')
      .option('--json', 'print JSON')
      .action(async (named: string[], { json }: { json?: boolean }) => {
        const { pinCustomers } = await import('../rules.js');
        const { value, text } = await onServers((servers) => pinCustomers({ servers, named, pinned, now: Date.now }));
        printResult({ streams, json: asJson(json), value, text });
      });
  pin('pin', true, 'these customers keep their journeys whatever rules say');
  pin('release', false, 'rules give these customers their journeys again');
}
