import { checkJourney } from '../domain/journey/load.js';
import { doubtsOf } from '../domain/trial/doubts.js';
import { warningLine } from './check-report.js';

/** What of a journey is worth a look before it is lived, a line each; of one that is wrong nothing. */
export const journeyWarnings = ({ file, text }: { file: string; text: string }): string[] =>
  checkJourney(text, { doubtsOf }).warnings.map((warning) => warningLine(file, warning));
