import { describe, expect, it } from '@jest/globals';
import { checkJourney } from '../../journey/load.js';
import { tellJourney } from '../../tell/tell-journey.js';
import { touchPointsOf } from '../../tell/touch-points.js';
import { world } from '../../testing/world.js';

const journey = (lines: string) => `
journey: Told
contact:
  hours: 09:00 to 20:00 in UTC
  apart: reminders 3 days, surveys 7 days
collection, for each invoice:
  escalation:
${lines}
    on used up: end
`;
const LADDER = `    1 day after due: send Overdue
    2 days after due: notify the ERP
    4 days after due: send Final notice, as a formal notice
    6 days after due: hold new orders
    9 days after due: notify the ERP, named again`;
const live = (lines = LADDER) =>
  world({ journey: journey(lines) })
    .at('2026-03-01T10:00Z')
    .invoice('I1', { dueOn: '2026-03-01' });
const told = (w: ReturnType<typeof live>) =>
  w.run().happened.map(({ at, effect, outcome }) => `${new Date(at).toISOString().slice(5, 10)} ${effect.id} ${outcome}`);

describe('another system', () => {
  it('is told on the day, with what is owed, and the reason why', () => {
    const w = live('    1 day after due: send Overdue\n    2 days after due: notify the ERP').until('2026-03-12T10:00Z');
    expect(told(w)).toEqual(['03-02 C1/I1/overdue/0 sent', '03-03 C1/I1/notify-erp/0 notified']);
    const last = w.run().happened.at(-1);
    expect(last?.effect).toMatchObject({ kind: 'webhook', hook: 'erp', itemIds: ['I1'], because: 'its moment' });
    expect(last?.parts).toEqual([{ itemId: 'I1', amount: 100_000 }]);
  });

  it('is not told of what is paid or held', () => {
    const paid = live('    2 days after due: notify the ERP').payment('P1', { to: 'I1' }).until('2026-03-12T10:00Z');
    expect(told(paid)).toEqual([]);
    const held = live('    2 days after due: notify the ERP')
      .fact('hold.placed', { holdId: 'h', kind: 'manual', scope: 'item', subject: 'I1', stops: ['escalation'], endsAt: null })
      .until('2026-03-12T10:00Z');
    expect(told(held)).toEqual([]);
  });

  it('moves no reminder by being told: neither apart nor the distance of what is severe counts from it', () => {
    const without = live(LADDER.replace(/^ *2 days.*\n/m, '').replace(/\n.*named again/, '')).until('2026-03-20T10:00Z');
    const w = live(
      '    1 day after due: send Overdue\n    3 days after due: notify the ERP\n    4 days after due: send Second reminder',
    ).until('2026-03-20T10:00Z');
    expect(told(w)).toEqual(['03-02 C1/I1/overdue/0 sent', '03-04 C1/I1/notify-erp/0 notified', '03-05 C1/I1/second-reminder/0 sent']);
    expect(told(without)).toEqual(['03-02 C1/I1/overdue/0 sent', '03-05 C1/I1/final-notice/0 sent']);
  });

  it('is no notice: nothing severe rests on it', () => {
    const findings = (lines: string) => checkJourney(journey(lines)).findings.map(({ code }) => code);
    expect(findings(LADDER)).toEqual(['severe-step']);
    expect(
      findings(LADDER.replace('4 days after due: send Final notice, as a formal notice', '4 days after due: send Second reminder')),
    ).toEqual([]);
  });

  it('is asked about where it refuses, once', () => {
    const w = live('    30 days after due: send Overdue');
    const failed = { effectId: 'C1/I1/notify-erp/0', itemIds: ['I1'], hook: 'erp', code: '410' };
    w.fact('webhook.failed', failed).fact('webhook.failed', { ...failed, effectId: 'C1/I2/notify-erp/0' });
    w.fact('webhook.failed', { ...failed, hook: 'crm' });
    const tasks = w.run().book.list('task');
    expect(tasks.map(({ kind, owner }) => `${kind} ${owner}`)).toEqual(['webhook-failed operators', 'webhook-failed operators']);
    w.fact('task.decided', { taskId: tasks[0]?.id ?? '', outcome: 'done' });
    expect(
      w
        .run()
        .book.list('task')
        .map(({ status }) => status),
    ).toContain('done');
  });

  it('is told of in both languages, and is no touch point', () => {
    const { journey: loaded } = checkJourney(journey('    2 days after due: notify the ERP'));
    if (!loaded) throw new Error('The journey is right.');
    const steps = (locale: 'en' | 'de') =>
      tellJourney({ journey: loaded, locale }).lanes[0]?.stages[0]?.steps.map(({ sentence }) => sentence);
    expect([steps('en'), steps('de')]).toEqual([
      ['2 days after the due date the system “erp” is told of it.'],
      ['2 Tage nach Fälligkeit wird es dem System „erp“ gemeldet.'],
    ]);
    const spoken = touchPointsOf({ journey: loaded, locale: 'en' }).sections.flatMap(({ touchPoints }) => touchPoints);
    expect(spoken.map(({ step }) => step)).toEqual(['plan-ends-notice']);
  });
});
