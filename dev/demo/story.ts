/** The story that the demo plays: what the outside world reports of three customers, and on which day. Everything else is Duly's own doing. */

/** What happens to a customer from outside, by the invoices' own names in this story. */
export type Deed =
  | { does: 'gets a card'; providerRef: string }
  | { does: 'is invoiced'; invoice: string; amount: number }
  | { does: 'pays'; invoice: string }
  | { does: 'disputes'; invoice: string; reason: string }
  | { does: 'loses the dispute'; invoice: string }
  | { does: 'answers the survey'; score: number };

export interface Actor {
  name: string;
  sketch: string;
  /** In order of the days, counted from the first one; at eleven in the morning where the customer is. */
  deeds: (Deed & { day: number })[];
}

/** Days that the story takes. */
export const STORY_DAYS = 120;

/** `run` makes the card one of its own: a test card does its turns once. */
export const storyOf = (run: string): Actor[] => [
  {
    name: 'Alder Books',
    sketch: 'pays after a friendly reminder and is asked for feedback',
    deeds: [
      { day: 0, does: 'is invoiced', invoice: 'A', amount: 124_995 },
      { day: 33, does: 'pays', invoice: 'A' },
      { day: 35, does: 'answers the survey', score: 5 },
    ],
  },
  {
    name: 'Quay Coffee',
    sketch: 'has a card that is declined for insufficient funds, retried and recovered',
    deeds: [
      { day: 0, does: 'gets a card', providerRef: `pm_card_script_insufficient_funds__ok--${run}` },
      { day: 0, does: 'is invoiced', invoice: 'B', amount: 64_900 },
    ],
  },
  {
    name: 'Millstone Tiles',
    sketch: 'disputes one of two invoices, is left in peace for it, loses, gets a week of peace and pays late',
    deeds: [
      { day: 0, does: 'is invoiced', invoice: 'C', amount: 310_000 },
      { day: 8, does: 'is invoiced', invoice: 'D', amount: 42_000 },
      { day: 36, does: 'disputes', invoice: 'C', reason: 'damaged_goods' },
      { day: 43, does: 'pays', invoice: 'D' },
      { day: 50, does: 'loses the dispute', invoice: 'C' },
      { day: 64, does: 'pays', invoice: 'C' },
    ],
  },
];
