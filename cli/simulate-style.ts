/** The look of a simulation's report: one column on a telephone, two on a desk; light or dark as the reader's page is. */
export const SIMULATION_STYLE = `
:root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--ink:#17202b;--soft:#5a6776;--rule:#e2e6eb;--first:#2457d6;--second:#d2690b;--good:#1a7f4b;--bad:#b3372b;--unsure:#77828f;
--age0:#c9d3df;--age1:#f4cf7a;--age2:#eda04b;--age3:#d96a35;--age4:#a5301f;--shade:0 1px 2px rgba(20,30,45,.06),0 4px 16px rgba(20,30,45,.05)}
@media (prefers-color-scheme:dark){:root{--page:#0f141a;--card:#171e26;--ink:#e7ecf2;--soft:#9aa7b5;--rule:#2a343f;--first:#82a8ff;--second:#ffae5c;--good:#5fd49a;--bad:#ff8f80;--unsure:#8d99a6;
--age0:#3d4a58;--age1:#b9923a;--age2:#d98a3c;--age3:#e0653c;--age4:#ff6a5a;--shade:none}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Liberation Sans",sans-serif;-webkit-text-size-adjust:100%}
main{max-width:1120px;margin:0 auto;padding:28px 16px 64px}
h1{font-size:clamp(1.55rem,4.5vw,2.3rem);line-height:1.18;letter-spacing:-.02em;margin:.1em 0 .25em;text-wrap:balance}
h2{font-size:1.3rem;letter-spacing:-.01em;margin:2.2em 0 .7em}
h3{font-size:1.02rem;margin:0}
p{margin:.3em 0}
.over{color:var(--soft);font-size:.82rem;letter-spacing:.08em;text-transform:uppercase;font-weight:600;margin:0}
.lead{color:var(--soft);max-width:46em;margin:0}
.against{color:var(--soft);font-weight:400}
b.first,b.second{font-weight:650}b.first{color:var(--first)}b.second{color:var(--second)}
.card{background:var(--card);border:1px solid var(--rule);border-radius:14px;box-shadow:var(--shade);padding:18px;margin:0;min-width:0}
.tiles{display:grid;gap:12px;grid-template-columns:repeat(auto-fit,minmax(136px,1fr))}
.tile{padding:14px 16px}
.tile h3{font-size:.86rem;font-weight:600;line-height:1.3}
.tile .unit{font-size:.78rem;color:var(--soft);margin:0 0 6px}
.tile .value{display:flex;align-items:baseline;gap:8px;font-variant-numeric:tabular-nums;margin:2px 0 0;white-space:nowrap}
.tile .value strong{font-size:1.32rem;letter-spacing:-.01em;font-weight:650}
.swatch{display:inline-block;width:9px;height:9px;border-radius:2px;flex:none;align-self:center}
.swatch.first{background:var(--first)}.swatch.second{background:var(--second)}
.sure{list-style:none;padding:4px 18px}
.sure li{display:grid;grid-template-columns:1fr 180px;gap:4px 20px;align-items:center;padding:13px 2px;border-top:1px solid var(--rule)}
.sure li:first-child{border-top:0}
.sure .badge{display:inline-block;font-size:.72rem;font-weight:650;border-radius:99px;padding:1px 9px;border:1px solid currentColor;margin-right:8px;vertical-align:1px;white-space:nowrap}
.badge.good{color:var(--good)}.badge.bad{color:var(--bad)}.badge.unsure{color:var(--unsure)}
.whisker{width:180px;max-width:100%;height:28px}
.whisker .zero{stroke:var(--soft);stroke-dasharray:2 3}.whisker .reach{stroke-width:2;stroke:currentColor}.whisker .middle{fill:currentColor}
.whisker.good{color:var(--good)}.whisker.bad{color:var(--bad)}.whisker.unsure{color:var(--unsure)}
.charts{display:grid;gap:16px;margin-top:16px;grid-template-columns:repeat(auto-fill,minmax(min(100%,420px),1fr));align-items:start}
figcaption p{color:var(--soft);font-size:.9rem;margin:.15em 0 0}
.keys{list-style:none;display:flex;flex-wrap:wrap;gap:2px 16px;margin:10px 0 4px;padding:0;font-size:.86rem;color:var(--soft)}
.key{display:inline-block;width:12px;height:12px;border-radius:3px;margin-right:6px;vertical-align:-1px}
.chart{width:100%;height:auto;display:block;overflow:visible}
.chart text{font-size:12.5px;fill:var(--soft);font-variant-numeric:tabular-nums}
.chart .label{fill:var(--ink);font-size:13px}
.chart .value{fill:var(--soft);font-size:12px}
.grid{stroke:var(--rule)}.grid.base{stroke:var(--soft);stroke-opacity:.6}
.line{fill:none;stroke-width:2.2;stroke-linejoin:round}.line.first{stroke:var(--first)}.line.second{stroke:var(--second)}.dashed{stroke-dasharray:6 4}
.dot{stroke:var(--card);stroke-width:1.2}
rect.first,.dot.first,.key.first{fill:var(--first);background:var(--first)}
rect.second,.dot.second,.key.second{fill:var(--second);background:var(--second)}
rect.gain{fill:var(--good)}rect.loss{fill:var(--bad)}.key.gain{background:var(--good)}.key.loss{background:var(--bad)}
rect.age0{fill:var(--age0)}rect.age1{fill:var(--age1)}rect.age2{fill:var(--age2)}rect.age3{fill:var(--age3)}rect.age4{fill:var(--age4)}
.key.age0{background:var(--age0)}.key.age1{background:var(--age1)}.key.age2{background:var(--age2)}.key.age3{background:var(--age3)}.key.age4{background:var(--age4)}
details{margin-top:10px;font-size:.88rem}
summary{cursor:pointer;color:var(--soft);border-radius:6px;width:fit-content;padding:4px 2px}
summary:focus-visible{outline:2px solid var(--first);outline-offset:2px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.86rem}
th,td{text-align:right;padding:5px 8px;border-bottom:1px solid var(--rule);white-space:nowrap;font-weight:400}
thead th{color:var(--soft);font-weight:600}th[scope=row]{text-align:left}
dl{display:grid;grid-template-columns:minmax(110px,190px) 1fr;gap:8px 16px;margin:0}
dt{font-weight:600}dd{margin:0;color:var(--soft)}
.prose{max-width:52em}.prose li{margin:.35em 0}
code{font:.9em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
@media (max-width:560px){.sure li{grid-template-columns:1fr}.card{padding:14px}dl{grid-template-columns:1fr;gap:2px}dd{margin-bottom:8px}main{padding:20px 12px 48px}}
@media print{body{background:#fff}.card{break-inside:avoid;box-shadow:none}}
`;
