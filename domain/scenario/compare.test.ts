import { describe, expect, it } from '@jest/globals';
import { loadJourney } from '../journey/load.js';
import { compare } from './compare.js';
import { readScenarios } from './load.js';
import { playOnSimulator } from './play-on-simulator.js';
import type { Scenario } from './scenario.js';
import { checkVocabulary } from './vocabulary.js';

const journey = loadJourney({
  text: `
    journey: Two reminders
    contact: { at: "09:00", until: "20:00", zone: UTC }
    lanes:
      collection:
        for: item
        whenever: { payment.failed: failure handling }
        stages:
          delivery: { on: { delivered: autopay } }
          autopay: { on: { failed: failure handling, no autopay: reminders } }
          failure handling: { retry: { days: [3] }, on: { used up: reminders } }
          reminders:
            steps:
              - { name: after-1, at: { days: 1, from: due }, do: { send: overdue } }
              - { name: after-10, at: { days: 10, from: due }, do: { send: second-reminder, by: [email, letter] } }
            on: { used up: end }`,
  file: 'two-reminders.yaml',
});
const cardTurn = ({ card, earlier }: { card: string; earlier: number }) => {
  if (card === 'pm_good') return { did: 'collected' as const };
  return card === 'pm_second'
    ? earlier === 0
      ? { did: 'declined' as const, code: 'insufficient_funds' }
      : { did: 'collected' as const }
    : undefined;
};

const STORY = ['2026-03-02: invoice R-1 over EUR 1000, due 2026-04-01, delivered', '2026-04-05: payment of EUR 400 for R-1'];
const RIGHT = ['2026-04-02: sent after-1, EUR 1000', '2026-04-11: sent after-10, EUR 600'];

function scenario({ story = STORY, expected = RIGHT, more = '' }: { story?: string[]; expected?: string[]; more?: string }): Scenario {
  const lines = (sentences: string[]) => sentences.map((sentence) => `\n  - ${sentence}`).join('');
  const text = `scenario: S\njourney: J\nstory:${lines(story)}\nexpect:${expected.length > 0 ? lines(expected) : ' []'}\n${more}`;
  const { scenarios, findings } = readScenarios(text);
  if (!scenarios?.[0]) throw new Error(JSON.stringify(findings));
  return scenarios[0];
}
async function verdict(of: Parameters<typeof scenario>[0]) {
  const read = scenario(of);
  return compare({ scenario: read, played: await playOnSimulator({ scenario: read, journey, cardTurn }) });
}
/** What differs: the sign, the day and the words. */
async function differences(of: Parameters<typeof scenario>[0]): Promise<string[]> {
  const { ok, compared } = await verdict(of);
  const wrong = compared.filter(({ mark }) => mark !== 'same');
  expect(ok).toBe(wrong.length === 0);
  return wrong.map(({ mark, on, text, instead }) => `${mark} ${on} ${text}${instead ? ` | ${instead}` : ''}`);
}

describe('what is expected and comes', () => {
  it.each([
    ['by the step', RIGHT],
    ['by the template, with a time, for the invoice', ['2026-04-02 09:00: sent overdue for R-1', '2026-04-11: sent Second reminder']],
    ['with why something does not come', [...RIGHT, '2026-04-11: no survey']],
    [
      'with reasons by their code and by their words',
      ['2026-04-02: because step-waits', ...RIGHT, '2026-04-11: because Step after-10 is due'],
    ],
    ['with what is owed', ['2026-03-02: balance EUR 1000', ...RIGHT.slice(0, 1), '2026-04-05: balance of R-1 EUR 600', ...RIGHT.slice(1)]],
    ['by one of its ways', ['2026-04-02: sent after-1 by email', '2026-04-11: sent after-10 by email']],
    ['by all of its ways', [RIGHT[0] as string, '2026-04-11: sent after-10 by email and letter for R-1, EUR 600']],
    ['with stages', ['2026-03-02: stage reminders for R-1', ...RIGHT]],
  ])('%s', async (_what, expected) => {
    expect(await differences({ expected })).toEqual([]);
  });
});

