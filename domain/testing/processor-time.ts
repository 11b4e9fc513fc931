/** The processor time that the work took in this process, in milliseconds: what other processes take does not count. */
export function processorTimeOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** The bound of what is bounded. A quiet machine takes less than a second for the longest, a busy one several times that; what is not bounded takes minutes. */
export const BOUND_MS = 10_000;
