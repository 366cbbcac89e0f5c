import { describe, expect, test } from "vitest";
import { Scene } from "./scene.js";

describe("the start", () => {
  test("starts as many workers as are wanted, and reports when all are ready", () => {
    const scene = new Scene().start();
    scene.ready(1);
    scene.ready(2);
    expect(scene.news()).toEqual(["spawn 1", "spawn 2", "ready 1", "ready 2", "serving"]);
  });

  test("gives up also where the workers fail by turns, each while the next one starts already", () => {
    const scene = new Scene({ attempts: 3 }).start();
    scene.exit(1, { code: 1 });
    scene.pass(100);
    scene.exit(2, { code: 1 });
    scene.pass(100);
    scene.exit(3, { code: 1 });
    scene.pass(200);
    scene.exit(4, { code: 1 });
    scene.pass(400);
    scene.exit(5, { code: 1 });
    expect(scene.news().filter((news) => !news.startsWith("drain"))).toEqual([
      ...[
        "spawn 1",
        "spawn 2",
        "died 1",
        "spawn 3",
        "died 2",
        "spawn 4",
        "died 3",
        "spawn 5",
        "died 4",
        "spawn 6",
      ],
      ...["died 5", "gave-up: it ended with code 1 before it was ready", "stopping: no worker got ready"],
    ]);
  });

  test("tries again, later each time, and gives up after so many attempts", () => {
    const scene = new Scene({ workers: 1 }).start();
    scene.exit(1, { code: 1, said: "no DATABASE_URL" });
    scene.pass(99);
    expect(scene.news()).toEqual(["spawn 1", "died 1"]);
    scene.pass(1);
    scene.exit(2, { code: 1 });
    scene.pass(200);
    expect(scene.news()).toEqual(["spawn 2", "died 2", "spawn 3"]);
    scene.exit(3, { code: 1, said: "no DATABASE_URL" });
    expect(scene.news()).toEqual([
      "died 3",
      "gave-up: it ended with code 1 before it was ready: no DATABASE_URL",
      "stopping: no worker got ready",
      "end 1",
    ]);
  });

  test("counts workers that fail side by side as one attempt", () => {
    const scene = new Scene({ workers: 4 }).start();
    for (const id of [1, 2, 3, 4]) scene.exit(id, { code: 1 });
    expect(scene.supervisor.mode).toBe("running");
  });

  test("reports what the last one waits for that is not ready in time", () => {
    const scene = new Scene({ workers: 1, attempts: 2 }).start();
    scene.pass(30_100);
    scene.handle({ type: "waits", id: 2, waitsFor: "/readyz was answered 503" });
    scene.pass(30_000);
    expect(scene.seen).toContain("gave-up: it was not ready in time: /readyz was answered 503");
  });

  test("makes a worker that is not ready in time leave and drain, since it may serve clients", () => {
    const scene = new Scene({ workers: 1 }).start();
    scene.pass(30_000);
    expect(scene.news()).toEqual(["spawn 1", "leave 1", "died 1"]);
    scene.left(1);
    scene.pass(30_000);
    expect(scene.news()).toContain("kill 1");
  });
});

