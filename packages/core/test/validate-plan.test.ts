import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import { GracefulError } from "../src/errors.js";
import type { ShutdownPlan } from "../src/plan.js";
import { validatePlan } from "../src/planning/validate/validate-plan.js";

function refusal(plan: unknown): string {
  try {
    validatePlan(plan);
  } catch (error) {
    expect(error).toBeInstanceOf(GracefulError);
    expect(error).toMatchObject({ code: "INVALID_OPTION" });
    return (error as Error).message.replace("[INVALID_OPTION] ", "");
  }
  throw new Error("the plan was accepted");
}

const run = () => {};
const accepts = (plan: unknown) => expect(() => validatePlan(plan)).not.toThrow();

describe("a plan with every option", () => {
  const plan: Required<ShutdownPlan> = {
    signals: ["SIGTERM", "SIGUSR2", "SIGBREAK"],
    otherSignalListeners: "now",
    holdExit: false,
    settleMs: 1_000,
    budgetMs: 9_000,
    lameDuckMs: 0,
    idleGraceMs: 0,
    drainMs: 0,
    upgradeGraceMs: 0,
    spreadMs: 0,
    releaseMs: 0,
    whileDraining: "refuse",
    eventStreams: "wait",
    health: {
      live: "/livez",
      ready: "/health/ready.json",
      startup: "/startup_1~2-3",
      port: 0,
      host: "127.0.0.1",
      checks: { postgres: run, "object store": { run, timeoutMs: 500 }, redis: undefined as never },
      cacheMs: 0,
      exposeErrors: false,
    },
    release: {
      queue: run,
      http: createServer(),
      pool: { end: run },
      disposable: { [Symbol.asyncDispose]: () => Promise.resolve() },
      sql: Object.assign(run, { end: run }),
      runner: { run, close: run, after: "hours" } as never,
      step: { run, after: ["queue", "http"], timeoutMs: 100 },
      last: { run: { close: run }, after: ["step"] },
      redis: undefined as never,
    },
    webSockets: [{ clients: new Set<never>() }],
    beforeDrain: run,
    onDrain: run,
    crash: "drain",
    startup: "manual",
    exit: false,
    logger: console,
  };

  test("is accepted", () => accepts(plan));

  test("is accepted with every option left undefined", () => {
    accepts(Object.fromEntries(Object.keys(plan).map((name) => [name, undefined])));
  });

  test("is not written", () => {
    const frozen = Object.freeze({ ...plan, health: Object.freeze({ ...plan.health }) });
    accepts(frozen);
  });
});

test("an empty plan, one without a prototype and a module of options are accepted", async () => {
  accepts({});
  accepts(Object.assign(Object.create(null), { budgetMs: 5_000 }));
  accepts(await import("./fixtures/plan-module.js"));
});

test("signals and logger may be false, webSockets a single server", () => {
  accepts({ signals: false, logger: false, webSockets: { clients: [] } });
});

describe("what is no plan is refused", () => {
  test.each<[unknown, string]>([
    [null, "Expected the plan to be an object, got `null`"],
    [undefined, "Expected the plan to be an object, got `undefined`"],
    [[], "Expected the plan to be an object, got an empty array"],
    ["fast", 'Expected the plan to be an object, got `"fast"` (string)'],
    [run, "Expected the plan to be an object, got `run` (function)"],
    [new Map(), "Expected the plan to be an object, got `Map` (object)"],
    [
      Promise.resolve({}),
      "Expected the plan to be an object, got `Promise` (object): is an `await` missing?",
    ],
  ])("%o", (plan, message) => expect(refusal(plan)).toBe(message));
});

describe("an unknown option is refused", () => {
  test.each<[unknown, string]>([
    [{ budget: 5_000 }, "Unknown option `budget`: did you mean `budgetMs`?"],
    [{ websockets: [] }, "Unknown option `websockets`: did you mean `webSockets`?"],
    [{ health: { live: "/l", redy: "/r" } }, "Unknown option `health.redy`: did you mean `health.ready`?"],
    [
      { health: { ready: "/r", checks: { db: { run, timeout: 5 } } } },
      "Unknown option `health.checks.db.timeout`: did you mean `health.checks.db.timeoutMs`?",
    ],
    [
      { release: { "my pool": { run, before: [] } } },
      'Unknown option `release["my pool"].before`. Known are run, after, timeoutMs',
    ],
  ])("%o", (plan, message) => expect(refusal(plan)).toBe(message));

  test("with everything there is, where nothing is near", () => {
    expect(refusal({ timeout: 10_000 })).toMatch(
      /^Unknown option `timeout`\. Known are signals, otherSignalListeners, .*logger$/,
    );
  });

  test("also where it is undefined or inherited by name only", () => {
    expect(refusal({ bugdetMs: undefined })).toBe("Unknown option `bugdetMs`: did you mean `budgetMs`?");
    expect(refusal({ toString: run })).toMatch(/^Unknown option `toString`/);
  });
});

