import { type Long, type LongMap, nameOf, type Words } from '../language/words.js';
import { LANGUAGES } from './writing.js';

/** `written in: the customer's language, else English, signed by the account manager with a telephone number, replies to AR desk`. */
export const WRITING_WORDS: Required<Pick<Words, 'grammar' | 'actions' | 'settings'>> = {
  grammar: `
  Writing = WritingLanguage WritingPart*
  WritingLanguage = "the" "customer's" "language" -- customer
                  | writingLanguage -- named
  writingLanguage (a language like English) = (${Object.keys(LANGUAGES)
    .map((name) => `"${name}"`)
    .join(' | ')}) endOfWord
  WritingPart = WritingElse | WritingSigned | WritingReplies
  WritingElse = "," "else" writingLanguage
  WritingSigned = "," "signed" "by" writingWho WritingTelephone?
  WritingTelephone = "with" "a" "telephone" "number"
  WritingReplies = "," "replies" "to" who
  writingWho (a person or a desk) = ("the" space+)? letter (~(nameEnd | space+ "with" endOfWord) any)*
`,
  actions: {
    Writing: (language, parts): Long => Object.assign({ language: language.long() }, ...(parts.long() as LongMap[])),
    WritingLanguage_customer: () => 'customer',
    WritingLanguage_named: (language) => language.long(),
    writingLanguage: (...parts) => LANGUAGES[parts[0]?.sourceString ?? ''] ?? '',
    WritingPart: (part) => part.long(),
    WritingElse: (_comma, _else, language) => ({ else: language.long() }),
    WritingSigned: (_comma, _signed, _by, who, telephone) => ({
      signedBy: who.long(),
      ...((telephone.long() as Long[]).length > 0 && { telephone: true }),
    }),
    WritingTelephone: () => true,
    WritingReplies: (_comma, _replies, _to, who) => ({ repliesTo: who.long() }),
    writingWho: (...parts) => nameOf(parts.slice(-2)),
  },
  settings: {
    'written in': {
      rule: 'Writing',
      example: "the customer's language, else English, signed by the account manager",
      put: (into, said) => Object.assign(into, { writing: said }),
    },
  },
};
