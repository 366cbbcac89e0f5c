import { readFileSync } from "node:fs";
import { root } from "../docs/markdown-files.js";

/** What a page of `docs/frameworks` tells its reader to do to the framework's own hello world. */
export interface HelloWorld {
  /** `npm install express @x/graceful-express` */
  install: string;
  /** `app.js` */
  file: string;
  before: string;
  after: string;
  /** The lines that are new in `after`, as the page shows them. */
  added: string[];
}

const INSTALL = /```sh\n(npm install .+)\n```/;
const FILE = /^Two lines more in `(\S+)`:$/m;
const DIFF = /```diff [cm]js\n([\s\S]*?)^```$/m;

export function helloWorld(framework: string): HelloWorld {
  const page = readFileSync(`${root}docs/frameworks/${framework}.md`, "utf8");
  const part = (pattern: RegExp) => {
    const found = pattern.exec(page)?.[1];
    if (found === undefined) throw new Error(`docs/frameworks/${framework}.md has nothing like ${pattern}`);
    return found;
  };
  const lines = part(DIFF).split("\n");
  const isNew = (line: string) => line.startsWith("+");
  const text = (kept: readonly string[]) => kept.map((line) => line.slice(1)).join("\n");
  return {
    install: part(INSTALL),
    file: part(FILE),
    before: text(lines.filter((line) => !isNew(line))),
    after: text(lines),
    added: lines.filter(isNew),
  };
}
