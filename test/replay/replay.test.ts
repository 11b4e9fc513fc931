import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { workflowBundle } from '../../workers/bundle.js';
import { workflowIdOf } from '../../workflows/contract.js';

const FOLDER = new URL('histories/', import.meta.url);
const histories = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
type Recorded = { events: { eventType: string; [attributes: string]: unknown }[] };
const read = (name: string) => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Recorded;

let bundle: string;
beforeAll(async () => {
  bundle = await workflowBundle({ cacheDir: join(tmpdir(), 'duly-test-cache') });
}, 60_000);

const replay = (history: Recorded) =>
  Worker.runReplayHistory({ workflowBundle: { codePath: bundle } }, historyFromJSON(history), workflowIdOf('cus_year'));

describe('recorded histories', () => {
  it('include a run that continued as new and the run after it', () => {
    const types = histories.flatMap((name) => read(name).events.map((event) => event.eventType));
    expect(types).toEqual(
      expect.arrayContaining([
        'EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW',
        'EVENT_TYPE_ACTIVITY_TASK_COMPLETED',
        'EVENT_TYPE_TIMER_CANCELED',
      ]),
    );
  });

  it.each(histories)('%s replays with the bundle of today', async (name) => {
    await replay(read(name));
  });

  it('with another activity in its place does not replay', async () => {
    const doctored = read(histories[0] as string);
    const scheduled = doctored.events.find((event) => event.eventType === 'EVENT_TYPE_ACTIVITY_TASK_SCHEDULED') as
      | { activityTaskScheduledEventAttributes: { activityType: { name: string } } }
      | undefined;
    if (!scheduled) throw new Error('The recorded history has no activity.');
    scheduled.activityTaskScheduledEventAttributes.activityType.name = 'somethingElse';
    await expect(replay(doctored)).rejects.toThrow(/[Nn]ondeterminism/);
  });

  it('without one of its timers does not replay', async () => {
    const doctored = read(histories[0] as string);
    const timer = doctored.events.find((event) => event.eventType === 'EVENT_TYPE_TIMER_STARTED') as
      | { timerStartedEventAttributes: { timerId: string } }
      | undefined;
    if (!timer) throw new Error('The recorded history has no timer.');
    timer.timerStartedEventAttributes.timerId = '99';
    await expect(replay(doctored)).rejects.toThrow(/[Nn]ondeterminism/);
  });
});

describe('the workflow bundle', () => {
  it('holds the workflow and its contract, and no zod, Prisma or date library', () => {
    const code = readFileSync(bundle, 'utf8');
    expect(code).toContain('customerJourney');
    for (const foreign of ['ZodError', 'PrismaClient', 'temporal-polyfill', 'date-holidays', 'domain/advance'])
      expect(code).not.toContain(foreign);
    expect(code.length).toBeLessThan(3_000_000);
  });
});
