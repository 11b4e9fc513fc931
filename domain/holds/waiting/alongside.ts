/**
 * A reply about several invoices is one hold for each and one question: the first hold's id ends with their count, `hold_x.3`, and the others' begin
 * with it, `hold_x.3/2` and `hold_x.3/3`.
 */
export function alongside(holdId: string): string[] {
  const count = Number(/\.(\d{1,3})$/.exec(holdId)?.[1] ?? 1);
  return Array.from({ length: Math.max(1, count) }, (_, index) => (index === 0 ? holdId : `${holdId}/${index + 1}`));
}

/** Whether nobody is asked about the hold because somebody is about the one that it follows. */
export const isFollower = (holdId: string): boolean => /\.\d{1,3}\/\d{1,3}$/.test(holdId);
