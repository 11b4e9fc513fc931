import { askText } from '../ask.js';
import type { HoldKind } from '../hold-kind.js';
import { type DisputeConfig, OWNER_OF_REASON } from './index.js';

export const tellDispute: HoldKind<DisputeConfig>['tell'] = ({ config: { ask }, words }) => {
  const { say, name } = words;
  if (!ask) return { standing: [], customer: [] };
  const who =
    ask.who === OWNER_OF_REASON ? say({ en: 'the owner of its reason', de: 'die für den Grund zuständige Stelle' }) : name(ask.who);
  const asked = askText({ ask, who, words });
  return {
    standing: [
      say({
        en: `About a dispute ${asked}. It never ends by itself.`,
        de: `Zu einem Streitfall gilt: ${asked}. Von selbst endet er nie.`,
      }),
    ],
    customer: [],
  };
};
