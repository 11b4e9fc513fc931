import { tellStep, tellStepToCustomer } from '../../ladder/tell-step.js';
import type { Tell } from '../../tell/told.js';
import type { RemindersConfig } from './index.js';

export const tellReminders: Tell<RemindersConfig> = ({ config, ladder, words }) => {
  const { say } = words;
  const repeats = config.steps.at(-1)?.every !== undefined;
  return {
    about: say({
      en: `Reminds of the invoice, step by step, until nothing is owed${repeats ? '' : ' or the steps are used up'}.`,
      de: `Erinnert Schritt für Schritt an die Rechnung, bis nichts mehr offen ist${repeats ? '' : ' oder die Schritte verbraucht sind'}.`,
    }),
    steps: config.steps.map((step, index) => tellStep({ step, before: config.steps[index - 1], words })),
    outcomes: {
      'used up': repeats
        ? say({
            en: 'the steps were used up, which a repeated last step never is',
            de: 'die Schritte verbraucht sind, was bei einem wiederholten letzten Schritt nie eintritt',
          })
        : say({ en: 'every step is over and something is still owed', de: 'alle Schritte vorbei sind und noch etwas offen ist' }),
    },
    standing: [
      say({
        en: 'A step that was taken is never taken again for the invoice.',
        de: 'Ein Schritt, der getan ist, kommt für diese Rechnung nie wieder.',
      }),
    ],
    customer: config.steps.flatMap((step) => tellStepToCustomer({ step, steps: ladder, words })),
  };
};
