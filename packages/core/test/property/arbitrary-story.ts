import fc from "fast-check";
import { type RequestKind, SERVERS, type Step, type Story, type StoryPlan } from "./story.js";

/** Times at which the rules of the engine change their mind, and those just beside them. */
const WAITS = [1, 19, 20, 50, 100, 250, 499, 500, 1_000, 1_999, 2_000, 5_000];
const LONGEST_BEFORE = 25;
const LONGEST_DURING = 45;

/** So that a counterexample can be read. */
const PLAIN = { noNullPrototype: true } as const;

const to = fc.nat(7);
const server = fc.constantFrom(...(["http", "http", "http", ...SERVERS] as const));
const kind = fc.constantFrom<RequestKind>(
  "get",
  "get",
  "get",
  "page",
  "page",
  "upload",
  "upload",
  "expect",
  "events",
  "events",
  "posted events",
  "probe",
);
const step = <Shape extends object>(
  name: Step["do"],
  shape: { [Key in keyof Shape]: fc.Arbitrary<Shape[Key]> },
) => fc.record({ do: fc.constant(name), ...shape }, PLAIN) as unknown as fc.Arbitrary<Step>;
const weighted = (weight: number, arbitrary: fc.Arbitrary<Step>) => ({ weight, arbitrary });
const rarely = fc.nat(19).map((n) => n === 19);

/** What clients, handlers, the kernel and time do. */
const life = [
  weighted(12, step("connect", { server, isStuck: rarely, isDeaf: fc.boolean(), isBrowser: fc.boolean() })),
  weighted(1, step("crowd", { server, count: fc.integer({ min: 1, max: 60 }) })),
  weighted(22, step("request", { to, kind })),
  weighted(14, step("answer", { to, nth: fc.nat(2) })),
  weighted(10, step("headers", { to, nth: fc.nat(2) })),
  weighted(6, step("end", { to, nth: fc.nat(2) })),
  weighted(8, step("flush", { to })),
  weighted(2, step("connection header", { to, value: fc.constantFrom("keep-alive", "close") })),
  weighted(6, step("bytes", { to })),
  weighted(6, step("bytes later", { to, turns: fc.integer({ min: 2, max: 5 }) })),
  weighted(4, step("body", { to })),
  weighted(6, step("hang up", { to })),
  weighted(6, step("handshake", { to })),
  weighted(4, step("greet", { to })),
  weighted(2, step("reset stream", { to })),
  weighted(7, step("upgrade", { to, protocol: fc.constantFrom("websocket", "websocket", "tunnel") })),
  weighted(5, step("frame", { to })),
  weighted(5, step("say", { to })),
  weighted(3, step("close frame", { to })),
  weighted(2, step("hold", { by: fc.constantFrom("hand", "promise") })),
  weighted(2, step("release", { to })),
  weighted(2, step("add", { server })),
  weighted(1, step("listen", { server })),
  weighted(1, step("stop listening", { server })),
  weighted(14, step("wait", { ms: fc.constantFrom(...WAITS) })),
  weighted(5, step("turn", {})),
];
const lameDuck = [weighted(2, step("announce", {}))];
const control = [
  weighted(2, step("drain", {})),
  weighted(1, step("announce", {})),
  weighted(1, step("cut", {})),
  weighted(1, step("tell WebSockets", {})),
];

const someServers = fc.subarray([...SERVERS], { maxLength: 2 });
const seldom = fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: someServers });

const plan: fc.Arbitrary<StoryPlan> = fc.record(
  {
    idleGraceMs: fc.constantFrom(0, 10, 100, 1_000, 3_000),
    drainMs: fc.constantFrom(0, 100, 2_000, 10_000, 10_000),
    upgradeGraceMs: fc.constantFrom(0, 300, 3_000),
    spreadMs: fc.constantFrom(0, 200, 1_000, 5_000),
    whileDraining: fc.constantFrom("serve", "serve", "refuse"),
    eventStreams: fc.constantFrom("close", "close", "wait", "ask"),
    deferWebSocketClose: fc.boolean(),
    withheld: seldom,
    asleep: seldom,
  },
  PLAIN,
);

/** Any interleaving, the drain at any point of it; it comes in the end at the latest. */
export const anyStory: fc.Arbitrary<Story> = fc.record(
  {
    plan,
    before: fc.array(fc.oneof(...life, ...lameDuck), { maxLength: LONGEST_BEFORE, size: "max" }),
    during: fc.array(fc.oneof(...life, ...control), { maxLength: LONGEST_DURING, size: "max" }),
  },
  PLAIN,
);
