import { wrap } from "../../test-kit/wrap.mjs";
import { kinds } from "./kinds.mjs";
import { bold, dim, WIDTH } from "./style.mjs";

const LABEL = 24;

/** The introduction to the demo. `naive` is read from the code of the app, so what is shown is what runs. */
export function intro(frameworkName, naive) {
  const stopLine = `${String(naive.stop).replace(/^.*?=> /, "")};`;
  return [
    bold(`One ${frameworkName} app, stopped in two ways under the same traffic`),
    dim(`Node ${process.versions.node}`),
    "",
    ...labelled(naive.title, [
      dim("// the answer most people find"),
      'process.on("SIGTERM", () => {',
      `  ${stopLine}`,
      "  setTimeout(() => process.exit(1), 10_000);",
      "});",
    ]),
    ...labelled("graceful(app)", [dim("// one line"), "graceful(app, plan);"]),
    "",
    "Each is a process of its own and has these clients at the same time:",
    ...kinds.flatMap(({ label, about }) => labelled(label, wrap(about, WIDTH - LABEL - 2, ""))),
    "",
  ];
}

function labelled(label, lines) {
  return lines.map((line, i) => `  ${(i === 0 ? label : "").padEnd(LABEL)}${line}`);
}
