import { setTimeout as sleep } from "node:timers/promises";
import { OF_MANY, type Wire } from "../../clients/wire.js";
import { saysClose } from "../../judge/judge-answer.js";
import { mayBeRace } from "../../judge/may-be-race.js";
import type { ServerRun } from "../../scenario/server-run.js";

const CLIENTS = 8;
const THINK_MS = 5;
const AGAIN_MS = 25;

/** Clients that go on during a restart: if they are refused, they try again. */
export class RestartClients {
  sent = 0;
  answered = 0;
  refused = 0;
  readonly losses: { wire: Wire; mayCross: boolean }[] = [];
  readonly #run: ServerRun;
  readonly #request: Buffer;
  #isOver = false;
  readonly #all: Promise<unknown>;

  constructor(run: ServerRun, request: Buffer) {
    this.#run = run;
    this.#request = request;
    this.#all = Promise.all(Array.from({ length: CLIENTS }, (_, i) => this.#client(`client ${i + 1}`)));
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#all;
  }

  async #client(label: string): Promise<void> {
    while (!this.#isOver) {
      const wire = await this.#run.connect("restart", label, OF_MANY);
      if (typeof wire === "string") {
        this.refused += 1;
        await sleep(AGAIN_MS);
        continue;
      }
      await this.#useUp(wire);
    }
  }

  async #useUp(wire: Wire): Promise<void> {
    while (!this.#isOver) {
      await sleep(THINK_MS);
      if (wire.end || !(await wire.send(this.#request))) return;
      this.sent += 1;
      const answer = await wire.answer();
      if (answer === undefined) {
        const mayCross = await mayBeRace(this.#run, wire);
        wire.markLost();
        this.losses.push({ wire, mayCross });
        return;
      }
      this.answered += 1;
      if (saysClose(answer)) return wire.leave();
    }
    wire.leave();
  }
}
