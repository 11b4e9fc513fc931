/**
 * Records the histories that `replay.test.ts` replays: `node --import tsx test/replay/record.ts`. Record anew only when the workflow changes on
 * purpose in a way that old runs cannot follow (CONTRIBUTING.md says when); histories of released versions stay.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import proto from '@temporalio/proto';
import { runCustomerYear } from '../../bench/customer-year.js';
import { workflowIdOf } from '../../workflows/contract.js';
import { openHouse } from '../support/house.js';
import { runningServers } from '../support/running-servers.js';
import { startTestServers } from '../support/test-servers.js';

const FOLDER = new URL('histories/', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };

await startTestServers();
const house = await openHouse({ pace: { historyEvents: 120 } });
try {
  await runCustomerYear({ house, id: 'cus_year' });
  const runs: Uint8Array[] = [];
  let runId: string | undefined = (await house.client.workflow.getHandle(workflowIdOf('cus_year')).describe()).runId;
  while (runId) {
    const history = await house.client.workflow.getHandle(workflowIdOf('cus_year'), runId).fetchHistory();
    runs.unshift(proto.temporal.api.history.v1.History.encode(history).finish());
    runId = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
  }
  for (const [index, run] of runs.entries())
    writeFileSync(new URL(`customer-year-${version}-run-${index + 1}.history.gz`, FOLDER), gzipSync(run));
  process.stdout.write(`Recorded ${runs.length} runs.\n`);
} finally {
  await house.close();
  await runningServers()?.stop();
}
