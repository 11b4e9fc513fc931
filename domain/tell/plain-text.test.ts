import { describe, expect, it } from '@jest/globals';
import { plainText } from './plain-text.js';

describe('a name as it is shown', () => {
  it.each([
    ['stays as it is', 'Zahlungserinnerung № 2 – “final” 漢字 👨‍👩‍👧', 'Zahlungserinnerung № 2 – “final” 漢字 👨‍👩‍👧'],
    ['is one line', ' a\r\n\tb\u2028c\u0085d ', 'a b c d'],
    ['commands nothing to a terminal', 'a\u001b[31mred\u0007\u009b', 'a\ufffd[31mred\ufffd\ufffd'],
    ['turns no text around it', 'a\u202eb\u2066c\u200f', 'a\ufffdb\ufffdc\ufffd'],
    ['has no halves of characters', 'a\ud83d b\udc68', 'a\ufffd b\ufffd'],
    ['has no character that XML forbids', '\u0000\ufffe\uffff', '\ufffd\ufffd\ufffd'],
    ['carries three marks on a letter at most', `Z${'\u0300'.repeat(50)}a`, `Z${'\u0300'.repeat(3)}a`],
    ['is kept apart where it is written from right to left', 'שלום 5', '\u2068שלום 5\u2069'],
  ])('%s', (_, given, shown) => {
    expect(plainText(given)).toBe(shown);
  });
});
