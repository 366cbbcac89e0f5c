import { createServer } from "node:http";
import { expect, test } from "vitest";
import { onFirstRequest } from "../src/adapter/entrance.js";

/** An app whose method `handle` writes down what it is called with. */
function recordingApp() {
  const handled: unknown[] = [];
  return { handled, handle: (request: unknown) => void handled.push(request) };
}

const requestOf = (server: unknown) => ({ socket: { server } });

test("the server of the first request that enters an app is found, and the method is the app's own again", () => {
  const app = recordingApp();
  const { handle } = app;
  const found: unknown[] = [];
  onFirstRequest({ app, method: "handle" }, (server) => found.push(server));
  const [first, second] = [createServer(), createServer()];
  const requests = [requestOf("no server"), requestOf(first), requestOf(second)];
  for (const request of requests) app.handle(request);
  expect(found).toEqual([first]);
  expect(app.handled).toEqual(requests);
  expect(app.handle).toBe(handle);
});

test("a wrapper that the application has put around it stays after the undo, and finds nothing", () => {
  const app = recordingApp();
  const found: unknown[] = [];
  const stop = onFirstRequest({ app, method: "handle" }, (server) => found.push(server));
  const { handle } = app;
  const wrapper = (request: unknown) => handle(request);
  app.handle = wrapper;
  stop();
  app.handle(requestOf(createServer()));
  expect(found).toEqual([]);
  expect(app.handled).toHaveLength(1);
  expect(app.handle).toBe(wrapper);
});
