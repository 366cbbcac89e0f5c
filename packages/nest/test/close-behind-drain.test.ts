import { expect, test } from "vitest";
import { closeBehindDrain } from "../src/close-behind-drain.js";

/** As much of a Nest app as is needed. */
class App {
  readonly events: string[] = [];

  async close(signal?: string): Promise<void> {
    this.events.push(`close ${signal}`);
  }

  unsubscribeFromProcessSignals(): void {
    this.events.push("signal listener removed");
  }
}

test.each([
  ["SIGTERM", ["signal listener removed", "close SIGTERM"]],
  [undefined, ["close undefined"]],
])(
  "closed after a drain by %s, an app has lost its signal listener only if it was a signal",
  async (signal, events) => {
    const app = new App();
    await closeBehindDrain(app).close(signal);
    expect(app.events).toEqual(events);
  },
);