describe("milliseconds", () => {
  const options = [
    "budgetMs",
    "lameDuckMs",
    "idleGraceMs",
    "drainMs",
    "upgradeGraceMs",
    "spreadMs",
    "releaseMs",
  ];

  test.each(options)("%s is a finite number, not negative, within Node's longest timer", (name) => {
    for (const wrong of [-1, Number.NaN, Number.POSITIVE_INFINITY, "5s", 5n, null, true, [], {}, 2 ** 31]) {
      expect(refusal({ [name]: wrong })).toMatch(new RegExp(`^Expected \`${name}\` to be `));
    }
    accepts({ [name]: 2 ** 31 - 1 });
    accepts({ [name]: 0.5 });
  });

  test("where 0 makes no sense it is refused", () => {
    expect(refusal({ budgetMs: 0 })).toBe(
      "Expected `budgetMs` to be a finite number of milliseconds above 0, got `0` (number)",
    );
    expect(refusal({ release: { a: { run, timeoutMs: 0 } } })).toMatch(
      /^Expected `release\.a\.timeoutMs` .* above 0/,
    );
    expect(refusal({ health: { ready: "/r", checks: { a: { run, timeoutMs: 0 } } } })).toMatch(
      /above 0, got `0`/,
    );
  });

  test("the message says what was given, and why the limit is one", () => {
    expect(refusal({ budgetMs: "5s" })).toBe(
      'Expected `budgetMs` to be a finite number of milliseconds above 0, got `"5s"` (string)',
    );
    expect(refusal({ drainMs: -1 })).toBe(
      "Expected `drainMs` to be a finite number of milliseconds, 0 or more, got `-1` (number)",
    );
    expect(refusal({ drainMs: Number.POSITIVE_INFINITY })).toContain("a finite number");
    expect(refusal({ drainMs: 3e9 })).toBe(
      "Expected `drainMs` to be at most 2147483647 milliseconds, Node's longest timer, got `3000000000` (number)",
    );
  });
});

describe("signals", () => {
  test.each<[unknown, string]>([
    [true, "Expected `signals` to be `false` or a list of signals, got `true` (boolean)"],
    ["SIGTERM", 'Expected `signals` to be `false` or a list of signals, got `"SIGTERM"` (string)'],
    [[], "Expected `signals` to be `false` or at least one signal, got an empty array: `false` means none"],
    [[15], "Expected `signals[0]` to be the name of a signal, got `15` (number)"],
    [
      ["SIGTERM", "sigint"],
      'Expected `signals[1]` to be the name of a signal, got `"sigint"` (string): did you mean `SIGINT`?',
    ],
    [
      ["TERM"],
      'Expected `signals[0]` to be the name of a signal, got `"TERM"` (string): did you mean `SIGTERM`?',
    ],
    [["QUITE NOT"], 'Expected `signals[0]` to be the name of a signal, got `"QUITE NOT"` (string)'],
    [
      ["SIGKILL"],
      "Expected `signals[0]` to be a signal that can be caught, got `SIGKILL`: no process can catch it",
    ],
    [
      ["SIGSTOP"],
      "Expected `signals[0]` to be a signal that can be caught, got `SIGSTOP`: no process can catch it",
    ],
    [
      ["SIGSEGV"],
      "Expected `signals[0]` to be a signal that can be caught, got `SIGSEGV`: JavaScript cannot handle it safely",
    ],
    [["toString"], 'Expected `signals[0]` to be the name of a signal, got `"toString"` (string)'],
  ])("%o is refused", (signals, message) => expect(refusal({ signals })).toBe(message));
});

