import { palette, TIME_LINE_STYLE } from "../../../../test-kit/picture-style.mjs";

/** The style of the page, on screen and on paper. */
export const STYLE = `${palette(":root")}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
.tool, .when, footer, small { color: var(--soft); }
.tool { margin: 0; }
h1 { font-size: 1.25rem; margin: .2rem 0 .6rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2rem 0 .6rem; }
h3 { font-size: 1rem; margin: 0 0 .5rem; }
td:nth-child(2) code { white-space: nowrap; }
code, pre { font: .875em/1.5 ui-monospace, monospace; }
.verdict { font-weight: 600; margin: 0; padding: .6rem .8rem; }
.verdict { border-left: .3rem solid var(--race); background: var(--shade); }
.verdict.passed { border-color: var(--good); }
.verdict.failed { border-color: var(--bad); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem .4rem 0; border-bottom: 1px solid var(--line); }
.outcome { white-space: nowrap; }
.passed .outcome, .passed h3 { color: var(--good); }
.failed .outcome, .failed h3 { color: var(--bad); font-weight: 600; }
.race .outcome, .race h3 { color: var(--race); }
.not-measured .outcome { color: var(--soft); }
article { border: 1px solid var(--line); border-radius: .4rem; padding: .8rem; margin: 0 0 1rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 0 .6rem; }
figure { margin: 0 0 1.5rem; }
svg { display: block; width: 100%; height: auto; font: 11px system-ui, sans-serif; }${TIME_LINE_STYLE}
.lossy .label { fill: var(--bad); }
@media (max-width: 40rem) {
  thead { display: none; }
  tr { display: grid; grid-template-columns: auto 1fr; border-bottom: 1px solid var(--line); padding: .4rem 0; }
  td { border: 0; padding: 0 .6rem 0 0; }
  td:last-child { grid-column: 1 / -1; }
  figure, article { overflow-x: auto; }
  svg { min-width: 34rem; }
}
@media print {
  :root { --page: #fff; --text: #000; --soft: #444; --line: #bbb; }
  :root { --good: #0a5c30; --bad: #a00; --race: #6b4500; --shade: #fff; }
  article, figure, tr { break-inside: avoid; }
}
`;
