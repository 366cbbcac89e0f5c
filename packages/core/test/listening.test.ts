import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { discoverServers } from "@x/graceful-core/adapter";
import { afterEach, expect, test } from "vitest";
import { listen } from "./wire.js";

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});
const server = () => {
  const made = createServer();
  open.push(made);
  return made;
};

test("those that listen now are found, and later ones from inside their listen()", async () => {
  const [earlier, later] = [server(), server()];
  await listen(earlier);
  const found: Server[] = [];
  const stop = discoverServers(
    (each) => open.includes(each as Server),
    (each) => found.push(each as Server),
  );
  expect(found).toEqual([earlier]);
  later.listen(0, "127.0.0.1");
  expect(found).toEqual([earlier, later]);
  stop();
  await once(later, "listening");
});

test("those for which `serves` returns false are not", async () => {
  const [earlier, later] = [server(), server()];
  await listen(earlier);
  const asked: unknown[] = [];
  const found: unknown[] = [];
  const stop = discoverServers(
    (each) => asked.push(each) < 0,
    (each) => found.push(each),
  );
  await listen(later);
  expect(asked).toEqual(expect.arrayContaining([earlier, later]));
  expect(found).toEqual([]);
  stop();
});

test("one that was closed is not, until it listens again", async () => {
  const again = server();
  await listen(again);
  again.close();
  await once(again, "close");
  const found: unknown[] = [];
  const stop = discoverServers(
    (each) => each === again,
    (each) => found.push(each),
  );
  expect(found).toEqual([]);
  await listen(again);
  expect(found).toEqual([again]);
  stop();
});

test("nothing is found after the undo", async () => {
  const found: unknown[] = [];
  discoverServers(
    () => true,
    (each) => found.push(each),
  )();
  const before = found.length;
  await listen(server());
  expect(found.length).toBe(before);
});

test("one that listens again while others are watched is found once more, and later once", async () => {
  const again = server();
  const found: unknown[] = [];
  const isAgain = (each: unknown) => each === again;
  const stop = discoverServers(isAgain, (each) => found.push(each));
  for (const times of [1, 2]) {
    await listen(again);
    expect(found).toEqual(Array(times).fill(again));
    again.close();
    await once(again, "close");
  }
  stop();
  await listen(again);
  const later: unknown[] = [];
  discoverServers(isAgain, (each) => later.push(each))();
  expect(later).toEqual([again]);
});
