import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from '@jest/globals';
import proto from '@temporalio/proto';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { workflowBundle } from '../../workers/bundle.js';
import { createSinks } from '../../workers/worker.js';
import { workflowIdOf } from '../../workflows/contract.js';

const { EventType } = proto.temporal.api.enums.v1;
const { History } = proto.temporal.api.history.v1;
const FOLDER = new URL('histories/', import.meta.url);
const recorded = readdirSync(FOLDER).filter((name) => name.endsWith('.history.gz'));
const read = (name: string) => History.decode(gunzipSync(readFileSync(new URL(name, FOLDER))));
const first = () => read(recorded[0] as string);
const typesOf = (history: ReturnType<typeof read>) => history.events.map((event) => event.eventType);
const scheduled = (history: ReturnType<typeof read>) =>
  history.events.flatMap(({ activityTaskScheduledEventAttributes: activity }) => (activity ? [activity.activityType?.name] : []));

let bundle: string;
beforeAll(async () => {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: 'OFF', forward: {} } },
    shutdownSignals: [],
  });
  bundle = await workflowBundle({ cacheDir: join(tmpdir(), 'duly-test-cache') });
});

const replay = (history: ReturnType<typeof read>, customerId = 'cus_year') =>
  Worker.runReplayHistory({ workflowBundle: { codePath: bundle }, sinks: createSinks(() => undefined) }, history, workflowIdOf(customerId));

describe('recorded histories', () => {
  it('hold runs that continued as new, effects and cancelled timers', () => {
    const types = recorded.flatMap((name) => typesOf(read(name)));
    for (const type of [
      EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW,
      EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
      EventType.EVENT_TYPE_TIMER_CANCELED,
    ]) {
      expect(types).toContain(type);
    }
  });

  it('hold a decision that fell back to the ordinary activity', () => {
    expect(recorded.flatMap((name) => scheduled(read(name)))).toContain('decide');
  });

  it('hold a run that continued as new while an effect was under way, and the run that took it up again', () => {
    const histories = recorded.map(read);
    const cut = histories.find((history) => {
      const over = typesOf(history).filter((type) => type === EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED).length;
      return typesOf(history).at(-1) === EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW && scheduled(history).length > over;
    });
    const { newExecutionRunId } = cut?.events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes ?? {};
    const next = histories.find(
      (history) => history.events[0]?.workflowExecutionStartedEventAttributes?.originalExecutionRunId === newExecutionRunId,
    );
    expect(next && scheduled(next)).toContain('sendMessage');
  });

  it.each(recorded)('%s replays with the bundle of today', async (name) => {
    await replay(read(name), name.startsWith('trouble') ? 'cus_trouble' : 'cus_year');
  });

  it('with another activity in its place does not replay', async () => {
    const doctored = first();
    const scheduled = doctored.events.find((event) => event.activityTaskScheduledEventAttributes)?.activityTaskScheduledEventAttributes;
    if (!scheduled?.activityType) throw new Error('The recorded history has no activity.');
    scheduled.activityType.name = 'somethingElse';
    await expect(replay(doctored)).rejects.toThrow(/[Nn]ondeterminism/);
  });

  it('with one of its timers moved elsewhere does not replay', async () => {
    const doctored = first();
    const at = doctored.events.findIndex((event) => event.timerStartedEventAttributes);
    const [timer] = doctored.events.splice(at, 1);
    if (!timer) throw new Error('The recorded history has no timer.');
    const later = doctored.events.findIndex((event, index) => index > at && event.activityTaskScheduledEventAttributes);
    doctored.events.splice(later, 0, timer);
    for (const [index, event] of doctored.events.entries()) event.eventId = (index + 1) as never;
    await expect(replay(doctored)).rejects.toThrow();
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
