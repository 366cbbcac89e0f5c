import { FakeClock } from "../../fake-clock.js";

/**
 * Lets somebody look whenever everything has settled, and the kernel hand over a connection at the begin of each turn.
 */
export class StoryClock extends FakeClock {
  onTurn = () => {};
  /** Whether the kernel has connections left. */
  hasMore = () => false;
  onSettled = () => {};

  override nextTurn(): Promise<void> {
    // A crowd takes its time turn by turn, and a timer that is due meanwhile runs before the next one, as in Node.
    if (this.hasMore()) this.runDue();
    this.onTurn();
    return super.nextTurn();
  }

  override async settle(): Promise<void> {
    await super.settle();
    while (this.hasMore()) {
      await this.nextTurn();
      await super.settle();
    }
    if (!this.isDue) this.onSettled();
  }

  override async advance(ms: number): Promise<void> {
    await super.advance(ms);
    this.onSettled();
  }
}
