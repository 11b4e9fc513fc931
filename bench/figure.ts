/** One measured figure. With `ratio` it is compared with `baseline`, which was measured in the same run or is a limit that we set. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  baseline?: number;
  ratio?: number;
}

/** To two digits behind the point. */
export const ratioOf = (value: number, baseline: number): number => Math.round((value / baseline) * 100) / 100;
