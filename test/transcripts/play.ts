import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Exit } from "../../test-kit/program.mjs";
import { ServedProgram } from "../docs/served-program.js";
import { helloWorld } from "./hello-world.js";
import { Load } from "./load.js";
import type { LocalRegistry } from "./local-registry.js";
import { Visitors } from "./visitors.js";

const ANY_PORT = new URL("./fixtures/any-port.mjs", import.meta.url).href;
const OF_ALL = { preload: [ANY_PORT], environment: { NO_COLOR: "1" } };
const DRAINING = /SIGTERM: draining/;
/**
 * Fastify's lines for each request, which come when they come, and for the second address of a localhost that has
 * two.
 */
const PASSING = /"reqId"|\[::1\]/;
const run = promisify(execFile);

/**
 * Does in an empty folder what a page of `docs/frameworks` says, and returns what was typed and what came of it, line
 * by line.
 */
export async function play(framework: string, registry: LocalRegistry): Promise<string[]> {
  const { make, install, file, build, program, before, after, added } = helloWorld(framework);
  const folder = mkdtempSync(join(tmpdir(), "graceful-hello-"));
  const lines: string[] = [];
  const say = (...said: string[]) => lines.push(...said);
  const type = async (command: string) => {
    // Without a shell: it would drop the variable that names the registry, which is none to it.
    const [program = "", ...options] = command.split(" ");
    const { stdout } = await run(program, options, { cwd: folder, env: npmEnvironment(registry) });
    return stdout;
  };
  const write = async (code: string) => {
    writeFileSync(join(folder, file), code);
    if (!build) return;
    await type(build);
    say(`$ ${build}`);
  };
  try {
    await type(make);
    say(`$ ${make}`, `$ ${install}`, ...(await type(install)).trim().split("\n"));

    say("", `# ${file} as the framework's own page has it`);
    await write(before);
    say(...(await signalled(folder, program, async (visitors) => visitors.leave())));

    say("", `# ${file} with these lines more:`, ...added);
    await write(after);
    say(...(await signalled(folder, program, answered)));
    say("", "# once more, while eight clients send one request after another");
    say(...(await underLoad(folder, program)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return lines.filter((line) => !PASSING.test(line)).map(timeless);
}

async function answered(visitors: Visitors, program: ServedProgram): Promise<string[]> {
  await program.line(DRAINING);
  await program.refuses(await program.listening);
  const seen = await visitors.finish();
  return ["# the second client sends the other half of its request, and reads:", ...seen];
}

async function signalled(
  folder: string,
  file: string,
  then: (visitors: Visitors, program: ServedProgram) => Promise<string[]>,
): Promise<string[]> {
  using program = new ServedProgram({ folder, file, ...OF_ALL });
  const port = await program.listening;
  using visitors = await Visitors.arrive(port);
  const before = program.lines.length;
  program.kill("SIGTERM");
  const seen = await then(visitors, program);
  const exit = describe(await program.ended);
  const printed = program.lines.map((line) => line.replaceAll(String(port), "3000"));
  const begun = printed.findIndex((line) => DRAINING.test(line)) + 1 || before;
  return [
    `$ node ${file} &`,
    ...printed.slice(0, before),
    "# a first client has had its page and stays connected; a second one has sent half a request",
    "$ kill %1",
    ...printed.slice(before, begun),
    ...seen,
    ...printed.slice(begun),
    exit,
  ];
}

async function underLoad(folder: string, file: string): Promise<string[]> {
  using program = new ServedProgram({ folder, file, ...OF_ALL });
  const load = new Load(await program.listening);
  await load.warm();
  program.kill("SIGTERM");
  await load.over;
  const exit = describe(await program.ended);
  return ["$ kill %1", `# requests: ${load}`, exit];
}

function describe({ code, signal }: Exit): string {
  return signal ? `# ended by ${signal}` : `# ended by itself, exit code ${code}`;
}

/** What differs from one run to the next, and from one machine to the next. */
function timeless(line: string): string {
  return line
    .replace(/added \d+ packages? in .*/, "added ... packages")
    .replace(/Closed in [\d.]+ m?s/, "Closed in ... s")
    .replace(/^(\[Nest\]) .*?(?=LOG)(.*?)(?: \+\d+ms)?$/, "$1 ... $2")
    .replace(/"time":\d+,"pid":\d+,"hostname":"[^"]*"/, '"time":...')
    .replace(/\d+ answered, 0 lost/, "all answered, 0 lost");
}

/** A shell of a stranger: nothing of the npm that runs the tests, which would install into this repository. */
function npmEnvironment(registry: LocalRegistry): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|VITEST)/i.test(name));
  return {
    ...Object.fromEntries(own),
    "npm_config_@x:registry": registry.url,
    npm_config_prefer_offline: "true",
    npm_config_audit: "false",
    npm_config_fund: "false",
    npm_config_update_notifier: "false",
  };
}
