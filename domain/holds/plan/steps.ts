/** The step that plans take by themselves. */
export const NOTICE_STEP = 'plan-ends-notice';
