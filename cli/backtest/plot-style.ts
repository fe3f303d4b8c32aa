/** Colours for light and dark surroundings that are told apart also by those who see few colours (Okabe and Ito 2008). */
export const PLOT_STYLE = `
svg{--ground:#fff;--ink:#1f2328;--faint:#59636e;--grid:#d8dee4;--file:#0072b2;--base:#d55e00;--monthly:#009e73;--never:#8c959f;--good:#1a7f37;--warn:#9a6700;--bad:#cf222e;font:13px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
@media (prefers-color-scheme:dark){svg{--ground:#0d1117;--ink:#e6edf3;--faint:#9198a1;--grid:#2a313c;--file:#56b4e9;--base:#e69f00;--monthly:#3fb68b;--never:#7d8590;--good:#3fb950;--warn:#d29922;--bad:#f85149}}
.ground{fill:var(--ground)}
text{fill:var(--ink)}
.title{font-size:16px;font-weight:600}
.faint{fill:var(--faint);font-size:12px}
.name{font-weight:600}
.grid{stroke:var(--grid);stroke-width:1}
.line{fill:none;stroke-width:1.75;stroke-linejoin:round}
.line.file{stroke:var(--file);stroke-width:2.75}
.line.base{stroke:var(--base);stroke-width:2.25}
.line.monthly{stroke:var(--monthly);stroke-dasharray:6 4}
.line.never{stroke:var(--never);stroke-dasharray:2 4}
text.file{fill:var(--file)}
text.base{fill:var(--base)}
.mark{fill:none;stroke-width:2;stroke-linecap:round}
.good{stroke:var(--good)}.warn{stroke:var(--warn)}.bad{stroke:var(--bad)}
.good.fill{fill:var(--good)}.warn.fill{fill:var(--warn)}.bad.fill{fill:var(--bad)}
.hollow{fill:var(--ground)}
`
