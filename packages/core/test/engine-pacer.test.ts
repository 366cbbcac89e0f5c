import { describe, expect, test } from "vitest";
import { createPacer } from "../src/engine/connections/pacer.js";
import { TurnClock } from "./fakes/turn-clock.js";

function paced() {
  const clock = new TurnClock();
  const pace = createPacer(clock, 5);
  const done: string[] = [];
  const run = (name: string, ms = 2) =>
    pace(() => {
      done.push(name);
      clock.spend(ms);
    });
  return { clock, run, read: () => done.splice(0).join("") };
}

describe("what falls due in one moment", () => {
  test("runs at once until it has taken 5 ms, and the rest in the next turns", () => {
    const { clock, run, read } = paced();
    for (const name of "abcdefgh") run(name);
    expect(read()).toBe("abc");
    clock.next();
    expect(read()).toBe("def");
    clock.next();
    expect(read()).toBe("gh");
  });

  test("keeps its order, whatever comes in between", () => {
    const { clock, run, read } = paced();
    for (const name of "abcd") run(name);
    clock.next();
    for (const name of "efgh") run(name);
    clock.next();
    clock.next();
    expect(read()).toBe("abcdefgh");
  });

  test("waits one turn at most for what took long before", () => {
    const { clock, run, read } = paced();
    run("a", 100);
    run("b");
    expect(read()).toBe("a");
    clock.next();
    expect(read()).toBe("b");
  });

  test("continues if one of its calls adds another", () => {
    const clock = new TurnClock();
    const pace = createPacer(clock, 5);
    const done: number[] = [];
    const again = (n: number) =>
      pace(() => {
        clock.spend(3);
        done.push(n);
        if (n < 6) again(n + 1);
      });
    again(1);
    for (let turn = 0; turn < 6; turn++) clock.next();
    expect(done).toEqual([1, 2, 3, 4, 5, 6]);
  });

  // To copy what waits, each turn, would take minutes.
  test("takes as many turns as there are things that fill one, and no more work for each", () => {
    const { clock, run, read } = paced();
    for (let count = 0; count < 200_000; count++) run("x", 5);
    for (let turn = 0; turn < 199_999; turn++) clock.next();
    expect(read()).toHaveLength(200_000);
  });
});
