import { expect, test } from "vitest";
import { endForkedAfterEach } from "./forked.js";
import { start } from "./started.js";

endForkedAfterEach();

const CLEAN = { code: 0, signal: null };

test("a forked process whose server is closed ends: nothing of ours holds its channel", async () => {
  const app = await start("channel.mjs", { channel: true, env: { CLOSES: "1" } });
  expect(await app.ended).toEqual(CLEAN);
  expect(app.lines.at(-1)).toBe("exit 0 serving");
});

test("the application's own listener of messages holds it as ever, until that is taken off", async () => {
  const app = await start("channel.mjs", { channel: true, env: { CLOSES: "1", MESSAGES: "1" } });
  app.send("hello");
  await app.line(/message hello/);
  app.send("enough");
  expect(await app.ended).toEqual(CLEAN);
});

test("messages that the application does not listen to yet are kept until it does, as Node keeps them", async () => {
  const app = await start("channel.mjs", { channel: true, env: { CLOSES: "1", LATER: "1" } });
  app.send("one");
  app.send("two");
  await app.line(/message one/);
  await app.line(/message two/);
  app.send("enough");
  expect(await app.ended).toEqual(CLEAN);
});

test("the application's own listener gets the message `shutdown` at once, too", async () => {
  const app = await start("channel.mjs", { channel: true, env: { MESSAGES: "1" } });
  app.send("shutdown");
  expect(await app.ended).toEqual(CLEAN);
  const at = (pattern: RegExp) => app.lines.findIndex((line) => pattern.test(line));
  expect(at(/^message shutdown$/)).toBeGreaterThan(-1);
  expect(at(/^message shutdown$/)).toBeLessThan(at(/Closed in/));
});

test("the message `shutdown` is heard all the same", async () => {
  const app = await start("channel.mjs", { channel: true });
  app.send("shutdown");
  expect(await app.ended).toEqual(CLEAN);
  expect(app.output).toMatch(/message: draining/);
  expect(app.lines.at(-1)).toBe("exit 0 closed");
});
