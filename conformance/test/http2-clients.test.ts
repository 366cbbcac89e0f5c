import { Agent, fetch } from "undici";
import { describe, expect, test } from "vitest";
import { runToEnd } from "../../test-kit/run-to-end.mjs";
import { contractLine, type Protocol } from "../src/contract-line.js";
import { Http2Client } from "../src/http2-client.js";
import { isInstalled } from "../src/is-installed.js";
import { patient } from "../src/plans.js";
import type { Stage } from "../src/stage.js";
import { http2Compat } from "../targets/http2.js";

const hasCurl = isInstalled("curl", "HTTP2");
const hasNghttp = isInstalled("nghttp");
const LINE = "HTTP/2 as other people's clients speak it";
/** Half of the drain time comes soon, and leaves as much again for what follows, however busy the machine. */
const halfSoon = { ...patient, drainMs: 3_000, idleGraceMs: 0 };

test("the clients of other people are installed: else run scripts/install-system.mjs", ({ skip }) => {
  if (!hasCurl || !hasNghttp) skip(`curl with HTTP/2: ${hasCurl}, nghttp: ${hasNghttp}`);
});

for (const over of ["HTTP/2", "h2c"] as const satisfies Protocol[]) {
  const subject = { start: http2Compat, over, divergences: [], promises: new Set<string>() };
  const url = (stage: Stage, path: string) => {
    const address = stage.address();
    return `${stage.tls ? "https" : "http"}://127.0.0.1:${"port" in address ? address.port : 0}${path}`;
  };

  describe.skipIf(!hasCurl)(`curl over ${over}`, () => {
    const curl = (stage: Stage, ...paths: string[]) =>
      runToEnd("curl", [
        "--silent",
        "--insecure",
        over === "h2c" ? "--http2-prior-knowledge" : "--http2",
        ...["--write-out", " %{http_version} %{http_code};"],
        ...paths.map((path) => url(stage, path)),
      ]);

    contractLine(subject, 16, LINE, (promise) => {
      promise(
        `curl-in-flight-${over}`,
        "a request in flight is answered, and the next goes elsewhere",
        async (stage) => {
          await stage.start();
          const client = curl(stage, "/gate/a");
          await stage.demo.ran("/gate/a");
          await stage.drain();
          stage.demo.open("a");
          expect(await client).toMatchObject({ status: 0, stdout: "a 2 200;" });
          const { requests } = await stage.cleanReport();
          expect(requests).toMatchObject({ total: 1, answered: 1 });
        },
      );

      promise(`curl-half-${over}`, "also when GOAWAY comes in the middle of it", async (stage) => {
        await stage.start(halfSoon);
        const client = curl(stage, "/stream/a");
        await stage.demo.ran("/stream/a");
        await drainToItsHalf(stage);
        stage.demo.open("a");
        expect(await client).toMatchObject({ status: 0, stdout: "first,last 2 200;" });
        await stage.cleanReport();
      });

      // curl 7.88 fails the second request of every plain HTTP/2 connection, drain or not.
      if (over === "h2c") return;
      promise(`curl-next-${over}`, "what it asks next on a busy session is answered too", async (stage) => {
        await stage.start();
        const client = curl(stage, "/gate/a", "/ok");
        await stage.demo.ran("/gate/a");
        await stage.drain();
        stage.demo.open("a");
        const { status, stdout } = await client;
        expect([status, stdout]).toEqual([0, "a 2 200;ok 2 200;"]);
        await stage.cleanReport();
      });
    });
  });

  describe.skipIf(!hasNghttp)(`nghttp over ${over}`, () => {
    contractLine(subject, 16, LINE, (promise) => {
      promise(
        `nghttp-${over}`,
        "several streams at once are answered, then it gets GOAWAY",
        async (stage) => {
          await stage.start();
          const client = runToEnd("nghttp", [
            "--no-verify-peer",
            "--verbose",
            ...["/gate/a", "/gate/b", "/stream/c"].map((path) => url(stage, path)),
          ]);
          for (const path of ["/gate/a", "/gate/b", "/stream/c"]) await stage.demo.ran(path);
          await stage.drain();
          for (const gate of ["a", "b", "c"]) stage.demo.open(gate);
          const { status, stdout } = await client;
          expect(status).toBe(0);
          expect(stdout.match(/:status: 200/g)).toHaveLength(3);
          expect(stdout).toContain("last");
          const { requests } = await stage.cleanReport();
          expect(requests).toMatchObject({ total: 3, answered: 3 });
        },
      );

      promise(`nghttp-half-${over}`, "GOAWAY in the middle of it costs nothing", async (stage) => {
        await stage.start(halfSoon);
        const client = runToEnd("nghttp", ["--no-verify-peer", "--verbose", url(stage, "/stream/a")]);
        await stage.demo.ran("/stream/a");
        await drainToItsHalf(stage);
        stage.demo.open("a");
        const { status, stdout } = await client;
        expect(status).toBe(0);
        expect(stdout).toMatch(/recv GOAWAY frame[\s\S]*last_stream_id=\d+, error_code=NO_ERROR/);
        expect(stdout).toContain("last");
        await stage.cleanReport();
      });
    });
  });

  if (over === "HTTP/2") {
    contractLine(subject, 16, `${LINE}: undici`, (promise) => {
      const agent = (stage: Stage) => {
        // Without these two it opens a connection for each request in flight, HTTP/2 or not.
        const onOneSession = { connections: 1, pipelining: 10 };
        const made = new Agent({ allowH2: true, connect: { rejectUnauthorized: false }, ...onOneSession });
        return stage.adopt(Object.assign(made, { close: () => void made.destroy() }));
      };

      promise(
        "undici-in-flight",
        "streams in flight are answered, and those opened meanwhile",
        async (stage) => {
          await stage.start();
          const dispatcher = agent(stage);
          const get = async (path: string) => (await fetch(url(stage, path), { dispatcher })).text();
          expect(await get("/ok")).toBe("ok");
          const first = get("/gate/a");
          await stage.demo.ran("/gate/a");
          await stage.drain();
          const second = get("/gate/b");
          await stage.demo.ran("/gate/b");
          stage.demo.open("a");
          expect(await first).toBe("a");
          stage.demo.open("b");
          expect(await second).toBe("b");
          const { requests } = await stage.cleanReport();
          expect(requests).toMatchObject({ total: 2, answered: 2, aborted: 0 });
        },
      );

      promise(
        "undici-half",
        "it fails what is still running at half of the drain time: no server can help that",
        async (stage) => {
          await stage.start(halfSoon);
          const dispatcher = agent(stage);
          const running = fetch(url(stage, "/gate/a"), { dispatcher }).then(
            () => "answered",
            (error: Error) => (error.cause as Error).message,
          );
          await stage.demo.ran("/gate/a");
          await stage.drain();
          expect(await running).toContain("GOAWAY");
          const { requests } = await stage.cleanReport();
          expect(requests).toMatchObject({ total: 1, aborted: 1, cut: 0 });
        },
      );
    });
  }
}

/**
 * Begins the shutdown and resolves when busy sessions have got their GOAWAY: the last of them is our own, which hears
 * of it.
 */
async function drainToItsHalf(stage: Stage): Promise<void> {
  const witness = stage.adopt(await Http2Client.connect(stage.address(), stage.tls));
  const held = witness.request("/gate/witness");
  await stage.demo.ran("/gate/witness");
  await stage.drain();
  await witness.sees("goaway 0");
  stage.demo.open("witness");
  await held.response();
}
