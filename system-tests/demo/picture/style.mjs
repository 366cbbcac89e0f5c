/** Of the picture, given once for light and once for dark: every meaning has a mark or a word besides its colour. */
export const STYLE = `
svg { --page: #fff; --text: #1f2328; --soft: #59636e; --line: #d1d9e0; --good: #12753f; --bad: #c11f2a; font: 13px system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; }
@media (prefers-color-scheme: dark) { svg { --page: #14191f; --text: #e6edf3; --soft: #9198a1; --line: #343b44; --good: #57c785; --bad: #ff7b7b; } }
text { fill: var(--text); }
path { fill: none; }
.panel { fill: var(--page); stroke: var(--line); }
.title { font: 600 15px ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.about { font: 13px system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; fill: var(--soft); }
.verdict { font-weight: 600; font-size: 14px; }
.good .verdict, .good .end { fill: var(--good); }
.bad .verdict, .bad .end, .lossy .outcome { fill: var(--bad); }
.strong, .end { font-weight: 600; }
.soft, text.tick { fill: var(--soft); font-size: 12px; }
text.signal { font-size: 12px; font-weight: 600; }
path.tick { stroke: var(--line); }
path.signal { stroke: var(--text); stroke-dasharray: 3 3; }
.open { stroke: var(--soft); stroke-width: 1.5; stroke-dasharray: 1.5 3; }
.request { stroke: var(--soft); stroke-width: 4; }
.process { stroke: var(--text); stroke-width: 3; }
.bar { fill: var(--good); }
.answered { fill: var(--good); }
.lost { stroke: var(--bad); stroke-width: 2.5; }
`;
