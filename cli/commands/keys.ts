import type { Command } from 'commander';
import type { createApiKeyStore } from '../../adapters/prisma-api-keys.js';
import { printResult } from '../output.js';
import type { Context } from '../program.js';

const EXAMPLE = '\nExample:\n  npx duly keys list\n  npx duly keys create "ERP import"\n  npx duly keys revoke duly_test_Ab3x';

/** `duly keys`: the API's keys are listed, made and revoked. */
export function addKeys(program: Command, { config, streams }: Context): void {
  const keys = program
    .command('keys')
    .description('the keys of the API: list them, make one, revoke one; each prints JSON with --json')
    .addHelpText('after', EXAMPLE);
  const onStore = async <Result>(work: (parts: KeyParts) => Promise<Result>): Promise<Result> => {
    const { needServers, openServers } = await import('../servers.js');
    const { createApiKeyStore } = await import('../../adapters/prisma-api-keys.js');
    const servers = openServers(needServers(config()));
    try {
      return await work({ store: createApiKeyStore({ prisma: servers.prisma }), now: Date.now() });
    } finally {
      await servers.close();
    }
  };

  keys
    .command('list')
    .description('every key by its first characters, and whether it still opens the API')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { keysText, shownKey } = await import('../api-keys.js');
      const all = (await onStore(({ store }) => store.list())).map(shownKey);
      printResult({ streams, json, value: all, text: keysText(all) });
    });
  keys
    .command('create')
    .description('make a key and print it: this is the only time it is shown')
    .argument('<name>', 'what it is for')
    .option('--json', 'print JSON')
    .action(async (name: string, { json }: { json?: boolean }) => {
      const { createKey } = await import('../api-keys.js');
      const made = await onStore((parts) => createKey({ ...parts, name }));
      if (!json) streams.err(`Keep it: it is not shown again. Send it with the header Authorization: Bearer <key>.\n`);
      printResult({ streams, json, value: made, text: made.key });
    });
  keys
    .command('revoke')
    .description('make a key worthless, at once and for good')
    .argument('<prefix>', 'its first characters, as duly keys list shows them, or its id')
    .option('--json', 'print JSON')
    .action(async (prefix: string, { json }: { json?: boolean }) => {
      const { revokeKey } = await import('../api-keys.js');
      const revoked = await onStore((parts) => revokeKey({ ...parts, prefix }));
      printResult({ streams, json, value: revoked, text: `Revoked ${revoked.prefix}… (${revoked.name}).` });
    });
}

interface KeyParts {
  store: ReturnType<typeof createApiKeyStore>;
  /** ms UTC. */
  now: number;
}
