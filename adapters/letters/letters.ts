import type { LetterService } from '../../activities/ports/letter-service.js';
import { createMessageReader, SHIPPED_TEMPLATES } from '../templates/renderer.js';
import { createLetterFolder } from './letter-folder.js';
import { letterPdf, openFonts } from './letter-pdf.js';

/** Letters made from the texts of messages and laid into a folder for the print service. */
export function createLetters({ folder, templates = SHIPPED_TEMPLATES }: { folder: string; templates?: string }): LetterService {
  const read = createMessageReader({ folder: templates });
  const fonts = openFonts();
  return {
    ...createLetterFolder({ folder }),
    render: ({ headers, ...request }) => letterPdf({ message: read({ ...request, date: headers.date }), headers, fonts }),
  };
}
