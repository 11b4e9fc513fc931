/**
 * Random numbers that belong to what they decide. Each is reckoned from its name alone (the seed, the customer, the invoice, the purpose), never from
 * the one before it: two journeys that ask in another order, or another number of times, meet the same customers with the same luck.
 * The text is hashed by xmur3 into the state of sfc32 (C. Doty-Humphrey's small fast counting generator, 128 bits), whose thirteenth number it is.
 */

/** Which random number is meant. Customers and invoices are counted from 0; -1 stands for the customer himself. */
export interface DrawName {
  seed: string;
  customer: number;
  invoice: number;
  purpose: string;
}

/** From 0 up to, not including, 1: the same for the same name on every machine. */
export function draw({ seed, customer, invoice, purpose }: DrawName): number {
  const hash = hashOf(`${seed} ${customer} ${invoice} ${purpose}`);
  let a = hash();
  let b = hash();
  let c = hash();
  let counter = hash();
  let drawn = 0;
  for (let round = 0; round < 13; round += 1) {
    drawn = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + drawn) | 0;
  }
  return (drawn >>> 0) / 4_294_967_296;
}

/** xmur3: 32 bits for each call. */
function hashOf(text: string): () => number {
  let state = 1_779_033_703 ^ text.length;
  for (let at = 0; at < text.length; at += 1) {
    state = Math.imul(state ^ text.charCodeAt(at), 3_432_918_353);
    state = (state << 13) | (state >>> 19);
  }
  return () => {
    state = Math.imul(state ^ (state >>> 16), 2_246_822_507);
    state = Math.imul(state ^ (state >>> 13), 3_266_489_909);
    state ^= state >>> 16;
    return state | 0;
  };
}

/** The value below which a share of `drawn` lies, where the values are those of equal steps from the least to the most: `[0, 10, 40]` has 10 in its middle. */
export function quantile(values: readonly number[], drawn: number): number {
  const place = drawn * (values.length - 1);
  const below = Math.floor(place);
  const from = values[below] ?? 0;
  return from + ((values[below + 1] ?? from) - from) * (place - below);
}

/** The place of the member that `drawn` falls on, by their weights. */
export function chosen(weights: readonly number[], drawn: number): number {
  let left = drawn * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [place, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return place;
  }
  return weights.length - 1;
}
