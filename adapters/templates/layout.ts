import { escapeHtml } from './markdown.js';

const font = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/** The style of each tag of the text. Colours are repeated in the style sheet below for dark mode. */
export const STYLES: Readonly<Record<string, string>> = {
  h1: 'margin:0 0 20px;font-size:22px;line-height:1.3;font-weight:600',
  h2: 'margin:28px 0 8px;font-size:17px;line-height:1.4;font-weight:600',
  p: 'margin:0 0 16px',
  ul: 'margin:0 0 16px;padding-left:22px',
  ol: 'margin:0 0 16px;padding-left:22px',
  a: 'color:#1a56a8',
  button:
    ';display:inline-block;padding:12px 22px;border-radius:6px;background-color:#1a56a8;color:#ffffff;text-decoration:none;font-weight:600',
  table: 'width:100%;border-collapse:collapse;margin:4px 0 20px;font-variant-numeric:tabular-nums',
  th: 'padding:6px 8px 6px 0;border-bottom:2px solid #d5dae1;font-size:13px;font-weight:600;text-align:left;vertical-align:bottom',
  td: 'padding:9px 8px 9px 0;border-bottom:1px solid #e4e8ed;text-align:left;vertical-align:top',
};

/** A body of HTML as a whole page that mail programs show well: one column of 600 px at most, readable on a phone and in the dark. */
export function pageOf({
  language,
  subject,
  preheader,
  sender,
  body,
}: Record<'language' | 'subject' | 'preheader' | 'sender' | 'body', string>): string {
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(subject)}</title>
<style>
:root{color-scheme:light dark}
.text table th:last-child,.text table td:last-child{padding-right:0 !important}
@media (max-width:480px){.page{padding:0 !important}.card{padding:24px 18px !important;border-radius:0 !important}}
@media (prefers-color-scheme:dark){
.page{background-color:#15181c !important}
.card{background-color:#1f2429 !important;color:#e8eaed !important}
.sender{color:#a9b1ba !important}
.text a{color:#8ab8f5 !important}
.text a[style*="inline-block"]{background-color:#8ab8f5 !important;color:#10151b !important}
.text th,.text td{border-color:#3a424b !important}
}
</style>
</head>
<body style="margin:0;padding:0">
<div style="display:none;max-height:0;overflow:hidden">${escapeHtml(preheader)}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:#f2f4f7;padding:24px 12px">
<tr><td align="center">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px">
<tr><td class="card" style="${font};font-size:16px;line-height:1.55;color:#20262d;background-color:#ffffff;padding:32px 36px;border-radius:8px;overflow-wrap:anywhere">
<div class="sender" style="margin:0 0 20px;font-size:14px;color:#5b6672">${escapeHtml(sender)}</div>
<div class="text">
${body.trim()}
</div>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
}
