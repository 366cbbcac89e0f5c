import { afterAll, beforeAll, test } from "vitest";
import { root } from "../docs/markdown-files.js";
import { LocalRegistry } from "./local-registry.js";
import { play } from "./play.js";

const PACKAGES = ["core", "express", "fastify", "koa", "hapi"];
const FRAMEWORKS = {
  express: "Express",
  fastify: "Fastify",
  koa: "Koa",
  hapi: "hapi",
  "node-http": "node:http",
};
const INSTALL_MS = 120_000;

let registry: LocalRegistry;

beforeAll(async () => {
  registry = await LocalRegistry.of(PACKAGES);
}, INSTALL_MS);

afterAll(() => registry[Symbol.asyncDispose]());

test.concurrent.for(Object.entries(FRAMEWORKS))(
  "docs/frameworks/%s.md: its own hello world ends well at the first try, as the transcript says",
  { timeout: INSTALL_MS },
  async ([page, name], { expect }) => {
    const text = [
      `# ${name}: from hello world to a graceful end`,
      "",
      `[The page that was followed](../frameworks/${page}.md). Played by a test, and written by \`npm run docs:transcripts\`.`,
      "",
      "```console",
      ...(await play(page, registry)),
      "```",
      "",
    ].join("\n");
    await expect(text).toMatchFileSnapshot(`${root}docs/transcripts/${page}.md`);
  },
);
