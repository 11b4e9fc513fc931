export type ChangeKind =
  | 'journey-renamed'
  | 'contact-changed'
  | 'setting-changed'
  | 'lane-added'
  | 'lane-removed'
  | 'lane-renamed'
  | 'lane-changed'
  | 'stage-added'
  | 'stage-removed'
  | 'stage-renamed'
  | 'stage-changed'
  | 'start-changed'
  | 'outcome-redirected'
  | 'whenever-changed'
  | 'step-added'
  | 'step-removed'
  | 'step-renamed'
  | 'step-retimed'
  | 'step-retargeted'
  | 'step-moved'
  | 'step-changed';

/** One difference. `lane` and `stage` are names in the old journey where the part was in it, else in the new one. */
export interface JourneyChange {
  kind: ChangeKind;
  lane?: string;
  stage?: string;
  step?: string;
  /** A sentence. */
  text: string;
  /** What it does to customers who are in the old journey, where that is not plain. */
  warning?: string;
}
