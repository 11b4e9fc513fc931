/** What a template is sent as: some values are there for one kind of message only. */
export type TemplateUse = 'message' | 'failure' | 'promise' | 'plan' | 'cheque' | 'statement' | 'survey';

/** The use of a template by the path of the setting that names it; undefined: the setting names none. */
export function templateUseAt(path: readonly PropertyKey[]): TemplateUse | undefined {
  if (path[0] === 'holds' && path[1] === 'promise') return path.at(-1) === 'send' ? 'promise' : undefined;
  if (path[0] === 'holds' && path[1] === 'plan') return path.at(-1) === 'send' ? 'plan' : undefined;
  if (path.at(-2) === 'tell') return 'failure';
  if (path.at(-1) !== 'template' && path.at(-1) !== 'send') return undefined;
  if (path.at(-4) === 'returned') return 'cheque';
  if (path.at(-2) === 'statement' && path.at(-1) === 'send') return 'statement';
  return path.at(-2) === 'csat' || path.at(-2) === 'nps' ? 'survey' : 'message';
}
