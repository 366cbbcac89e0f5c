import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { mustRun, npm } from "../packages/command.js";
import { temporaryFolder } from "../packages/packed.js";
import { INSTALL_MS, installOnce } from "./install-once.js";

const folder = temporaryFolder("graceful-install-once-");
const path = (name: string) => join(folder, name);

/** A lockfile with one dependency, which is a tarball beside it: no network is needed. */
async function lockfileWith(version: string): Promise<string> {
  mkdirSync(path("dependency"), { recursive: true });
  writeFileSync(path("dependency/package.json"), JSON.stringify({ name: "dependency", version }));
  const tarball = (await mustRun([npm(), "pack", "./dependency"], folder)).trim();
  const dependencies = { dependency: `file:${tarball}` };
  writeFileSync(path("package.json"), JSON.stringify({ name: "project", version: "1.0.0", dependencies }));
  await mustRun([npm(), "install", "--package-lock-only", "--no-audit"], folder);
  return JSON.stringify({
    "package.json": readFileSync(path("package.json"), "utf8"),
    "package-lock.json": readFileSync(path("package-lock.json"), "utf8"),
  });
}

function checkOut(files: string): void {
  for (const [name, text] of Object.entries<string>(JSON.parse(files))) writeFileSync(path(name), text);
}

const installed = () =>
  JSON.parse(readFileSync(path("node_modules/dependency/package.json"), "utf8")).version;

describe("installOnce", { timeout: INSTALL_MS }, () => {
  let first: string;
  let second: string;
  beforeAll(async () => {
    second = await lockfileWith("2.0.0");
    first = await lockfileWith("1.0.0");
  }, INSTALL_MS);
  beforeEach(() => {
    rmSync(path("node_modules"), { recursive: true, force: true });
    checkOut(first);
  });

  test("installs what the lockfile says", async () => {
    await installOnce(folder);
    expect(installed()).toBe("1.0.0");
  });

  test("leaves alone what is installed", async () => {
    await installOnce(folder);
    writeFileSync(path("node_modules/witness"), "");
    await installOnce(folder);
    expect(existsSync(path("node_modules/witness"))).toBe(true);
  });

  test("installs anew what another lockfile has installed", async () => {
    await installOnce(folder);
    checkOut(second);
    await installOnce(folder);
    expect(installed()).toBe("2.0.0");
  });

  test("takes no folder for installed in which npm was ended in the middle", async () => {
    mkdirSync(path("node_modules/dependency"), { recursive: true });
    writeFileSync(path("node_modules/.package-lock.json"), readFileSync(path("package-lock.json")));
    await installOnce(folder);
    expect(installed()).toBe("1.0.0");
  });

  test("installs once where several ask at the same time, and all wait for the end of it", async () => {
    const seen: string[] = [];
    const ask = async () => {
      await installOnce(folder);
      // The first one that is told so leaves something that a second installation would take away.
      if (!existsSync(path("node_modules/witness"))) writeFileSync(path("node_modules/witness"), "");
      seen.push(installed());
    };
    await Promise.all([ask(), ask(), ask()]);
    await installOnce(folder);
    expect(seen).toEqual(["1.0.0", "1.0.0", "1.0.0"]);
    expect(existsSync(path("node_modules/witness"))).toBe(true);
  });

  test("rejects where npm fails, for everybody who asked, and the next one tries again", async () => {
    writeFileSync(path("package-lock.json"), '{ "lockfileVersion": 3, "packages": {} }');
    const asked = await Promise.allSettled([installOnce(folder), installOnce(folder)]);
    expect(asked.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    checkOut(first);
    await installOnce(folder);
    expect(installed()).toBe("1.0.0");
  });
});
