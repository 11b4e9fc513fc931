import MarkdownIt, { type Token } from 'markdown-it';

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });

/** Markdown as tokens: the one source of both parts of a message. */
export const markdownTokens = (source: string): Token[] => markdown.parse(source, {});

/** Tokens as HTML with the style of each tag written into it, since mail programs drop style sheets. */
export function htmlOf({ tokens, styles }: { tokens: Token[]; styles: Readonly<Record<string, string>> }): string {
  for (const [index, token] of tokens.entries()) {
    style(token, styles);
    if (token.type === 'td_open' && isShortName(tokens[index + 1])) token.attrJoin('style', ';white-space:nowrap');
    for (const child of token.children ?? []) style(child, styles);
    if (isButton(token)) token.children?.[0]?.attrJoin('style', styles.button ?? '');
  }
  return markdown.renderer.render(tokens, markdown.options, {});
}

export const escapeHtml = (text: string): string => markdown.utils.escapeHtml(text);

function style(token: Token, styles: Readonly<Record<string, string>>): void {
  const known = token.nesting === 1 || token.type === 'hr' ? styles[token.tag] : undefined;
  if (!known) return;
  const aligned = token.attrGet('style');
  token.attrSet('style', [known, aligned, aligned === 'text-align:right' && 'white-space:nowrap'].filter(Boolean).join(';'));
}

/** A number such as R-2017 stays on one line of a narrow cell; a long one may break. */
const isShortName = (inline: Token | undefined): boolean =>
  /^\S{1,14}$/.test((inline?.children ?? []).map(({ content }) => content).join(''));

/** A paragraph of one link and nothing else is the thing to press. */
const isButton = ({ type, children }: Token): boolean =>
  type === 'inline' && children?.length === 3 && children[0]?.type === 'link_open' && children[2]?.type === 'link_close';
