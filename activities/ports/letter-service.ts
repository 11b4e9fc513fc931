import type { Enclosure } from '../../domain/effects/effect.js';
import type { Money } from '../../domain/money.js';
import type { MessageValues } from './renderer.js';

/** Makes letters of messages, and hands them to whoever prints and posts them. */
export interface LetterService {
  /** The message as a PDF: the same request gives the same bytes. Throws `invalid_request` where a template is missing or wrong. */
  render(request: {
    template: string;
    locale: string;
    otherwise?: string | undefined;
    values: MessageValues;
    headers: LetterHeaders;
  }): Promise<Uint8Array>;
  /** The same id again changes nothing. */
  handOver(letter: {
    id: string;
    registered: boolean;
    bytes: Uint8Array;
  }): Promise<{ did: 'accepted' } | { did: 'not-now'; message: string }>;
}

export interface LetterHeaders {
  from: { name: string; address: string };
  /** The addressee, a line each: his firm, his name, his postal address. */
  to: readonly string[];
  /** The moment of the letter, ms UTC. */
  date: number;
  registered: boolean;
  /** What lies in it: named at its end, for whoever posts it and for the addressee. */
  enclosed?: readonly Enclosure[] | undefined;
  /** A payment slip that is drawn at its foot, in place of one that lies in it. */
  slip?: { payee: string; iban: string; bic: string | null; money: Money; reference: string; payer: string } | undefined;
}
