import { readFileSync } from 'node:fs';
import { TEMPLATE_VARIABLES } from '../adapters/templates/variables.js';
import { journeyReference } from '../domain/language/journey-reference.js';

/** The reference of journeys as `docs/reference/journey.md` has it. */
export const referencePage = (): string => journeyReference({ variables: TEMPLATE_VARIABLES, pageOf: pageOfStageType });

/** What a stage type says of itself. */
export const pageOfStageType = (type: string): string =>
  readFileSync(new URL(`../domain/stages/${type.replaceAll(' ', '-')}/README.md`, import.meta.url), 'utf8');
