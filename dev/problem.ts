/** A start that cannot go on: the message is one sentence for a person and needs no stack. */
export class StartProblem extends Error {
  override name = 'StartProblem';
}

/** The sentence to show for anything thrown while starting; a full disk is told as such wherever it was met. */
export function sentenceOf({ error, home }: { error: unknown; home: string }): string {
  if (error instanceof StartProblem) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || message?.includes('No space left on device')) return noSpace(home);
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The sentence for a disk that is, or is about to be, full. */
export function noSpace(folder: string): string {
  return `There is too little space on the disk of ${folder}: free at least 500 MB, or choose a folder on another disk with DULY_HOME.`;
}
