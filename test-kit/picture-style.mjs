/** Colours of pages and pictures, by the selector of their root: every meaning has a mark or a word besides. */
export const palette = (/** @type {string} */ root) => `
${root} { --page: #fff; --text: #1f2328; --soft: #59636e; --line: #d1d9e0; --good: #12753f; --bad: #c11f2a; --race: #8a5a00; --shade: #f5f6f8; }
@media (prefers-color-scheme: dark) { ${root} { --page: #14191f; --text: #e6edf3; --soft: #9198a1; --line: #343b44; --good: #57c785; --bad: #ff7b7b; --race: #e5b454; --shade: #1d2126; } }`;

/** The style of the shapes that `svgTimeLine` draws. */
export const TIME_LINE_STYLE = `
svg text { fill: var(--text); }
svg path { fill: none; stroke: var(--soft); }
text.tick { fill: var(--soft); }
path.tick { stroke: var(--line); }
text.signal { font-weight: 600; }
path.signal { stroke: var(--text); stroke-dasharray: 3 3; }
path.process { stroke: var(--text); stroke-width: 3; }
circle { fill: var(--soft); }
.answered { fill: var(--good); }
path.lost, path.reset { stroke: var(--bad); stroke-width: 2.5; }`;
