/** The words that conditions may use, each with its type and unit: one table for the type check, the evaluation and the page of the documentation. */
export type Value = number | string | boolean;

/** One word. `of` reads its value from what is asked about; undefined: unknown. Numbers are whole. */
export type Word<About> = { says: string } & (
  | { type: 'number'; unit: string; least: number; most?: number; of(about: About): number | undefined }
  /** With `values` it is never anything else. */
  | { type: 'text'; values?: readonly string[]; of(about: About): string | undefined }
  | { type: 'yes or no'; of(about: About): boolean | undefined }
);
export type ValueType = Word<never>['type'];

/** By its whole name, like `customer.averageDaysLate`. */
export type Vocabulary<About> = Readonly<Record<string, Word<About>>>;

export const wordOf = <About>(vocabulary: Vocabulary<About>, name: string): Word<About> | undefined =>
  Object.hasOwn(vocabulary, name) ? vocabulary[name] : undefined;
