import type { CardTurn } from '../domain/scenario/play-on-simulator.js';
import { declineOf, scriptOf, turnAfter } from '../gateway/cards.js';

/** How the test gateway would charge a card; nothing for a card whose charges are never answered, which takes time to find out. */
export const cardTurn: CardTurn = ({ card, earlier }) => {
  const script = scriptOf(card);
  if (!script || script.includes('timeout')) return undefined;
  const turn = turnAfter({ script, earlier });
  if (turn === 'ok' || turn === 'timeout') return { did: 'collected' };
  const { decline_code: code, advice_code: advice } = declineOf(turn);
  return { did: 'declined', code, ...(advice && { advice }) };
};
