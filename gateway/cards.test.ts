import { describe, expect, it } from '@jest/globals';
import { declineOf, scriptOf, turnAfter } from './cards.js';

describe('test cards', () => {
  it.each([
    ['pm_card_good', ['ok']],
    ['pm_card_no_funds', ['insufficient_funds']],
    ['pm_card_hard', ['lost_card']],
    ['pm_card_ours', ['duplicate_transaction']],
    ['pm_card_timeout', ['timeout']],
    ['pm_card_script_ok', ['ok']],
    ['pm_card_script_insufficient_funds__processing_error__ok', ['insufficient_funds', 'processing_error', 'ok']],
    ['pm_card_script_insufficient_funds__ok--another', ['insufficient_funds', 'ok']],
  ])('%s has its script', (method, script) => {
    expect(scriptOf(method)).toEqual(script);
  });

  it.each(['pm_card_other', 'pm_card_script_', 'pm_card_script_insuficient_funds', 'pm_card_script_ok__', 'toString', ''])(
    'takes "%s" for no test card',
    (method) => {
      expect(scriptOf(method)).toBeUndefined();
    },
  );

  it('repeats the last turn of a script for ever', () => {
    const turns = [0, 1, 2, 7].map((earlier) => turnAfter({ script: ['insufficient_funds', 'ok'], earlier }));
    expect(turns).toEqual(['insufficient_funds', 'ok', 'ok', 'ok']);
  });

  it('words declines as Stripe does', () => {
    expect(declineOf('lost_card')).toMatchObject({ code: 'card_declined', decline_code: 'lost_card', advice_code: 'do_not_try_again' });
    expect(declineOf('expired_card')).toMatchObject({ code: 'expired_card', decline_code: 'expired_card' });
  });
});
