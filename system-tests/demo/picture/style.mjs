import { palette, TIME_LINE_STYLE } from "../../../test-kit/picture-style.mjs";

const FONT = '13px system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif';

export const STYLE = `${palette("svg")}${TIME_LINE_STYLE}
svg { font: ${FONT}; }
.panel { fill: var(--page); stroke: var(--line); }
.title { font: 600 15px ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.about { font: ${FONT}; fill: var(--soft); }
.verdict { font-weight: 600; font-size: 14px; }
.good .verdict, .good .end { fill: var(--good); }
.bad .verdict, .bad .end, .lossy .outcome { fill: var(--bad); }
.strong, .end { font-weight: 600; }
.soft { fill: var(--soft); }
.soft, text.tick, text.signal { font-size: 12px; }
.open { stroke-width: 1.5; stroke-dasharray: 1.5 3; }
.request { stroke-width: 4; }
.bar { fill: var(--good); }
`;