describe("a worker that dies", () => {
  test("is replaced at once the first time, and later each time after that", () => {
    const scene = new Scene().serving();
    scene.exit(1, { code: 1 });
    expect(scene.news()).toEqual(["died 1", "spawn 3"]);
    scene.ready(3);
    scene.exit(3, { code: 1 });
    expect(scene.news()).toEqual(["ready 3", "died 3"]);
    scene.pass(100);
    expect(scene.news()).toEqual(["spawn 4"]);
  });

  test("is said to be replaced only where it is: not in a reload that it ends, and not where all is given up", () => {
    const scene = new Scene({ attempts: 1 }).serving();
    const dies = (id: number) => {
      for (const command of scene.handle({ type: "exited", id, ending: { code: 1, signal: null } }))
        if (command.type === "report" && command.news.type === "died") return command.news.againMs;
      return "not said";
    };
    expect(dies(1)).toBe(0);
    scene.ready(3);
    expect(dies(3)).toBe(100);
    scene.pass(100);
    scene.ready(4);
    scene.handle({ type: "reload" });
    expect(dies(5)).toBe(undefined);
    expect(dies(2)).toBe(100);
    expect(dies(4)).toBe(100);
    scene.pass(200);
    expect(dies(6)).toBe(undefined);
    expect(scene.supervisor.mode).toBe("stopping");
  });

  test("is replaced as soon as it drains by itself, and killed at the end of its budget", () => {
    const scene = new Scene({ workers: 1 }).serving();
    scene.handle({ type: "drains", id: 1 });
    expect(scene.news()).toEqual(["died 1", "spawn 2"]);
    scene.ready(2);
    scene.pass(30_000);
    scene.exit(1, { code: 1 });
    expect(scene.news()).toEqual(["ready 2", "kill 1", "killed 1", "gone 1"]);
    expect(scene.roster).toEqual(["2 ready"]);
  });

  test("drains on request, which does not count as died", () => {
    const scene = new Scene({ workers: 1 }).serving();
    scene.handle({ type: "stop", reason: "SIGTERM" });
    scene.handle({ type: "drains", id: 1 });
    scene.exit(1);
    expect(scene.news()).toEqual(["stopping: SIGTERM", "drain 1", "gone 1", "end 0"]);
  });

  test("by draining when its version is on trial ends the reload", () => {
    const scene = new Scene({ workers: 1, minReadyMs: 2_000 }).serving();
    scene.handle({ type: "reload" });
    scene.ready(2);
    scene.handle({ type: "drains", id: 2 });
    scene.exit(2, { code: 1 });
    expect(scene.news().slice(2)).toEqual(["ready 2", "died 2", "aborted: it drains by itself", "gone 2"]);
  });

  test("does not end a program in which another one serves, however often the next one fails", () => {
    const scene = new Scene().serving();
    scene.exit(1, { code: 1 });
    for (let id = 3; id < 20; id++) {
      scene.exit(id, { code: 1 });
      scene.pass(30_000);
    }
    expect(scene.supervisor.mode).toBe("running");
    expect(scene.roster).toEqual(["2 ready", "20 starting"]);
  });
});

