/** Who answers for what a customer objects to: `reasons: damaged goods to Logistics, price to Sales, else AR desk`. */
import { z } from 'zod';
import type { Journey } from '../../journey/journey.js';
import { nameSchema } from '../../journey/long-form.js';
import { type LongMap, nameOf, type Read, type Words } from '../../language/words.js';
import type { HoldKind } from '../hold-kind.js';

export const reasonsSchema = z.strictObject({
  /** By the reason's code, in small letters with hyphens. */
  owners: z.record(nameSchema, nameSchema).default({}),
  /** Of all others. */
  else: nameSchema,
});
type ReasonsConfig = z.infer<typeof reasonsSchema>;

const USUAL: ReasonsConfig = { owners: {}, else: 'ar-desk' };

/** The owner of a reason. Codes are compared as names are: `damaged_goods` is `damaged goods`. */
export function ownerOf({ journey, reasonCode }: { journey: Journey; reasonCode: string }): string {
  const { owners, else: otherwise } = (journey.holds?.reasons as ReasonsConfig | undefined) ?? USUAL;
  const code = reasonCode.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-');
  return Object.hasOwn(owners, code) ? (owners[code] ?? otherwise) : otherwise;
}

const words: Words = {
  grammar: `
  HoldsReasons = (HoldsReason ",")* "else" who
  HoldsReason = holdsReason "to" who
  holdsReason (a reason) = letter (~(space+ "to" space) ~nameEnd any)*
`,
  actions: {
    HoldsReasons: (reasons, _commas, _else, who) => ({
      owners: Object.assign({}, ...reasons.children.map((one) => (one as Read).long() as LongMap)),
      else: who.long(),
    }),
    HoldsReason: (reason, _to, who) => ({ [String((reason.long() as { value: string }).value)]: who.long() }),
    holdsReason: (first, rest) => nameOf([first, rest]),
  },
  settings: { reasons: { rule: 'HoldsReasons', example: 'damaged goods to Logistics, price to Sales, else AR desk' } },
};

export const reasons: HoldKind<ReasonsConfig> = {
  schema: reasonsSchema,
  words,
  tell: ({ config, words: { say, name, all } }) => {
    const owners = Object.entries(config.owners).map(([reason, owner]) =>
      say({ en: `${name(owner)} for ${name(reason)}`, de: `für ${name(reason)} ist es ${name(owner)}` }),
    );
    const others = say({ en: `${name(config.else)} for every other reason`, de: `für alles andere ${name(config.else)}` });
    return {
      standing: [
        say({
          en: `What a customer objects to has an owner: ${all([...owners, others])}.`,
          de: `Wogegen ein Kunde Einwände hat, dafür ist jemand zuständig: ${all([...owners, others])}.`,
        }),
      ],
      customer: [],
    };
  },
};
