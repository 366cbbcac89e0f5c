import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../../../test-kit/program.mjs";
import { runToEnd } from "../../../test-kit/run-to-end.mjs";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const BUILDERS = ["docker", "podman"];
/** What the server and the clients in a pod import of this repository. */
const OURS = ["system-tests/apps", "system-tests/rolling", "test-kit"];
const OUR_FILES = ["system-tests/database.mjs", "system-tests/frameworks.mjs"];
const PACKAGES = ["core", "express"];

/**
 * Builds the image with docker or podman, from the tarballs that npm would publish. `from`: on top of that image, which
 * has Node and `sleep`; without it, those of this machine with the libraries that they load, and nothing else.
 * @param {{ name: string, from?: string, folder: string }} image
 */
export async function buildImage({ name, from, folder }) {
  const builder = await findBuilder();
  const app = join(folder, "app");
  mkdirSync(app, { recursive: true });
  await installApp(app);
  if (!from) for (const program of ["node", "sleep"]) await copyProgram(program, folder);
  writeFileSync(join(folder, "Dockerfile"), dockerfile(from));
  await run(builder, ["build", "--quiet", "--tag", name, folder]);
  return { remove: () => void spawnSync(builder, ["rmi", "--force", name], { stdio: "ignore" }) };
}

/** @param {string} [from] */
export function dockerfile(from) {
  const copied = from ? "COPY app /app" : "COPY . /";
  return `FROM ${from ?? "scratch"}\n${copied}\nWORKDIR /app\nCMD ["node", "server.js"]\n`;
}

async function findBuilder() {
  for (const builder of BUILDERS) {
    try {
      // A client alone builds nothing: `info` asks the daemon, where there is one.
      if ((await runToEnd(builder, ["info"])).status === 0) return builder;
    } catch {
      // Not installed.
    }
  }
  throw new Error(`An image needs ${BUILDERS.join(" or ")}, and none of them answers`);
}

/** @param {string} app */
async function installApp(app) {
  for (const path of [...OURS, ...OUR_FILES]) cpSync(join(ROOT, path), join(app, path), { recursive: true });
  writeFileSync(join(app, "server.js"), 'import "./system-tests/rolling/kubernetes/server.mjs";\n');
  writeFileSync(join(app, "package.json"), '{ "type": "module" }\n');
  const workspaces = PACKAGES.flatMap((name) => ["--workspace", `packages/${name}`]);
  await npm(ROOT, "pack", "--silent", "--pack-destination", app, ...workspaces);
  const tarballs = readdirSync(app).filter((file) => file.endsWith(".tgz"));
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const wanted = [`express@${devDependencies.express}`, ...tarballs.map((file) => `./${file}`)];
  await npm(app, "install", "--ignore-scripts", "--no-audit", "--prefer-offline", ...wanted);
}

/**
 * @param {string} cwd
 * @param {string[]} args
 */
function npm(cwd, ...args) {
  const { npm_execpath: script } = process.env;
  return script ? run(process.execPath, [script, ...args], { cwd }) : run("npm", args, { cwd });
}

/**
 * A program of this machine and the libraries that it loads, at the paths that they have here.
 * @param {string} program
 * @param {string} folder
 */
async function copyProgram(program, folder) {
  if (process.platform !== "linux")
    throw new Error(
      "Programs of this machine do not run in a container: give an image that has Node, `--from`",
    );
  const path =
    program === "node" ? process.execPath : (await run("sh", ["-c", `command -v ${program}`])).trim();
  copy(path, join(folder, "usr/bin", program));
  const { stdout } = await runToEnd("ldd", [path]);
  for (const library of librariesIn(stdout)) copy(library, join(folder, library));
}

/**
 * The paths that `ldd` printed: none for a program that is linked statically.
 * @param {string} printed
 */
export const librariesIn = (printed) => printed.match(/\/\S+/g) ?? [];

/**
 * @param {string} file
 * @param {string} to
 */
function copy(file, to) {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(realpathSync(file), to);
}
