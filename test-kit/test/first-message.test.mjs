import { expect, test } from "vitest";
import { firstMessage } from "../first-message.mjs";
import { spawnTracked } from "../spawn-tracked.mjs";

const node = (code) =>
  spawnTracked(process.execPath, ["-e", code], { stdio: ["ignore", "ignore", "inherit", "ipc"] });

test("the first message of a child is what it sends first", async () => {
  const child = node(`process.send({ port: 1 }); process.send({ port: 2 });`);
  expect(await firstMessage(child)).toEqual({ port: 1 });
});

test("a child that ends before its first message is an error with what was started and how it ended", async () => {
  const code = "process.exit(3)";
  await expect(firstMessage(node(code))).rejects.toThrow(`${process.execPath} -e ${code} ended with 3`);
});