describe('what differs', () => {
  it.each([
    ['nothing is expected', [], ['unexpected 2026-04-02 sent after-1 for R-1, EUR 1000.00']],
    [
      'another day',
      ['2026-04-03: sent after-1', RIGHT[1] as string],
      [
        'unexpected 2026-04-02 sent after-1 for R-1, EUR 1000.00',
        'missing 2026-04-03 sent after-1 | 2026-04-02 09:00 sent after-1 for R-1, EUR 1000.00',
      ],
    ],
    [
      'another time',
      ['2026-04-02 08:00: sent after-1', RIGHT[1] as string],
      [
        'missing 2026-04-02 sent after-1 | 2026-04-02 09:00 sent after-1 for R-1, EUR 1000.00',
        'unexpected 2026-04-02 sent after-1 for R-1, EUR 1000.00',
      ],
    ],
    [
      'another amount',
      [RIGHT[0] as string, '2026-04-11: sent after-10, EUR 1000'],
      [
        'missing 2026-04-11 sent after-10, EUR 1000 | 2026-04-11 09:00 sent after-10 by email and letter for R-1, EUR 600.00',
        'unexpected 2026-04-11 sent after-10 by email and letter for R-1, EUR 600.00',
      ],
    ],
    [
      'another way',
      ['2026-04-02: sent after-1 by email and letter', '2026-04-11: sent after-10 by letter'],
      [
        'missing 2026-04-02 sent after-1 by email and letter | 2026-04-02 09:00 sent after-1 for R-1, EUR 1000.00',
        'unexpected 2026-04-02 sent after-1 for R-1, EUR 1000.00',
      ],
    ],
    ['twice', [...RIGHT, '2026-04-11: sent after-10'], ['missing 2026-04-11 sent after-10']],
    [
      'a reason that is none',
      [...RIGHT, '2026-04-11: because dispute'],
      ['missing 2026-04-11 because dispute | no such reason was recorded on that day'],
    ],
    [
      'something that is not to come',
      [...RIGHT, '2026-04-11: no after-10'],
      ['missing 2026-04-11 no after-10 | 09:00 sent after-10 by email and letter for R-1, EUR 600.00'],
    ],
    ['another balance', [...RIGHT, '2026-04-11: balance EUR 0'], ['missing 2026-04-11 balance EUR 0 | EUR 600.00']],
    ['a stage that is not entered', [...RIGHT, '2026-04-11: stage autopay'], ['missing 2026-04-11 stage autopay']],
  ])('%s', async (_what, expected, wrong) => {
    expect(await differences({ expected })).toEqual(wrong);
  });

  it.each(['reminder', 'message', 'overdue', 'after-1', 'After 1'])('never: %s', async (name) => {
    expect((await differences({ expected: RIGHT, more: `never: [ ${name} ]` }))[0]).toBe(
      `unexpected 2026-04-02 sent after-1 for R-1, EUR 1000.00 | never: ${name}`,
    );
  });

  it('a story that cannot go on', async () => {
    const story = [...STORY, '2026-04-06: dispute solved against the customer', '2026-04-07: task decided ours as fixed'];
    expect(await differences({ story })).toEqual([
      'missing 2026-04-06 the story goes on | No dispute is open.',
      'missing 2026-04-07 the story goes on | No task ours is open.',
    ]);
  });

  it('a decision that its journey does not know', async () => {
    const asks = loadJourney({
      text: `
        journey: Asks
        collection, for each invoice:
          reminders:
            1 day after due: send Overdue
            on used up: escalation
          escalation:
            5 days after due: send Final notice
            10 days after due: ask Head of AR for agency or write-off, within 90 days, else agency`,
      file: 'asks.yaml',
    });
    const read = scenario({ story: [...STORY, '2026-04-13: task decided escalation as plan'], expected: [], more: 'until: 2026-04-14' });
    const { compared } = compare({ scenario: read, played: await playOnSimulator({ scenario: read, journey: asks, cardTurn }) });
    expect(compared.filter(({ mark }) => mark === 'missing').map(({ instead }) => instead)).toEqual([
      'By this journey the task escalation is decided with agency or write-off, not "plan".',
    ]);
  });

  it('comes with what was recorded on the day, and where nothing was decided on it, with what was decided last', async () => {
    const { compared } = await verdict({ expected: [RIGHT[0] as string, '2026-04-07: sent after-10', RIGHT[1] as string] });
    expect(compared.find(({ mark }) => mark === 'missing')?.reasons).toEqual([
      'nothing was decided on that day; on 2026-04-05: R-1: Step after-10 waits until 2026-04-11: that is its day.',
    ]);
  });
});

describe('charges', () => {
  it('end as the card says, and what they recover is settled', async () => {
    const story = ['2026-03-02: card pm_second for autopay', '2026-03-02: invoice R-1 over EUR 10, due 2026-04-01, delivered'];
    const expected = [
      '2026-04-01: charge of EUR 10 for R-1 declined with insufficient_funds',
      '2026-04-01: sent failure-funds for R-1',
      '2026-04-04: charged EUR 10 for R-1',
      '2026-04-04: settled R-1',
    ];
    expect(await differences({ story, expected })).toEqual([]);
  });
});

describe('names that nothing has', () => {
  it.each([
    ['never: [ after-2 ]', RIGHT, /no message, step, stage or task "after-2".*Did you mean "after-1"/],
    ['', ['2026-04-02: sent overdeu'], /no message or step "overdeu".*Did you mean "overdue"/],
    ['', ['2026-04-02: no overdeu'], /Did you mean "overdue"/],
    ['', ['2026-04-02: stage remindrs'], /no stage "remindrs".*Did you mean "reminders"/],
    ['', ['2026-04-02: task fix-adress'], /no kind of task "fix-adress".*Did you mean "fix-address"/],
    ['', ['2026-04-02: asked CSTA'], /no survey "CSTA".*Did you mean "csat"/],
  ])('%s %s', (more, expected, message) => {
    const findings = checkVocabulary({ scenario: scenario({ expected, more }), journey, cardTurn });
    expect(findings.map((finding) => finding.message)).toEqual([expect.stringMatching(message)]);
  });

  it('are told of a card whose charges nobody can foretell', () => {
    const story = ['2026-03-02: card pm_goood for autopay'];
    const findings = checkVocabulary({ scenario: scenario({ story }), journey, cardTurn });
    expect(findings.map(({ at }) => at)).toEqual(['4:17']);
  });
});
