import { describe, expect, it } from '@jest/globals';
import { chooseContact } from './choose-contact.js';
import { type Purpose, RANKS, type Rank } from './purposes.js';

const choose = (purposes: Purpose[], meant?: Rank) =>
  chooseContact({ contacts: purposes.map((purpose) => ({ purpose })), meant, usual: 'reminders' })?.purpose;

describe('who is written to', () => {
  it.each<[Purpose[], Rank | undefined, Purpose | undefined]>([
    [['all', 'finance-director'], 'finance-director', 'finance-director'],
    [['all', 'accounts-payable', 'finance-manager'], 'finance-director', 'finance-manager'],
    [['all', 'accounts-payable'], 'finance-director', 'accounts-payable'],
    [['all', 'reminders'], 'finance-director', 'reminders'],
    [['all'], 'managing-director', 'all'],
    [[], 'finance-director', undefined],
    // Never higher than meant, where there is anybody else.
    [['managing-director', 'all'], 'finance-manager', 'all'],
    [['managing-director'], 'finance-manager', 'managing-director'],
    // Without a rank the usual contact, and the lowest rank where there is none.
    [['all', 'reminders', 'finance-director'], undefined, 'reminders'],
    [['finance-director', 'all'], undefined, 'all'],
    [['finance-director', 'accounts-payable'], undefined, 'accounts-payable'],
    [['surveys'], undefined, 'surveys'],
  ])('%j, %s meant: %s', (purposes, meant, got) => {
    expect(choose(purposes, meant)).toBe(got);
  });

  it('never goes up to a higher rank than the one that is meant while a lower or usual contact is there', () => {
    for (const [index, meant] of RANKS.entries())
      for (const higher of RANKS.slice(index + 1)) expect(choose([higher, 'all'], meant)).toBe('all');
  });
});
