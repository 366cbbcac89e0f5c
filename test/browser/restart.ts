import { setTimeout as after } from "node:timers/promises";
import type { Page } from "playwright-core";
import type { Exit } from "../../test-kit/program.mjs";
import { openBrowser } from "./browser.js";
import { type App, type Shutdown, startServers } from "./server-process.js";

const WAIT_MS = 10_000;
/** How long a process may take to end: one that is to stay is seen to do so much sooner. */
const ENDS_WITHIN_MS: Record<Shutdown, number> = { graceful: WAIT_MS, naive: 2_000 };
const LOOK_EVERY_MS = 50;

const SCHEME: Record<App, string> = { express: "http", http2: "https", "fastify-http2": "https" };

/** What became of everybody when the first of two servers got SIGTERM while both tabs were open. */
export interface Restart {
  /** Connections of the browser, at the signal, over which nothing had ever been asked. */
  silent: number;
  /** How the first process ended, or that it was still there. */
  ending: Exit | "still there";
  /** Each fetch of the first tab: how it was answered by which server. */
  items: { answered: string[]; failed: string[] };
  /** What the second tab saw, in order. */
  stream: { socket: string[]; events: string[] };
  lines: readonly string[];
}

export async function restart(app: App, shutdown: Shutdown): Promise<Restart> {
  const { context, close } = await openBrowser();
  const servers = await startServers(app, shutdown);
  try {
    const { first, second } = servers;
    const origin = `${SCHEME[app]}://127.0.0.1:${servers.port}`;
    await first.listen();
    const items = await context.newPage();
    await items.goto(`${origin}/items`);
    const stream = await context.newPage();
    await stream.goto(`${origin}/stream`);
    await sees(items, "seen.answered.length >= 20");
    await sees(stream, "seen.socket.length > 0 && seen.events.length > 0");
    const silent = await silentOnes(() => first.silent());

    first.sigterm();
    await second.listen();
    const ending = await Promise.race([first.ended, after(ENDS_WITHIN_MS[shutdown], "still there" as const)]);
    if (ending !== "still there") {
      for (const method of ["GET", "POST"])
        await sees(items, `seen.answered.filter((by) => by === "${method} by second").length >= 10`);
      await sees(stream, `seen.events.includes("event of second")`);
    }
    return {
      silent,
      ending,
      items: await items.evaluate(ending === "still there" ? "seen" : "stop()"),
      stream: await stream.evaluate("seen"),
      lines: first.lines,
    };
  } finally {
    await close();
    await servers.end();
  }
}

async function sees(page: Page, what: string): Promise<void> {
  await page
    .waitForFunction(what, undefined, { polling: LOOK_EVERY_MS, timeout: WAIT_MS })
    .catch(async () => {
      throw new Error(`The page never saw ${what}, but ${JSON.stringify(await page.evaluate("seen"))}`);
    });
}

/** A browser opens a spare connection when it likes to. */
async function silentOnes(count: () => Promise<number>): Promise<number> {
  for (let left = WAIT_MS / LOOK_EVERY_MS; left > 0; left--) {
    const silent = await count();
    if (silent > 0) return silent;
    await after(LOOK_EVERY_MS);
  }
  return 0;
}
