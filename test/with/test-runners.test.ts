import { rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { endForkedAfterEach, run } from "../../packages/core/test/forked.js";
import { codeBlocks } from "../docs/code-blocks.js";
import { copied } from "../docs/served-block.js";
import { programOf } from "../packages/command.js";
import { HERE, INSTALL_MS, installPackages, requireHere } from "./page.js";

beforeAll(installPackages, INSTALL_MS);
endForkedAfterEach();

/** In no `node_modules`, where Jest looks for no tests. */
const HOME = `${HERE}.cache`;
/** What they print of handles that are left, of workers that do not end, and of rejections that nobody sees. */
const COMPLAINT = /did not exit|open handle|exit gracefully|close timed out|unhandled/i;
const PAGE = "docs/with/test-runners.md";

const VITEST = `export default {
  test: { server: { deps: { external: [/\\/packages\\/\\w+\\/dist\\//] } } },
};
`;
const JEST = 'module.exports = { testMatch: ["**/*.test.cjs"], transform: {}, watchman: false };\n';

test.for([
  [
    "Vitest",
    () => programOf("vitest"),
    ["run", "app.test.js"],
    "vitest.config.mjs",
    VITEST,
    /Tests +1 passed/,
  ],
  [
    "Jest",
    () => join(dirname(requireHere.resolve("jest/package.json")), "bin/jest.js"),
    [],
    "jest.config.cjs",
    JEST,
    /^Tests: +1 passed/m,
  ],
] as const)(
  "the test of the page passes in %s, and the runner ends",
  async ([, command, args, file, config, passed]) => {
    const block = codeBlocks(PAGE).find(({ name }) => name === "app.js");
    if (!block) throw new Error(`${PAGE} has no app.js`);
    const folder = copied(PAGE, block, HOME);
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(`${folder}/${file}`, config);
    const runner = run(process.execPath, [command(), ...args], { cwd: folder, env: { NO_COLOR: "1" } });
    const { code } = await runner.ended;
    const printed = runner.lines.join("\n");
    expect(printed).toMatch(passed);
    expect(printed).not.toMatch(COMPLAINT);
    expect(code).toBe(0);
  },
);
