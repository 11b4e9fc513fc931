import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import proto from '@temporalio/proto';
import { type ReconcileReport, reconcileText, releasedText } from './reconcile-report.js';
import { performedIn } from './reconcile-runs.js';

const { History } = proto.temporal.api.history.v1;
const FOLDER = new URL('../test/replay/histories/', import.meta.url);
const histories = () =>
  readdirSync(FOLDER)
    .filter((name) => name.startsWith('customer-year'))
    .map((name) => History.decode(gunzipSync(readFileSync(new URL(name, FOLDER)))));

const nothing: ReconcileReport = {
  held: [],
  withoutRun: [],
  runsWithoutCustomer: [],
  late: [],
  stuck: [],
  waiting: [],
  quarantined: [],
  effects: [],
  problems: [],
};
const ref = (number: number) => ({ customer: `cus_${number}`, externalId: `C-${number}` });

describe('what runs did, by their recorded histories', () => {
  const performed = () => histories().flatMap(performedIn);

  it('is every effect that reached the world, in words, and once', () => {
    const all = performed();
    expect(new Set(all.map(({ did }) => did))).toEqual(new Set(['sent']));
    expect(new Set(all.map(({ effect }) => effect)).size).toBe(all.length);
    for (const { what, at } of all) {
      expect(what).toMatch(/^Send [a-z-]+ for \d+ items?$/);
      expect(Date.parse(at)).not.toBeNaN();
    }
  });

  it('is unknown where an effect was begun and no end is recorded', () => {
    const [first] = histories();
    const until = first?.events.findIndex((event) => event.activityTaskCompletedEventAttributes) ?? -1;
    const events = first?.events.slice(0, until);
    expect(performedIn({ events }).map(({ did }) => did)).toContain('unknown');
  });
});

describe('the text', () => {
  it('says so where there is nothing to say', () => {
    expect(reconcileText(nothing)).toBe('Nobody is held, late, stuck, waiting or without a run.');
  });

  it('is not all clear where Temporal could not be asked', () => {
    const report = { ...nothing, withoutRun: null, runsWithoutCustomer: null, problems: ['Temporal does not answer.'] };
    expect(reconcileText(report)).toBe('Temporal does not answer.');
  });

  it('names twenty of many and how many more there are', () => {
    const text = reconcileText({ ...nothing, withoutRun: Array.from({ length: 23 }, (_, number) => ref(number)) });
    expect(text).toMatch(/^Without a run in Temporal \(23\)\. Start them: npx duly reconcile --poke\n/);
    expect(text).toContain('  cus_19 (C-19)\n  … and 3 more: --json prints all.');
    expect(text).not.toContain('cus_20');
  });

  it('tells what a person must compare before he releases somebody, and what nobody knows', () => {
    const effects = [
      { effect: 'cus_1/I/first/0', did: 'sent', what: 'Send overdue for 1 item', at: '2026-04-01T09:00:00.000Z' },
      { effect: 'cus_1/I/pay/0', did: 'unknown', what: 'Collect for 1 item', at: '2026-04-02T09:00:00.000Z' },
    ];
    const held = { ...ref(1), kind: 'restored' as const, since: '2026-04-03T10:00:00.000Z', holds: ['hold/1'] };
    const unread = { ...ref(2), kind: 'restored' as const, since: '2026-04-03T10:00:00.000Z', holds: ['hold/2'], performed: null };
    const text = reconcileText({ ...nothing, held: [{ ...held, performed: { effects, earlierRunsUnread: true } }, unread] });
    expect(text.split('\n').slice(1)).toEqual([
      '  cus_1 (C-1) since 2026-04-03 10:00',
      '    sent: Send overdue for 1 item, 2026-04-01 09:00 (cus_1/I/first/0)',
      '    perhaps: Collect for 1 item, 2026-04-02 09:00 (cus_1/I/pay/0)',
      '    runs before the last five were not read',
      '  cus_2 (C-2) since 2026-04-03 10:00',
      '    what his run did is not known',
    ]);
  });

  it('of a release names whom there was nothing to release for, and whether the workflows know', () => {
    const released = [{ ...ref(1), holds: ['hold/1', 'hold/2'] }];
    expect(releasedText({ kind: 'imported', released, nothing: ['C-7'], told: false }).split('\n')).toEqual([
      'Released 1 customer who was held as imported.',
      '  cus_1 (C-1), 2 holds',
      'C-7 has no open hold of the kind imported: nothing was changed.',
      'Temporal does not answer: the relay tells the workflows when it does.',
    ]);
  });
});
