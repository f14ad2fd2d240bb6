/** The page's only style sheet: light and dark by the reader's setting, one column on a phone, black on white in print. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#17202b;--soft:#566372;--line:#e1e6eb;--paper:#f6f8fa;--card:#fff;--good:#18794e;--warn:#946200;--bad:#c0311d;--goodbg:#e3f5ea;--warnbg:#fdf2d4;--badbg:#fdeae6;--bar:#3d7fc4;--area:#3d7fc41f;--s0:#c0311d;--s1:#d9822b;--s2:#3d7fc4;--s3:#5b9bd5;--s4:#8fb8de;--s5:#a9c7e4;--s6:#c3d8ec;--s7:#d5dee7}
@media (prefers-color-scheme:dark){:root{--ink:#e7ecf2;--soft:#9dabb9;--line:#2b3743;--paper:#10161d;--card:#18212b;--good:#5fd39a;--warn:#e7b955;--bad:#ff8672;--goodbg:#143324;--warnbg:#3a2e10;--badbg:#43201b;--bar:#6ea8e6;--area:#6ea8e62b;--s0:#ff8672;--s1:#e9a15c;--s2:#6ea8e6;--s3:#558dc9;--s4:#4573a5;--s5:#3a5f88;--s6:#314e6e;--s7:#2b4057}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;-webkit-text-size-adjust:100%;overflow-wrap:break-word}
main{max-width:66rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:1.9rem;line-height:1.2;letter-spacing:-.01em;margin:0;overflow-wrap:anywhere}
h2{font-size:1.25rem;margin:2.75rem 0 .9rem;letter-spacing:-.005em}
h3{font-size:1.02rem;margin:1.75rem 0 .3rem}
p{margin:.6rem 0;max-width:46rem}
.sub{color:var(--soft);margin:.3rem 0 1.5rem}
.lead{font-size:1.18rem;line-height:1.45;max-width:none;padding:1rem 1.2rem;border-left:5px solid var(--line);background:var(--card);border-radius:.4rem}
.lead.bad{border-color:var(--bad);background:var(--badbg)}.lead.warn{border-color:var(--warn);background:var(--warnbg)}.lead.good{border-color:var(--good);background:var(--goodbg)}
.lead.bad,.lead.warn,.lead.good{color:var(--ink)}
.bad{color:var(--bad)}.warn{color:var(--warn)}.good{color:var(--good)}.quiet,.soft{color:var(--soft)}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.8rem;margin:0;padding:0}
.fact{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.8rem 1rem}
.fact dt{color:var(--soft);font-size:.88rem}.fact dd{margin:0}
.value{font-size:1.5rem;font-weight:600;font-variant-numeric:tabular-nums;margin-right:.4rem}
.fact .note{font-size:.82rem;line-height:1.4;color:var(--soft);margin-top:.25rem;overflow-wrap:anywhere}
.tag{display:inline-block;font-size:.78rem;font-weight:600;line-height:1.3;padding:.1rem .5rem;border-radius:1rem;border:1px solid var(--line);white-space:nowrap}
.tag.bad{background:var(--badbg);border-color:transparent}.tag.warn{background:var(--warnbg);border-color:transparent}.tag.good{background:var(--goodbg);border-color:transparent}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.94rem}
th,td{text-align:left;padding:.42rem .7rem;border-bottom:1px solid var(--line);vertical-align:top}
td.long{overflow-wrap:anywhere;min-width:9rem}td.whole{white-space:nowrap}td.right,th.right{text-align:right;white-space:nowrap;overflow-wrap:normal}
th{color:var(--soft);font-weight:600;font-size:.82rem;white-space:nowrap}
tr:last-child td{border-bottom:0}
.card{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.5rem .6rem}
.both{display:grid;grid-template-columns:minmax(0,9fr) minmax(0,11fr);gap:1rem;align-items:start}.both th,.both td{padding:.42rem .45rem}
@media (max-width:52rem){.both{grid-template-columns:minmax(0,1fr)}}
ul.findings{list-style:none;padding:0;margin:0}
ul.findings>li{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.7rem 1rem;margin:0 0 .6rem}
.findings strong,.findings td strong{overflow-wrap:anywhere}
.where{color:var(--soft);font-size:.92rem}.detail{color:var(--soft);font-size:.9rem}
table.findings td:first-child{width:1%}table.findings .name{min-width:12rem}
figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem}
figure+.card,.card+figure{margin:0}
.facts+.card,.card+.card,.card+.facts{margin-top:1rem}
figcaption{color:var(--soft);font-size:.85rem;margin:0 0 .5rem}
svg{width:100%;max-width:34rem;height:auto;display:block;margin:0 auto}
svg text{fill:var(--ink);font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
svg .num{font-weight:600}svg .soft{fill:var(--soft);font-size:12px}
svg .bar{fill:var(--bar)}svg .bar.warn{fill:var(--warn)}svg .bar.bad{fill:var(--bad)}svg .bar.good{fill:var(--good)}
svg .line{stroke:var(--bar);stroke-width:2.5;fill:none;stroke-linejoin:round}svg .area{fill:var(--area)}svg .dot{fill:var(--bar)}svg .grid{stroke:var(--line)}
svg .s0{fill:var(--s0)}svg .s1{fill:var(--s1)}svg .s2{fill:var(--s2)}svg .s3{fill:var(--s3)}svg .s4{fill:var(--s4)}svg .s5{fill:var(--s5)}svg .s6{fill:var(--s6)}svg .s7{fill:var(--s7)}
svg .part{fill:var(--bar)}svg .part.good{fill:var(--good)}svg .part.quiet{fill:var(--soft)}svg .part.warn{fill:var(--warn)}svg .part.bad{fill:var(--bad)}svg .within{fill:var(--card);font-size:11px;font-weight:600}
.board{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:1rem;align-items:start}
.board h3{margin:0 0 .5rem;padding-bottom:.3rem;border-bottom:2px solid var(--line)}.board ul{list-style:none;margin:0;padding:0}
.board li{background:var(--card);border:1px solid var(--line);border-left:4px solid var(--line);border-radius:.5rem;padding:.55rem .8rem;margin:0 0 .6rem}.board li.warn{border-left-color:var(--warn)}.board li.good{border-left-color:var(--good)}.board li.bad{border-left-color:var(--bad)}
.board li,.board li.quiet{color:var(--ink)}.board strong{display:block;line-height:1.35;overflow-wrap:anywhere}.board .detail{overflow-wrap:anywhere}.board .detail.warn{color:var(--warn)}.board .detail.good{color:var(--good)}.board .detail.bad{color:var(--bad)}
:is(ul,ol).plain{padding-left:1.2rem;margin:.4rem 0}:is(ul,ol).plain li{margin:.3rem 0;overflow-wrap:anywhere}
details{margin:.5rem 0}summary{cursor:pointer;color:var(--soft);font-size:.88rem}
pre{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.8rem}
code{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.9em;overflow-wrap:anywhere}
@media (max-width:40rem){main{padding:1.25rem .9rem 3rem}h1{font-size:1.5rem}.lead{font-size:1.05rem}th,td,.both th,.both td{padding:.4rem .3rem}th,th.right{white-space:normal;hyphens:auto}td.long{min-width:7.5rem}
table.findings,table.findings tbody,table.findings tr,table.findings td{display:block;width:auto}table.findings thead{display:none}
table.findings td,table.findings td:first-child{display:inline-block;border:0;padding:.08rem .3rem;width:auto;text-align:left;color:var(--soft);font-size:.92rem}table.findings td.name{display:block;color:var(--ink)}table.findings td:empty,table.findings .name~td:last-child{display:none}table.findings tr{border-bottom:1px solid var(--line);padding:.5rem 0}table.findings tr:last-child{border:0}}
@page{size:A4;margin:14mm}
@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--line:#ccc;--paper:#fff;--card:#fff;--good:#0a5c38;--warn:#7a5200;--bad:#a02312;--goodbg:#fff;--warnbg:#fff;--badbg:#fff;--bar:#3d7fc4;--area:#e8eff7}
body{font-size:10pt}main{max-width:none;padding:0}.facts{grid-template-columns:repeat(3,1fr)}.board{grid-template-columns:repeat(4,minmax(0,1fr));gap:.6rem}h2,h3,h3+p{break-after:avoid}figure,li,.fact,tr{break-inside:avoid}rect,.tag,.lead{print-color-adjust:exact;-webkit-print-color-adjust:exact}details>*{display:block}}
`;
