import { connect } from "node:net";
import { createInterface } from "node:readline";
import type { Release } from "@x/graceful-core";
import type { TlsIdentity } from "../src/app-under-test.js";
import { Demo } from "../src/demo.js";
import type { OutsidePlan } from "../src/outside-app.js";
import { outsideTargets } from "../targets/outside.js";

// One target in a process of its own, under any runtime: <runtime> outside.js <target> <plan as JSON>. It prints `ran
// <path>` for every handler that runs, what it logs behind "log", and its releases. A client of the test, at the port
// CONTROL, opens its gates.

const [name = "", given = "{}"] = process.argv.slice(2);
const target = outsideTargets[name];
if (!target) throw new Error(`there is no target "${name}"`);
const { hang, unlistened, printed = 0, path, ...plan } = JSON.parse(given) as OutsidePlan;
const tls: TlsIdentity | undefined = process.env.TLS && JSON.parse(process.env.TLS);

const say = (line: string) => console.log(line);
const log = (line: string) => say(`log ${line}`);
const demo = new Demo();
for (const route of demo.routes) {
  const { answer } = route;
  route.answer = (call) => {
    say(`ran ${route.path.replace(":name", call.name)}`);
    return answer(call);
  };
}

// Neither holds the process: it is to end by itself.
const control = connect(Number(process.env.CONTROL), "127.0.0.1").unref();
createInterface(control).on("line", (line) => {
  if (line === "exit") process.exit(3);
  else demo.open(line);
});

const app = await (await target.load())({ demo, tls });
const release: Record<string, Release> = {
  queue: () => say("queue released"),
  pool: { after: ["queue"], run: () => say("pool released") },
  ...(hang && { hung: { timeoutMs: 300, run: () => new Promise<void>(() => {}) } }),
};
if (printed > 0) {
  const printMany = () => {
    for (let n = 0; n < printed; n++) say(`printed ${n}`);
  };
  release.printer = { after: ["pool"], run: printMany };
}

function attach(): void {
  const listenersBefore = processListeners();
  const lifecycle = app.attach({
    ...plan,
    release,
    ...(plan.health && { health: { ...plan.health, port: 0, host: "127.0.0.1" } }),
    ...(app.webSockets && { webSockets: app.webSockets }),
    logger: { info: log, warn: log, error: log },
  });
  process.on("exit", (code) => say(`exit ${code} ${lifecycle.phase.name}`));
  if (unlistened === "working") {
    const work = setInterval(() => {}, 1_000);
    lifecycle.signal.addEventListener("abort", () => clearInterval(work));
    say("working");
  }
  if (plan.exit !== false) return;
  const left = () => processListeners().filter((name) => !listenersBefore.includes(name));
  lifecycle.closed.then(() => setImmediate(() => say(`left ${left().join() || "nothing"}`)));
}

/** By the event, and how many: `SIGTERM 1`. */
function processListeners(): string[] {
  // Ours is for the exit.
  const names = process.eventNames().filter((name) => name !== "exit");
  return names.map((name) => `${String(name)} ${process.listenerCount(name)}`);
}

attach();
if (!unlistened) {
  const server = await app.listen(path ? { path } : { port: 0, host: "127.0.0.1" });
  const address = server.address();
  if (path) say(`path ${path}`);
  else if (address && typeof address === "object") say(`port ${address.port}`);
}
