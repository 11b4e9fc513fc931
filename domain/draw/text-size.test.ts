import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { textWidth, widthIsGuessed, wrap } from './text-size.js';

const fits = (width: number) => (line: string) => textWidth({ text: line, size: 12 }) <= width;

describe('wrapped text', () => {
  it('breaks between words, and inside a word only where it alone is too long, after a hyphen first', () => {
    expect(wrap({ text: 'one two three', size: 12, width: 70 })).toEqual(['one two', 'three']);
    expect(wrap({ text: 'a second-reminder-for-all', size: 12, width: 80 })).toEqual(['a', 'second-', 'reminder-', 'for-all']);
    expect(wrap({ text: 'x'.repeat(30), size: 12, width: 80 })).toEqual(['x'.repeat(10), 'x'.repeat(10), 'x'.repeat(10)]);
    expect(wrap({ text: '', size: 12, width: 80 })).toEqual(['']);
  });

  it('keeps together what is read as one character', () => {
    const family = '👨‍👩‍👧‍👦';
    expect(wrap({ text: family.repeat(4), size: 12, width: 70 })).toEqual([family, family, family, family]);
  });

  it('loses nothing but spaces, and no line is too wide, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.integer({ min: 60, max: 300 }), (text, width) => {
        const words = text.split(' ').filter(Boolean);
        const lines = wrap({ text, size: 12, width });
        expect(lines.join('').replaceAll(' ', '')).toBe(words.join(''));
        for (const line of lines) expect(fits(width)(line) || [...new Intl.Segmenter('en').segment(line)].length === 1).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('knows where it can only guess a width', () => {
    expect(['plain “text” 12 €', 'Ошибка', 'שלום', '漢字', '\ufffd'].map(widthIsGuessed)).toEqual([false, false, false, false, false]);
    expect(['﷽', '👨', '꧅'].map(widthIsGuessed)).toEqual([true, true, true]);
  });
});
