import { type Command, Option } from 'commander';
import { DulyError } from '../../domain/errors.js';
import { createTicker, printResult } from '../output.js';
import type { Context } from '../program.js';
import { HELD_KINDS, type HeldKind, reconcileText, releasedText } from '../reconcile-report.js';

interface ReconcileOptions {
  release?: string[];
  releaseAll?: true;
  kind?: HeldKind;
  poke?: true;
  json?: boolean;
}

/** `duly reconcile`: where the books and the runs differ and who is held, and what an operator does about it. */
export function addReconcile(program: Command, { config, streams }: Context): void {
  const command = program
    .command('reconcile')
    .description(
      'compare the books with the runs in Temporal: who is held, without a run, late, stuck, waiting or quarantined, and what to do',
    )
    .addOption(
      new Option('--release <customer...>', 'release the holds of these customers, by our id or the external one').conflicts([
        'releaseAll',
        'poke',
      ]),
    )
    .addOption(new Option('--release-all', 'release the holds of all customers; needs --kind').conflicts('poke'))
    .addOption(new Option('--kind <kind>', 'which holds are listed (default: both) or released (default: restored)').choices(HELD_KINDS))
    .option('--poke', 'tell the workflows of those without a run, late, waiting or quarantined; start those that do not run')
    .option('--json', 'print JSON, without personal data')
    .addHelpText(
      'after',
      '\nWithout --release, --release-all and --poke it only reads.\n\nExample:\n  npx duly reconcile\n  npx duly reconcile --release 0379-NEVHP 8976-AMJEO\n  npx duly reconcile --release-all --kind imported\n  npx duly reconcile --poke --json',
    )
    .action(async ({ release, releaseAll, kind, poke, json }: ReconcileOptions) => {
      if (releaseAll && !kind)
        command.error(`error: --release-all needs --kind ${HELD_KINDS.join(' or --kind ')}: say what is to be released`);
      const { pokeAll, reconcile } = await import('../reconcile.js');
      const { needServers, openServers } = await import('../servers.js');
      const tick = createTicker({ say: (line) => streams.err(`${line}\n`) });
      const servers = openServers(needServers(config()));
      const now = Date.now();
      try {
        if (release || releaseAll) {
          const { releaseHolds } = await import('../reconcile-release.js');
          const released = await releaseHolds({ servers, kind: kind ?? 'restored', named: release ?? 'all', now, tick });
          return printResult({ streams, json, value: released, text: releasedText(released) });
        }
        const report = await reconcile({ servers, kind, now, tick });
        if (poke) report.poked = await pokeAll({ servers, report, tick });
        printResult({ streams, json, value: report, text: reconcileText(report) });
        if (report.poked?.failed)
          throw new DulyError({
            code: 'setup_failed',
            message: `Temporal refused ${report.poked.failed} pokes: npx duly status says whether it answers.`,
          });
      } finally {
        await servers.close();
      }
    });
}
