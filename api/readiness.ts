/** Whether the API can do its work now, each part by name. */

/** Null: the part answers; else a sentence that says why not. A check that throws counts as no answer. */
export type Check = () => Promise<string | null>;
export type PartName = 'postgresql' | 'temporal' | 'worker';

export interface ReadinessReport {
  ok: boolean;
  parts: Partial<Record<PartName, { ok: boolean; why?: string }>>;
}

export interface Readiness {
  /** Everything that a customer's journey needs. */
  all(): Promise<ReadinessReport>;
  /** What storing a fact needs: PostgreSQL alone. */
  intake(): Promise<ReadinessReport>;
}

const LABELS: Record<PartName, string> = { postgresql: 'PostgreSQL', temporal: 'Temporal', worker: 'The worker' };

/** Each check has `patienceMs` to answer. The sentences never quote errors: those may hold addresses. */
export function createReadiness({ checks, patienceMs = 2_000 }: { checks: Record<PartName, Check>; patienceMs?: number }): Readiness {
  const ask = async (names: PartName[]): Promise<ReadinessReport> => {
    const parts = await Promise.all(names.map(async (name) => [name, await askOne(name)] as const));
    return { ok: parts.every(([, { ok }]) => ok), parts: Object.fromEntries(parts) };
  };
  const askOne = async (name: PartName): Promise<{ ok: boolean; why?: string }> => {
    const why = await Promise.race([checks[name]().catch(() => `${LABELS[name]} does not answer.`), silence(name)]);
    return why === null ? { ok: true } : { ok: false, why };
  };
  const silence = (name: PartName) =>
    new Promise<string>((resolve) => {
      setTimeout(resolve, patienceMs, `${LABELS[name]} did not answer within ${patienceMs / 1_000} s.`).unref();
    });
  return { all: () => ask(['postgresql', 'temporal', 'worker']), intake: () => ask(['postgresql']) };
}