describe("values of which there are few", () => {
  test.each<[unknown, string]>([
    [
      { whileDraining: "503" },
      'Expected `whileDraining` to be `"serve"` or `"refuse"`, got `"503"` (string)',
    ],
    [
      { eventStreams: false },
      'Expected `eventStreams` to be `"close"`, `"wait"` or a function that returns one of them, got `false` (boolean)',
    ],
    [{ crash: true }, 'Expected `crash` to be `"drain"`, got `true` (boolean)'],
    [{ startup: null }, 'Expected `startup` to be `"automatic"` or `"manual"`, got `null`'],
    [{ exit: 1 }, "Expected `exit` to be `true` or `false`, got `1` (number)"],
    [{ beforeDrain: Promise.resolve() }, "Expected `beforeDrain` to be a function, got `Promise` (object)"],
    [{ onDrain: "log" }, 'Expected `onDrain` to be a function, got `"log"` (string)'],
  ])("%o", (plan, message) => expect(refusal(plan)).toBe(message));
});

describe("health", () => {
  test.each<[unknown, string]>([
    [true, "Expected `health` to be an object, got `true` (boolean)"],
    ["/healthz", 'Expected `health` to be an object, got `"/healthz"` (string)'],
    [{}, "`health` needs at least one of `live`, `ready` and `startup`, or there is no probe"],
    [{ port: 9_000 }, "`health` needs at least one of `live`, `ready` and `startup`, or there is no probe"],
    [{ live: "/a", ready: "/a" }, '`health.live` and `health.ready` are the same path, `"/a"`'],
    [{ ready: "/a", startup: "/A/" }, '`health.ready` and `health.startup` are the same path, `"/A/"`'],
    [{ live: "/a", host: "::1" }, "`health.host` is the address for `health.port`, which is not given"],
    [
      { live: "/a", checks: { db: run } },
      "`health.checks` decide readiness, but `health.ready` is not given",
    ],
    [
      { live: "/a", port: 1, host: "" },
      'Expected `health.host` to be a string that is not empty, got `""` (string)',
    ],
    [
      { live: "/a", exposeErrors: "no" },
      'Expected `health.exposeErrors` to be `true` or `false`, got `"no"` (string)',
    ],
    [
      { ready: "/a", checks: [run] },
      "Expected `health.checks` to be an object with checks by name, got an array of 1",
    ],
    [
      { ready: "/a", checks: { db: "ping" } },
      'Expected `health.checks.db` to be a function or `{ run, timeoutMs }`, got `"ping"` (string)',
    ],
    [
      { ready: "/a", checks: { db: { timeoutMs: 5 } } },
      "Expected `health.checks.db` to be a function or `{ run, timeoutMs }`, got an object with `timeoutMs`",
    ],
    [
      { ready: "/a", checks: { db: { run: 1 } } },
      "Expected `health.checks.db.run` to be a function, got `1` (number)",
    ],
    [{ ready: "/a", checks: { "": run } }, "A name in `health.checks` is empty"],
    [
      { ready: "/a", cacheMs: -1 },
      "Expected `health.cacheMs` to be a finite number of milliseconds, 0 or more, got `-1` (number)",
    ],
  ])("%o is refused", (health, message) => expect(refusal({ health })).toBe(message));

  test.each(["readyz", "", "/a?b=1", "/a#b", "/a b", "/:id", "/a*", "/{a}", "/%61", "http://h/a", 5, null])(
    "%j is no path of a probe",
    (ready) =>
      expect(refusal({ health: { ready } })).toMatch(/^Expected `health\.ready` to be a path such as/),
  );

  test.each([-1, 65_536, 1.5, "8080", Number.NaN])("%j is no port", (port) => {
    expect(refusal({ health: { live: "/a", port } })).toMatch(
      /^Expected `health\.port` to be a port, 0 to 65535, got/,
    );
  });

  test("the root is a path, and a trailing slash makes no other of it", () => {
    accepts({ health: { live: "/", ready: "/ready/" } });
  });
});

