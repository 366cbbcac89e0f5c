import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";

const FIXTURE = fileURLToPath(new URL("fixtures/driven-by-host.mjs", import.meta.url));
let child: ChildProcess | undefined;

afterEach(() => {
  child?.kill("SIGKILL");
});

test("a host starts and stops a server a hundred times over IPC: nothing is left, it ends with its host", async () => {
  const app = fork(FIXTURE);
  child = app;
  await once(app, "message");
  const ask = async (command: "start" | "stop" | "look") => {
    const answer = once(app, "message");
    app.send(command);
    return (await answer)[0] as unknown;
  };

  const answers = new Set([await ask("start"), await ask("stop")]);
  const before = await ask("look");
  for (let round = 1; round < 100; round++) {
    answers.add(await ask("start"));
    answers.add(await ask("stop"));
  }
  expect([...answers]).toEqual([200, "clean"]);
  expect(await ask("look")).toEqual(before);

  const ended = once(app, "exit");
  app.disconnect();
  expect(await ended).toEqual([0, null]);
});