describe("a reload", () => {
  test("takes the new one first, and the old one leaves before it drains; then the next", () => {
    const scene = new Scene().serving();
    scene.handle({ type: "reload" });
    expect(scene.news()).toEqual(["reloading", "spawn 3"]);
    scene.ready(3);
    expect(scene.news()).toEqual(["ready 3", "leave 1"]);
    scene.left(1);
    expect(scene.news()).toEqual(["drain 1"]);
    scene.exit(1);
    expect(scene.news()).toEqual(["gone 1", "spawn 4"]);
    scene.ready(4);
    scene.left(2);
    scene.exit(2);
    expect(scene.news()).toEqual(["ready 4", "leave 2", "drain 2", "gone 2", "reloaded"]);
  });

  test("takes as many at a time as `surge` says", () => {
    const scene = new Scene({ surge: 2 }).serving();
    scene.handle({ type: "reload" });
    expect(scene.news()).toEqual(["reloading", "spawn 3", "spawn 4"]);
  });

  test.each([
    [
      "crashes",
      (scene: Scene) => scene.exit(3, { code: 1, said: "boom" }),
      /code 1 before it was ready: boom/,
    ],
    ["is never ready", (scene: Scene) => scene.pass(30_000), /not ready in time/],
    [
      "crashes when it is ready",
      (scene: Scene) => {
        scene.ready(3);
        scene.exit(3, { code: 1 });
      },
      /code 1 after it was ready/,
    ],
  ])("ends when the new one %s, and says why", (_what, fail, reason) => {
    const scene = new Scene().serving();
    scene.handle({ type: "reload" });
    fail(scene);
    expect(scene.news().find((line) => line.startsWith("aborted"))).toMatch(reason);
    expect(scene.supervisor.mode).toBe("running");
  });

  test("replaces nothing until its first worker has been ready for `minReadyMs`, then each old one at once", () => {
    const scene = new Scene({ minReadyMs: 2_000 }).serving();
    scene.handle({ type: "reload" });
    scene.ready(3);
    scene.pass(1_999);
    expect(scene.news()).toEqual(["reloading", "spawn 3", "ready 3"]);
    scene.pass(1);
    expect(scene.news()).toEqual(["leave 1"]);
    scene.left(1);
    scene.exit(1);
    scene.ready(4);
    expect(scene.news()).toEqual(["drain 1", "gone 1", "spawn 4", "ready 4", "leave 2"]);
  });

  test("whose first worker gives no answer after that time is aborted, and has replaced nothing", () => {
    const scene = new Scene({ minReadyMs: 2_000 }).serving();
    scene.answers = false;
    scene.handle({ type: "reload" });
    scene.ready(3);
    scene.pass(2_000);
    expect(scene.news()).toEqual(["reloading", "spawn 3", "ready 3"]);
    scene.pass(5_000);
    expect(scene.news()).toEqual([
      "leave 3",
      "died 3",
      "aborted: it was not ready in time: it gives no answer any more",
    ]);
    expect(scene.roster).toEqual(["1 ready", "2 ready", "3 leaving"]);
  });

  test("whose first worker crashes soon after it was ready has replaced nothing", () => {
    const scene = new Scene({ minReadyMs: 2_000, surge: 2 }).serving();
    scene.handle({ type: "reload" });
    scene.ready(3);
    scene.pass(1_000);
    scene.ready(4);
    scene.news();
    scene.exit(3, { code: 1 });
    // The other new worker is not known to be better.
    expect(scene.news()).toEqual(["died 3", "aborted: it ended with code 1 after it was ready", "leave 4"]);
    scene.pass(60_000);
    expect(scene.roster).toEqual(["1 ready", "2 ready", "4 killed"]);
  });

  test("during a reload whose first worker is not known to be good waits for it, and replaces it as well", () => {
    const scene = new Scene({ minReadyMs: 2_000, workers: 1 }).serving();
    scene.handle({ type: "reload" });
    scene.ready(2);
    scene.handle({ type: "reload" });
    expect(scene.news()).toEqual(["reloading", "spawn 2", "ready 2", "superseded", "reloading"]);
    scene.pass(2_000);
    scene.left(1);
    scene.exit(1);
    expect(scene.news()).toEqual(["leave 1", "drain 1", "gone 1", "spawn 3"]);
    scene.ready(3);
    scene.pass(2_000);
    scene.left(2);
    scene.exit(2);
    expect(scene.news()).toEqual(["ready 3", "leave 2", "drain 2", "gone 2", "reloaded"]);
  });

  test("that was aborted leaves the old workers in service", () => {
    const scene = new Scene().serving();
    scene.handle({ type: "reload" });
    scene.exit(3, { code: 1 });
    scene.pass(60_000);
    expect(scene.roster).toEqual(["1 ready", "2 ready"]);
  });

  test("during a reload replaces one that has not begun", () => {
    const scene = new Scene().serving();
    scene.handle({ type: "reload" });
    scene.handle({ type: "reload" });
    expect(scene.news()).toEqual(["reloading", "spawn 3", "superseded", "reloading"]);
    scene.ready(3);
    scene.left(1);
    scene.exit(1);
    // The one that began stays in service until its turn comes.
    expect(scene.news()).toEqual(["ready 3", "leave 1", "drain 1", "gone 1", "spawn 4"]);
    for (const [id, old] of [
      [4, 2],
      [5, 3],
    ] as const) {
      scene.ready(id);
      scene.left(old);
      scene.exit(old);
    }
    expect(scene.news().at(-1)).toBe("reloaded");
    expect(scene.supervisor.workers.map(({ generation }) => generation)).toEqual([3, 3]);
  });

  test("makes an old worker that does not answer drain nevertheless, and kills it at the end of its budget", () => {
    const scene = new Scene().serving();
    scene.handle({ type: "reload" });
    scene.ready(3);
    scene.news();
    scene.pass(6_000);
    expect(scene.news()).toEqual(["drain 1"]);
    scene.pass(30_000);
    expect(scene.news()).toEqual(["kill 1", "killed 1"]);
    scene.exit(1, { code: null, signal: "SIGKILL" });
    expect(scene.news()).toEqual(["gone 1", "spawn 4"]);
  });

  test("ends when everything stops", () => {
    const scene = new Scene().serving();
    scene.handle({ type: "reload" });
    scene.handle({ type: "stop", reason: "SIGTERM" });
    for (const id of [1, 2, 3]) scene.exit(id);
    expect(scene.news()).toEqual([
      "reloading",
      "spawn 3",
      "aborted: everything stops (SIGTERM)",
      "stopping: SIGTERM",
      "drain 1",
      "drain 2",
      "drain 3",
      "gone 1",
      "gone 2",
      "gone 3",
      "end 0",
    ]);
  });
});

