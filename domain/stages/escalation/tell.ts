import { tellStep, tellStepToCustomer } from '../../ladder/tell-step.js';
import { choiceText } from '../../ladder/verbs/ask.js';
import type { Tell } from '../../tell/told.js';
import { asksLast, type EscalationConfig } from './index.js';

export const tellEscalation: Tell<EscalationConfig> = ({ config, ladder, words }) => {
  const { say } = words;
  const decided = (choice: 'plan' | 'agency' | 'write-off') =>
    say({ en: `it is decided: ${choiceText(choice, words)}`, de: `entschieden ist: ${choiceText(choice, words)}` });
  return {
    about: say({
      en: 'Says plainly what comes next, holds new orders, and leaves the end to a person.',
      de: 'Sagt deutlich, was als Nächstes kommt, hält neue Bestellungen an und überlässt das Ende einem Menschen.',
    }),
    steps: config.steps.map((step, index) => tellStep({ step, before: config.steps[index - 1], words })),
    outcomes: {
      'used up': asksLast(config)
        ? say({
            en: 'the steps were used up, which a question never is',
            de: 'die Schritte verbraucht sind, was bei einer Frage nie eintritt',
          })
        : say({ en: 'every step is over and something is still owed', de: 'alle Schritte vorbei sind und noch etwas offen ist' }),
      plan: decided('plan'),
      agency: decided('agency'),
      'write-off': decided('write-off'),
    },
    standing: [
      say({
        en: 'What is settled, disputed, promised or held is not escalated: questions about it are closed, and orders are free at once.',
        de: 'Was bezahlt, bestritten, zugesagt oder angehalten ist, wird nicht verfolgt: Fragen dazu schließen sich, und Bestellungen sind sofort frei.',
      }),
      say({
        en: 'A severe step keeps its full distance to the notice before it, counted from when that really went.',
        de: 'Ein schwerer Schritt hält den vollen Abstand zur Mahnung vor ihm, gezählt ab dem Tag, an dem sie wirklich hinausging.',
      }),
    ],
    customer: config.steps.flatMap((step) => tellStepToCustomer({ step, steps: ladder, words })),
  };
};
