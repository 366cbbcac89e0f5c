import { afterAll, beforeAll, test } from "vitest";
import { FRAMEWORKS } from "../../system-tests/frameworks.mjs";
import { names } from "../adapter-names.js";
import { root } from "../docs/markdown-files.js";
import { LocalRegistry } from "./local-registry.js";
import { play } from "./play.js";

const PAGES = [...FRAMEWORKS, { id: "node-http", title: "node:http" }];
/** Nest brings its compiler along, 680 packages: 45 s, and several times as long on a busy machine. */
const INSTALL_MS = 600_000;

let registry: LocalRegistry;

beforeAll(async () => {
  registry = await LocalRegistry.of(["core", ...names]);
}, INSTALL_MS);

afterAll(() => registry[Symbol.asyncDispose]());

test.concurrent.for(PAGES)(
  "docs/frameworks, $id: its own hello world ends well at the first try, as the transcript says",
  { timeout: INSTALL_MS },
  async ({ id, title }, { expect }) => {
    const text = [
      `# ${title}: from hello world to a graceful end`,
      "",
      `[The page that was followed](../frameworks/${id}.md). Played by a test, ` +
        "and written by `npm run docs:transcripts`.",
      "",
      "```console",
      ...(await play(id, registry)),
      "```",
      "",
    ].join("\n");
    await expect(text).toMatchFileSnapshot(`${root}docs/transcripts/${id}.md`);
  },
);
