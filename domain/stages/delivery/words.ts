import type { Words } from '../../language/words.js';

export const words: Words = {
  grammar: '',
  actions: {},
  settings: {
    send: {
      rule: 'template',
      example: 'Invoice',
      put: (into, template) => {
        into.template = template;
      },
    },
    ask: { rule: 'Ask', example: 'AR desk, within 1 day, else Head of AR' },
  },
};
