import { DulyError } from '../../domain/errors.js';

/** Whatever went wrong in a template as one sentence with its file, line and column. */
export function templateProblem({ error, file }: { error: unknown; file: string }): DulyError {
  if (error instanceof DulyError) return error;
  const { originalError, token, message } = error as Error & { originalError?: Error; token?: { getPosition(): number[] } };
  if (originalError instanceof DulyError) return originalError;
  const at = token?.getPosition().join(':') ?? '1:1';
  const inFile = partFileOf(error) ?? file;
  const cause = (originalError?.message ?? message).replace(/, file:.*$|, line:.*$/s, '');
  return new DulyError({
    code: 'invalid_request',
    message: `The message template ${inFile} is wrong at ${at}: ${cause}. Correct it there.`,
    at,
    cause: error,
  });
}

function partFileOf(error: unknown): string | undefined {
  const { partFile, originalError } = error as { partFile?: string; originalError?: unknown };
  return partFile ?? (originalError ? partFileOf(originalError) : undefined);
}
