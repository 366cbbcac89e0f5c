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
const { hang, unlistened, ...plan } = JSON.parse(given) as OutsidePlan;
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
if (!unlistened) {
  const server = await app.listen({ port: 0, host: "127.0.0.1" });
  const address = server.address();
  if (address && typeof address === "object") say(`port ${address.port}`);
}