describe("a recycle", () => {
  test("replaces one worker as a reload does, by one of the same generation", () => {
    const scene = new Scene().serving();
    scene.handle({ type: "recycle", id: 2, why: "600 MB" });
    scene.ready(3);
    scene.left(2);
    scene.exit(2);
    expect(scene.news()).toEqual(["recycling: 600 MB", "spawn 3", "ready 3", "leave 2", "drain 2", "gone 2"]);
    expect(scene.supervisor.generation).toBe(1);
  });

  test("comes for each worker in turn when it has its age", () => {
    const scene = new Scene({ maxAgeMs: 60_000 }).serving();
    scene.pass(60_000);
    expect(scene.news()).toEqual(["recycling: it has reached its age", "spawn 3"]);
    scene.ready(3);
    scene.left(1);
    scene.exit(1);
    expect(scene.news()).toContain("recycling: it has reached its age");
  });

  /** So much time passes, in which every worker is said to be too large as soon as it is ready. */
  const grow = (scene: Scene, ms: number) => {
    for (const end = scene.now + ms; scene.now < end; scene.pass(1_000)) {
      for (const { id, state } of scene.supervisor.workers) {
        if (state.name === "ready") scene.handle({ type: "recycle", id, why: "90 MB" });
        if (state.name === "starting") scene.ready(id);
        if (state.name === "leaving") scene.left(id);
        if (state.name === "draining") scene.exit(id);
      }
    }
    return scene.news().filter((line) => /recycl/.test(line));
  };

  test("of a replacement that soon is as large again waits, longer each time, and that is said once", () => {
    const scene = new Scene().serving();
    expect(grow(scene, 25_000)).toEqual([
      "recycling: 90 MB",
      "recycles-wait: 90 MB",
      // The other one of the first two, which replaced none.
      "recycling: 90 MB",
    ]);
    expect(grow(scene, 25_000)).toEqual(["recycling: 90 MB"]);
    expect(grow(scene, 35_000)).toEqual([]);
    expect(grow(scene, 25_000)).toEqual(["recycling: 90 MB"]);
    // A day has 144 times ten minutes.
    expect(grow(scene, 86_400_000).length).toBeLessThan(150);
  });

  test("begins anew with a new version, which may be smaller", () => {
    const scene = new Scene({ workers: 1 }).serving();
    expect(grow(scene, 25_000)).toEqual(["recycling: 90 MB", "recycles-wait: 90 MB"]);
    scene.handle({ type: "reload" });
    expect(grow(scene, 25_000)).toEqual(["recycling: 90 MB", "recycles-wait: 90 MB"]);
  });

  test("of a replacement that took a minute to grow does not wait", () => {
    const scene = new Scene({ workers: 1 }).serving();
    for (const id of [1, 2, 3]) {
      scene.pass(60_000);
      scene.handle({ type: "recycle", id, why: "90 MB" });
      scene.ready(id + 1);
      scene.left(id);
      scene.exit(id);
    }
    expect(scene.news().filter((line) => /recycl/.test(line))).toEqual([
      "recycling: 90 MB",
      "recycling: 90 MB",
      "recycling: 90 MB",
    ]);
  });

  test("whose new worker fails leaves the old one, and is tried again later", () => {
    const scene = new Scene({ maxAgeMs: 60_000 }).serving();
    scene.pass(60_000);
    scene.exit(3, { code: 1 });
    expect(scene.roster).toEqual(["1 ready", "2 ready"]);
    scene.news();
    scene.pass(30_000);
    expect(scene.news()).toContain("spawn 4");
  });
});

describe("a stop", () => {
  test("has the exit code of the worst worker", () => {
    const scene = new Scene().serving();
    scene.handle({ type: "stop", reason: "SIGTERM" });
    scene.exit(1, { code: 0 });
    scene.exit(2, { code: 1 });
    expect(scene.news().at(-1)).toBe("end 1");
  });

  test("cuts at the second signal and kills at the third", () => {
    const scene = new Scene({ workers: 1 }).serving();
    scene.handle({ type: "stop", reason: "SIGTERM" });
    scene.handle({ type: "force", how: "cut", exitCode: 143 });
    scene.handle({ type: "force", how: "kill", exitCode: 143 });
    scene.exit(1, { code: null, signal: "SIGKILL" });
    expect(scene.news()).toEqual([
      "stopping: SIGTERM",
      "drain 1",
      "cut 1",
      "kill 1",
      "killed 1",
      "gone 1",
      "end 143",
    ]);
  });
});
