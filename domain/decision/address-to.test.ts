import { describe, expect, it } from '@jest/globals';
import type { Purpose, Reach } from '../contacts/purposes.js';
import { world } from '../testing/world.js';

const journey = (lines: string) => `
journey: Whom
contact:
  hours: 09:00 to 20:00 in UTC
  together: all invoices of an account in one message
collection, for each invoice:
  reminders:
${lines}
    on used up: end
`;
const by = (purpose: Purpose, channels: Reach['by'] = ['email', 'letter']): Reach => ({ purpose, by: channels });

function reminded({ reachable, lines }: { reachable: Reach[]; lines: string }) {
  const w = world({ journey: journey(lines), customer: { reachable } })
    .at('2026-03-01T10:00Z')
    .invoice('I1', { dueOn: '2026-03-02' })
    .invoice('I2', { dueOn: '2026-03-03' })
    .until('2026-03-12T10:00Z');
  return w;
}
const insteadOf = (w: ReturnType<typeof reminded>, subject = 'I1') =>
  w
    .run()
    .decisions.flatMap(({ decision }) => decision.reasons)
    .filter(({ code, about }) => code === 'contact-instead' && about === subject)
    .map(({ params }) => params);

describe('whom a step means', () => {
  const director = '    1 day after due: send Overdue, by email and letter, to the finance director';

  it('stands in the message, with no word more where the contact is there', () => {
    const w = reminded({ reachable: [by('all'), by('finance-director')], lines: director });
    expect(w.run().happened.map(({ effect }) => effect)).toContainEqual(expect.objectContaining({ to: ['finance-director'] }));
    expect(insteadOf(w)).toEqual([]);
  });

  it('is told with who gets it instead, for each way by which he has no such contact', () => {
    const w = reminded({ reachable: [by('all'), by('finance-manager', ['email']), by('finance-director', ['letter'])], lines: director });
    expect(insteadOf(w)).toEqual([{ step: 'overdue', meant: 'finance-director', got: 'finance-manager', channel: 'email' }]);
  });

  it('is the usual contact in the end, and nobody where there is none', () => {
    expect(insteadOf(reminded({ reachable: [by('all')], lines: director })).map((params) => params?.got)).toEqual(['usual', 'usual']);
    expect(insteadOf(reminded({ reachable: [], lines: director })).map((params) => params?.got)).toEqual(['nobody', 'nobody']);
  });

  it('changes with the contact', () => {
    const w = world({ journey: journey(director), customer: { reachable: [by('all')] } })
      .at('2026-03-01T10:00Z')
      .invoice('I1', { dueOn: '2026-03-02' })
      .fact('contact.changed', { contactId: 'C1/contact/finance-director', purpose: 'finance-director', by: ['email', 'letter'] })
      .until('2026-03-03T10:00Z')
      .invoice('I2', { dueOn: '2026-03-04' })
      .fact('contact.changed', { contactId: 'C1/contact/finance-director', purpose: 'finance-director', by: [] })
      .until('2026-03-12T10:00Z');
    expect([insteadOf(w), insteadOf(w, 'I2').length]).toEqual([[], 2]);
  });

  it('keeps messages for different people apart, which else travel together', () => {
    const lines = `    1 day after due: send Overdue, copy to the account manager
    2 days after due: send Second reminder, to accounts payable`;
    const sent = (given: string) =>
      reminded({ reachable: [by('all')], lines: given })
        .run()
        .happened.map(({ effect }) => effect.steps.map(({ subject, step }) => `${subject} ${step}`).join(' + '));
    expect(sent(lines)).toEqual(['I1 overdue', 'I1 second-reminder', 'I2 overdue', 'I2 second-reminder']);
    expect(sent(lines.replaceAll(/, (copy )?to .*/g, ''))).toEqual(['I1 overdue', 'I1 second-reminder + I2 overdue', 'I2 second-reminder']);
  });
});
