/**
 * Records the histories that `replay.test.ts` replays: `node --import tsx test/replay/record.ts [customer-year|trouble]`. Record anew only when the
 * workflow changes on purpose in a way that old runs cannot follow (CONTRIBUTING.md says when); histories of released versions stay.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import proto from '@temporalio/proto';
import type { Books } from '../../activities/ports/books.js';
import { runCustomerYear } from '../../bench/customer-year.js';
import { issued } from '../../bench/reports.js';
import { addDays, dateAt } from '../../domain/calendar.js';
import { accountId } from '../../domain/ledger/account-id.js';
import { workflowIdOf } from '../../workflows/contract.js';
import { createTroubledSmtp, type TroubledSmtp } from '../faults/troubled-smtp.js';
import { type House, openHouse } from '../support/house.js';
import { runningServers } from '../support/running-servers.js';
import { startTestServers } from '../support/test-servers.js';

const FOLDER = new URL('histories/', import.meta.url);
const JOURNEY = `
journey: Reminded once
contact: { at: "00:00", until: "23:59", zone: UTC }
lanes:
  collection:
    for: item
    stages:
      delivery: { on: { delivered: reminders } }
      reminders:
        steps:
          - { name: first, at: { days: 1, from: due }, do: { send: overdue } }
        on: { used up: end }
`;
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };

const scenarios: Record<string, () => Promise<void>> = {
  'customer-year': async () => {
    const house = await openHouse({ pace: { historyEvents: 120 } });
    try {
      await runCustomerYear({ house, id: 'cus_year' });
      await keep({ house, customerId: 'cus_year', name: 'customer-year' });
    } finally {
      await house.close();
    }
  },
  /** The mail server does not answer while facts go on coming, until the run is cut with the message under way; and PostgreSQL is away for two tries. */
  trouble: async () => {
    let failing = 0;
    let smtp: TroubledSmtp | undefined;
    const house = await openHouse({
      pace: { hardHistoryEvents: 40 },
      inFrontOf: {
        smtp: async (url) => {
          smtp = await createTroubledSmtp(url);
          return smtp.url;
        },
      },
      workersBooks: (books): Books => ({
        ...books,
        withCustomer: (customerId, work) => {
          if (failing === 0) return books.withCustomer(customerId, work);
          failing -= 1;
          return Promise.reject(Object.assign(new Error('no connection'), { code: 'P1001' }));
        },
      }),
    });
    try {
      const customerId = 'cus_trouble';
      const journeyId = await house.publish(JOURNEY);
      await smtp?.spoil({ at: 'message', does: 'hold-answer' });
      const { legalEntityId } = await house.createCustomer({ id: customerId, journeyId });
      const today = dateAt(Date.now(), 'UTC');
      const invoice = { accountId: accountId({ customerId, legalEntityId, currency: 'USD' }), amount: 10_000, currency: 'USD' };
      for (let n = 1; n <= 9; n += 1) {
        if (n === 4) failing = 2;
        const report = issued({
          invoice: { ...invoice, itemId: `I${n}`, number: `I${n}` },
          on: addDays(today, -31),
          dueOn: addDays(today, n === 1 ? -1 : 60),
        });
        const { upTo } = await house.record({ customerId, reports: [report] });
        await house.nudge({ customerId, upTo });
        await until(async () => ((await house.prisma.position.findUnique({ where: { customerId } }))?.applied ?? 0) >= upTo);
        await until(async () => (smtp?.met() ?? 0) > 0);
      }
      await smtp?.mend();
      await house.virtualTime.rest({ customerId: 'cus_trouble' });
      await keep({ house, customerId: 'cus_trouble', name: 'trouble' });
    } finally {
      await house.close();
      await smtp?.close();
    }
  },
};

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(50);
}

/** Every run of the customer, the first one first. */
async function keep({ house, customerId, name }: { house: House; customerId: string; name: string }): Promise<void> {
  const runs: Uint8Array[] = [];
  let runId: string | undefined = (await house.client.workflow.getHandle(workflowIdOf(customerId)).describe()).runId;
  while (runId) {
    const history = await house.client.workflow.getHandle(workflowIdOf(customerId), runId).fetchHistory();
    runs.unshift(proto.temporal.api.history.v1.History.encode(history).finish());
    runId = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
  }
  for (const [index, run] of runs.entries()) {
    const file = new URL(`${name}-${version}-run-${index + 1}.history.gz`, FOLDER);
    if (existsSync(file))
      throw new Error(`${file.pathname} is there already: histories stay. Record a new version, or delete what was never released.`);
    writeFileSync(file, gzipSync(run));
  }
  process.stdout.write(`Recorded ${runs.length} runs of ${name}.\n`);
}

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !Object.hasOwn(scenarios, name));
if (unknown !== undefined) throw new Error(`There is no scenario ${unknown}: use ${Object.keys(scenarios).join(' or ')}.`);
await startTestServers();
try {
  for (const name of wanted.length > 0 ? wanted : Object.keys(scenarios)) await scenarios[name]?.();
} finally {
  await runningServers()?.stop();
}
