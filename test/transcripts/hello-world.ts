import { readFileSync } from "node:fs";
import { root } from "../docs/markdown-files.js";

/** What a page of `docs/frameworks` tells its reader to do to the framework's own hello world. */
export interface HelloWorld {
  /** What makes the folder: `npm init -y`. */
  make: string;
  /** `npm install express @x/graceful-express` */
  install: string;
  /** `app.js` */
  file: string;
  /** What makes the program of the file, where it is none itself. */
  build?: string;
  /** What is started: the file, or what was built. */
  program: string;
  before: string;
  after: string;
  /** The lines that are new in `after`, as the page shows them. */
  added: string[];
}

const INSTALL = /```sh\n(npm install .+)\n```/;
const FILE = /^Two lines more in `(\S+)`:$/m;
const DIFF = /```diff [cm]?[jt]s\n([\s\S]*?)^```$/m;

/** Nest's own command writes its hello world, a project of TypeScript. */
const ofNest = {
  make: "npx --yes @nestjs/cli@12 new hello --directory . --skip-git --skip-install --package-manager npm",
  build: "npm run build",
  program: "dist/main.js",
};

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
  const file = part(FILE);
  return {
    ...(file.endsWith(".ts") ? ofNest : { make: "npm init -y", program: file }),
    install: part(INSTALL),
    file,
    before: text(lines.filter((line) => !isNew(line))),
    after: text(lines),
    added: lines.filter(isNew),
  };
}
