import { DulyError } from '../domain/errors.js';

/** `reminders=chasing`: each old stage with the one where those go on who stand in it. Throws `invalid_request`. */
export function readStages(pairs: string[]): Map<string, string> {
  return new Map(
    pairs.map((text): [string, string] => {
      const [, old, now] = /^([^=]+)=([^=]+)$/.exec(text) ?? [];
      if (old && now) return [old.trim(), now.trim()];
      const message = `A stage and where it goes on is written like "reminders=chasing"; "${shown(text)}" is not.`;
      throw new DulyError({ code: 'invalid_request', at: '--stages', message });
    }),
  );
}

/** What somebody wrote, as it is told back: its beginning. */
export const shown = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)} …` : text);
