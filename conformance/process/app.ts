import type { AddressInfo, Server } from "node:net";
import type { ShutdownPlan } from "@x/graceful-core";
import type { TlsIdentity } from "../src/app-under-test.js";
import { Demo } from "../src/demo.js";
import { processTargets } from "../targets/processes.js";
import * as others from "./others.js";

// One target in a process of its own: node app.js <target> <scene>. TLS: the key and the certificate, where it speaks
// it. At SIGUSR2 the request in flight is answered, or the application closes what it has. What it logs begins with
// "log".

const [name = "", scene = ""] = process.argv.slice(2);
const target = processTargets[name];
if (!target) throw new Error(`there is no target "${name}"`);

const say = (line: string) => console.log(line);
const log = (line: string) => say(`log ${line}`);
const demo = new Demo();
const tls: TlsIdentity | undefined = process.env.TLS && JSON.parse(process.env.TLS);
const start = await target.load();
const app = await start({ demo, tls });

function attach(plan: ShutdownPlan = {}) {
  const lifecycle = app.attach({
    ...plan,
    budgetMs: 60_000,
    idleGraceMs: 0,
    release: { pool: () => say("pool released") },
    logger: { info: log, warn: log, error: log },
  });
  process.on("exit", (code) => say(`exit ${code} ${lifecycle.phase.name}`));
  return lifecycle;
}

async function listen(): Promise<Server> {
  const server = await app.listen({ port: 0, host: "127.0.0.1" });
  say(`port ${(server.address() as AddressInfo).port}`);
  return server;
}

/** Serves a request that is in flight until SIGUSR2. */
async function serve(): Promise<Server> {
  demo.whenRun("/gate/a", () => say("in flight"));
  process.on("SIGUSR2", () => demo.open("a"));
  return listen();
}

async function closeFramework(): Promise<void> {
  if (!app.close) throw new Error(`${name} has no shutdown of its own`);
  await app.close();
}

/** Before and after `graceful()`, as two libraries have it: a function each. */
async function listenersOnBothSides(listener: NodeJS.SignalsListener) {
  others.listenToSignal(listener);
  attach();
  others.listenToSignal(listener.bind(process));
  await serve();
}

const scenes: Readonly<Record<string, () => unknown>> = {
  exits: () => listenersOnBothSides(others.exits),
  signalsAgain: () => listenersOnBothSides(others.signalsAgain),

  async closesFramework() {
    attach();
    await serve();
    others.listenToSignal(others.frameworkCloser(closeFramework));
  },

  async closesServer() {
    attach();
    others.listenToSignal(others.serverCloser(await serve()));
  },

  async inTheMiddle() {
    attach().on("phase", (phase) => {
      if (phase.name !== "draining") return;
      others.exitsInTheMiddle();
      others.signalsInTheMiddle();
    });
    await serve();
  },

  neverListens: () => attach(),

  listensForProbes: () => attach({ health: { live: "/livez", port: 0, host: "127.0.0.1" } }),

  async serverClosed() {
    attach();
    const server = await listen();
    process.on("SIGUSR2", () => server.close());
  },

  async frameworkClosed() {
    attach();
    process.on("SIGUSR2", closeFramework);
    await listen();
  },
};

const play = scenes[scene];
if (!play) throw new Error(`there is no scene "${scene}"`);
await play();
