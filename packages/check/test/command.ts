import { fileURLToPath } from "node:url";
import { Program } from "../../../test-kit/program.mjs";
import { runToEnd } from "../../../test-kit/run-to-end.mjs";

const CLI = fileURLToPath(new URL("../dist/cli.js", import.meta.url));

export const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));

/** Starts the built command. */
export const start = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Program =>
  new Program(process.execPath, [CLI, ...args], { env: { ...process.env, ...env } });

/** Runs the built command to its end. */
export const run = (...args: string[]) => runToEnd(process.execPath, [CLI, ...args]);

/** What the command says of an error, without its name. */
export const said = ({ stderr }: { stderr: string }) => stderr.trim().replace(/^graceful-check: /, "");
