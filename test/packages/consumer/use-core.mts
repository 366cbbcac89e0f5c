// What the oldest TypeScript that is supported compiles, the types of core included.
import { createServer } from "node:http";
import { createDrain, graceful, type Lifecycle, type ShutdownPlan } from "@x/graceful-core";

const plan: ShutdownPlan = { budgetMs: 5_000, release: { queue: () => undefined } };
const lifecycle: Lifecycle = graceful(createServer(), plan);
export const consumer: Lifecycle = graceful(plan);
export const healthPort: Promise<number | undefined> = consumer.healthPort;
export const cut: Promise<number> = lifecycle.shutdown().then(({ cuts }) => cuts.length);
export const inFlight: number = createDrain({ drainMs: 4_000 }).stats().requests.inFlight;
