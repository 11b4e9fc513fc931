import type { Long, Read } from '../language/words.js';

/** What an optional part of a sentence says; nothing where it is left out. */
export const saidIn = (part: Read | undefined): Long[] => (part?.children ?? []).map((child) => (child as Read).long());
