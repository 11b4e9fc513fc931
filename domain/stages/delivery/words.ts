import { type LongMap, nameOf, type Words } from '../../language/words.js';

export const words: Words = {
  grammar: `
  DeliveryBy = "the" "customer's" "choice" "," "else" "email" -- choice
             | "letter" DeliveryWith? -- letter
  DeliveryWith = "with" Enclosed
  DeliveryAsk = deliveryDesk DeliveryIf "," Within "," Else -- when
              | Ask -- ask
  deliveryDesk (a person or a desk) = ("the" space+)? letter (~(nameEnd | space+ "if" endOfWord) any)*
  DeliveryIf = "if" (DeliveryRefused | DeliveryBack)
  DeliveryRefused = "the" "invoice" "was" "refused"
  DeliveryBack = "it" "came" "back"
`,
  actions: {
    DeliveryBy_choice: () => ({ customer: true }),
    DeliveryBy_letter: (_letter, enclosed) => ({ letter: Object.assign({}, ...(enclosed.long() as LongMap[])) }),
    DeliveryWith: (_with, enclosed) => ({ with: enclosed.long() }),
    DeliveryAsk_when: (desk, _if, _comma, within, _second, otherwise) => ({
      who: desk.long(),
      within: within.long(),
      else: otherwise.long(),
    }),
    DeliveryAsk_ask: (ask) => ask.long(),
    deliveryDesk: (...parts) => nameOf(parts.slice(-2)),
  },
  settings: {
    send: {
      rule: 'template',
      example: 'Invoice',
      put: (into, template) => {
        into.template = template;
      },
    },
    by: { rule: 'DeliveryBy', example: "the customer's choice, else email" },
    ask: { rule: 'DeliveryAsk', example: 'AR desk if the invoice was refused, within 1 business day, else Head of AR' },
  },
};
