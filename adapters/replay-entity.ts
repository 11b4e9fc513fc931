/** The legal entity of customers who are made by replays and scenarios; those of one run alone have ids that begin like it. */
export const REPLAY_ENTITY = 'le_replay';

/** Legal entities of the business itself. */
export const OF_THE_BUSINESS = { NOT: { id: { startsWith: REPLAY_ENTITY } } };
