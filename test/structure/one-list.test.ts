import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { names } from "../adapter-names.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Of so many frameworks it is no accident. */
const A_LIST = 3;
const PLACES = ["bench", "conformance", "examples", "scripts", "system-tests", "test", "test-kit"];
const CODE = /\.([cm]?[jt]s|json)$/;
const GENERATED = /(^|\/)(node_modules|dist|results)\/|package(-lock)?\.json$/;

/** What a framework cannot do. */
const WITHOUT: Readonly<Record<string, readonly string[]>> = {
  // These very lines name those that lack something.
  "test/structure/one-list.test.ts": ["fastify"],
  // Express has no HTTP/2: https://github.com/expressjs/express/issues/5462
  "conformance/targets/frameworks-http2.ts": ["express", "nest"],
  // Nest is an app of Express or of Fastify: its targets have files of their own, and name these two.
  "conformance/targets/frameworks-web-sockets.ts": ["nest"],
  "conformance/targets/nest.ts": ["koa", "hapi", "hono"],
  "conformance/test/nest10.test.ts": ["koa", "hapi", "hono"],
  "conformance/test/nest11.test.ts": ["koa", "hapi", "hono"],
  "test/nest/nest.ts": ["koa", "hapi", "hono"],
  // Its packages are those of its own lockfile.
  "test/packages/installed-project.ts": ["nest"],
};

/** Every file of code of the repository outside of the packages themselves. */
const files = [
  ...readdirSync(root).filter((file) => CODE.test(file)),
  ...PLACES.flatMap((place) =>
    readdirSync(root + place, { recursive: true, encoding: "utf8" }).map((file) => `${place}/${file}`),
  ),
].filter((file) => CODE.test(file) && !GENERATED.test(file) && !import.meta.url.endsWith(file));

/** The frameworks that a file names: as a string of its own, as a key, or by the package that makes one graceful. */
function namedIn(text: string): string[] {
  return names.filter((name) => new RegExp(`(["'\`/-]${name}\\d*["'\`.]|^\\s*${name}:)`, "m").test(text));
}

test("a file that lists frameworks lists all of them, or goes by the list in system-tests/frameworks.mjs", () => {
  const incomplete = files.flatMap((file) => {
    const named = namedIn(readFileSync(root + file, "utf8"));
    const lacking = names.filter((name) => !named.includes(name) && !WITHOUT[file]?.includes(name));
    return named.length < A_LIST || lacking.length === 0 ? [] : [`${file} lacks ${lacking.join(", ")}`];
  });
  expect(incomplete).toEqual([]);
});
