import { describe, expect, test } from "vitest";
import { drainScene } from "./drain-scene.js";
import { FakeHttpServer } from "./fakes/fake-server.js";

const boom = () => {
  throw new Error("boom");
};

describe("a function of the application that fails", () => {
  test.each([
    ["throws", boom],
    ["rejects", async () => boom()],
  ])("as `onCut` that %s is passed to `onError`, and everything is cut", async (_, onCut) => {
    const errors: string[] = [];
    const onError = ({ message }: Error) => void errors.push(message);
    const { clock, server, drain, begin } = drainScene(FakeHttpServer, { onCut, onError });
    server.request(server.accept("first"), "/first");
    server.request(server.accept("second"), "/second");
    drain.hold("job");

    const outcome = begin();
    await clock.advance(10_100);
    const { connections, cuts } = await outcome;
    expect(connections).toEqual({ total: 2, closed: 0, cut: 2, untracked: 0 });
    expect(cuts.map(({ kind }) => kind)).toEqual(["hold", "request", "request"]);
    expect(errors).toEqual(["boom", "boom", "boom"]);
  });

  test("as `admits` is reported to `onError`, and the request counts as no probe", async () => {
    const errors: string[] = [];
    const onError = ({ message }: Error) => void errors.push(message);
    const { server, drain } = drainScene(FakeHttpServer, { admits: boom, onError });
    server.request(server.accept("first"), "/first");
    expect(drain.stats().requests).toMatchObject({ inFlight: 1, probes: 0 });
    expect(errors).toEqual(["boom"]);
  });
});