describe("releases", () => {
  const anything =
    "a function or something that closes (`close()`, `end()`, `quit()` and the like), or `{ run, after, timeoutMs }`";

  test.each<[unknown, string]>([
    [[run], "Expected `release` to be an object with releases by name, got an array of 1"],
    [run, "Expected `release` to be an object with releases by name, got `run` (function)"],
    [{ "": run }, "A name in `release` is empty"],
    [{ db: null }, `Expected \`release.db\` to be ${anything}, got \`null\``],
    [{ db: "pool" }, `Expected \`release.db\` to be ${anything}, got \`"pool"\` (string)`],
    [
      { db: { stop: run } },
      `Expected \`release.db\` to be ${anything}, got an object with \`stop\`: ` +
        "where its `stop()` is what closes it, write `() => it.stop()`",
    ],
    [{ db: { brokers: [] } }, `Expected \`release.db\` to be ${anything}, got an object with \`brokers\``],
    [
      { db: class Pool {} },
      `Expected \`release.db\` to be ${anything}, got \`Pool\` (function): is a \`new\` missing?`,
    ],
    [
      { db: { acquire: run, release: run, destroy: run, drain: run, clear: run } },
      `Expected \`release.db\` to be ${anything}, ` +
        "got an object with `acquire`, `release`, `destroy`, `drain`, `clear`: " +
        "where its `drain()` is what closes it, write `() => it.drain()`",
    ],
    [{ db: { after: [] } }, `Expected \`release.db\` to be ${anything}, got an object with \`after\``],
    [{ db: { run: undefined } }, `Expected \`release.db\` to be ${anything}, got an object with \`run\``],
    [
      { db: Promise.resolve() },
      `Expected \`release.db\` to be ${anything}, got \`Promise\` (object): was it called already? ` +
        "`() => pool.end()` is called when its turn comes. Of a promise of a client, `await` it",
    ],
    [
      { db: { run: Promise.resolve() } },
      "Expected `release.db.run` to be a function or something that closes " +
        "(`close()`, `end()`, `quit()` and the like), got `Promise` (object): " +
        "was it called already? `() => pool.end()` is called when its turn comes. " +
        "Of a promise of a client, `await` it",
    ],
    [
      { db: { run, after: "q" } },
      'Expected `release.db.after` to be a list of names of releases, got `"q"` (string)',
    ],
    [
      { db: { run, after: [1] } },
      "Expected `release.db.after[0]` to be the name of a release, got `1` (number)",
    ],
  ])("%o is refused", (release, message) => expect(refusal({ release })).toBe(message));

  test("a name in `after` must exist", () => {
    expect(refusal({ release: { queue: run, db: { run, after: ["queu"] } } })).toMatch(
      /`queu`.*did you mean `queue`\?/,
    );
  });

  test("a release that was left out is no name for `after`", () => {
    expect(refusal({ release: { queue: undefined, db: { run, after: ["queue"] } } })).toMatch(
      /names no release/,
    );
  });

  test("a cycle is shown", () => {
    const cycle = { a: { run, after: ["b"] }, b: { run, after: ["a"] } };
    expect(refusal({ release: cycle })).toContain("a -> b -> a");
    expect(refusal({ release: { a: { run, after: ["a"] } } })).toContain("a -> a");
  });
});

describe("webSockets", () => {
  test.each<[unknown, string]>([
    [null, "Expected `webSockets` to be a WebSocket server that keeps its `clients`, got `null`"],
    [{}, "Expected `webSockets` to be a WebSocket server that keeps its `clients`, got an empty object"],
    [
      [{ clients: new Set() }, { clients: undefined }],
      "Expected `webSockets[1]` to be a WebSocket server that keeps its `clients`, got an object with `clients`",
    ],
    [
      { clients: 3 },
      "Expected `webSockets` to be a WebSocket server that keeps its `clients`, got an object with `clients`",
    ],
  ])("%o is refused", (webSockets, message) => expect(refusal({ webSockets })).toBe(message));
});

describe("logger", () => {
  const what = "Expected `logger` to be `false` or an object with the functions `info`, `warn` and `error`";

  test.each<[unknown, string]>([
    [true, `${what}, got \`true\` (boolean)`],
    [null, `${what}, got \`null\``],
    [run, `${what}, got \`run\` (function)`],
    [{ info: run, error: run }, `${what}, got an object with \`info\`, \`error\`: warn is missing`],
  ])("%o is refused", (logger, message) => expect(refusal({ logger })).toBe(message));
});

describe("a wrong value in a message", () => {
  test.each<[unknown, string]>([
    ["a\n\u001b[2J", '`"a\\n\\u001b[2J"` (string)'],
    ["x".repeat(1_000), `\`"${"x".repeat(58)}…\` (string)`],
    [Symbol("s"), "`Symbol(s)` (symbol)"],
    [10n, "`10` (bigint)"],
    [() => 1, "a function"],
    [new Date(0), "`Date` (object)"],
    [Object.create(null), "an empty object"],
  ])("%s", (value, shown) => {
    expect(refusal({ exit: value })).toBe(`Expected \`exit\` to be \`true\` or \`false\`, got ${shown}`);
  });

  test("is not asked for anything that could throw", () => {
    const trap = new Proxy(
      {},
      {
        get: () => {
          throw new Error("read");
        },
      },
    );
    expect(refusal({ exit: trap })).toContain("got an empty object");
  });
});
