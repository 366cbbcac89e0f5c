import { beforeAll, test } from "vitest";
import { installNest } from "../nest/install-nest.js";
import { INSTALL_MS } from "../programs/install-once.js";
import { type CodeBlock, codeBlocks } from "./code-blocks.js";
import { isScript } from "./compile-blocks.js";
import { markdownFiles } from "./markdown-files.js";
import { ServedBlock } from "./served-block.js";

beforeAll(installNest, INSTALL_MS);

const ANY_PORT = new URL("../transcripts/fixtures/any-port.mjs", import.meta.url).href;
const RELATIVE = /(?:from |import\(|require\()"\.\/([^"]+)"/g;
/**
 * They have tests of their own, which do more than start and stop them; or are tests, of a server that is the
 * reader's.
 */
const ELSEWHERE =
  /^docs\/why-does-my-server| shutdown\.test\.js$|^docs\/with\/|^docs\/coming-from\/.* (?:worker-)?(?:before|after)(?:-server)?\.c?js$/;
/** It has no shutdown on purpose: it is run by what the page is about. */
const PLAIN = "packages/cluster/README.md server.js";
/** They show the way without signals: by themselves, they end. */
const ENDS_ITSELF = /await lifecycle\.shutdown\(|await drain\.drain\(\)|drain\.cut\(\)/;

/** Whether all that it imports from its own page is there, and is more than a declaration. */
function canRun(block: CodeBlock): boolean {
  if (!isScript(block)) return false;
  const beside = codeBlocks(block.path).filter(({ name }) => name !== undefined);
  return [...block.code.matchAll(RELATIVE)].every(([, file = ""]) => {
    const provided = beside.find(({ name }) => name?.replace(/\.ts$/, ".js") === file);
    return provided !== undefined && !provided.code.includes("declare ");
  });
}

const blocks = markdownFiles()
  .flatMap(codeBlocks)
  .filter(({ path, name = "" }) => !ELSEWHERE.test(`${path} ${name}`) && `${path} ${name}` !== PLAIN)
  .filter(canRun)
  .map((block) => ({ ...block, place: `${block.path}:${block.line}` }));

test("most blocks of the documentation can be run", ({ expect }) => {
  expect(blocks.length).toBeGreaterThan(40);
});

test.concurrent.for(blocks)(
  "the program at $place runs, and ends well, at SIGTERM where it serves",
  async (block, { expect }) => {
    using program = new ServedBlock(block.path, block, { preload: [ANY_PORT] });
    const serves = await Promise.race([
      program.listening.then(
        () => true,
        () => false,
      ),
      program.ended.then(() => false),
    ]);
    if (serves && !ENDS_ITSELF.test(block.code)) program.kill("SIGTERM");
    expect(await program.ended, program.lines.join("\n")).toEqual({ code: 0, signal: null });
  },
);
