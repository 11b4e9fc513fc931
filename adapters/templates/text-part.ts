import type { Token } from 'markdown-it';

/** The plain text of a message: paragraphs with a blank line between, a table row as one line of its cells, a link as its words and its address. */
export function textOf(tokens: readonly Token[]): string {
  const blocks: string[] = [];
  let rows: string[][] | undefined;
  let bullet = '';
  for (const token of tokens) {
    switch (token.type) {
      case 'table_open':
        rows = [];
        break;
      case 'tr_open':
        rows?.push([]);
        break;
      case 'table_close':
        blocks.push((rows ?? []).map((cells) => cells.filter(Boolean).join(' · ')).join('\n'));
        rows = undefined;
        break;
      case 'list_item_open':
        bullet = token.info ? `${token.info}${token.markup} ` : '- ';
        break;
      case 'inline': {
        const text = inlineText(token.children ?? []);
        if (rows) rows.at(-1)?.push(text);
        else blocks.push(bullet + text);
        bullet = '';
        break;
      }
    }
  }
  return `${blocks.join('\n\n')}\n`;
}

function inlineText(tokens: readonly Token[]): string {
  let text = '';
  let address = '';
  for (const token of tokens) {
    if (token.type === 'softbreak' || token.type === 'hardbreak') text += '\n';
    else if (token.type === 'link_open') address = String(token.attrGet('href') ?? '');
    else if (token.type === 'link_close') text += `: ${address}`;
    else text += token.content;
  }
  return text;
}
