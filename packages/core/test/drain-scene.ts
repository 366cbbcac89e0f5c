import type { BeginDrainOptions } from "../src/drain.js";
import { createDrain } from "../src/engine/create-drain.js";
import type { Drain, DrainOptions } from "../src/engine/drain.js";
import type { DrainResult } from "../src/report.js";
import { FakeClock } from "./fake-clock.js";
import type { FakeServer } from "./fakes/fake-server.js";
import { Journal } from "./fakes/journal.js";

/** Also says when a turn begins: sockets that are readable are read before what waited for it. */
class TurningClock extends FakeClock {
  onTurn = () => {};

  override nextTurn(): Promise<void> {
    this.onTurn();
    return super.nextTurn();
  }
}

/** A drain of fake servers under a fake clock, and a journal of what happened to their connections. */
export interface DrainScene<S extends FakeServer> {
  readonly clock: TurningClock;
  readonly journal: Journal;
  readonly server: S;
  readonly drain: Drain;
  /** Begins the drain, and notes its end. */
  begin(options?: BeginDrainOptions): Promise<DrainResult>;
}

export function drainScene<S extends FakeServer>(
  kind: new (journal: Journal) => S,
  options: DrainOptions = {},
): DrainScene<S> {
  const clock = new TurningClock();
  const journal = new Journal(clock);
  const server = new kind(journal);
  const drain = createDrain({ drainMs: 10_000, ...options, clock }).add(server.asServer);
  const begin = async (begunWith?: BeginDrainOptions) => {
    const outcome = await drain.drain(begunWith);
    journal.note("drained");
    return outcome;
  };
  return { clock, journal, server, drain, begin };
}
