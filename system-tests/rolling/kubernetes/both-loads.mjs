import { countRequests } from "../count-requests.mjs";
import { Load } from "../load.mjs";
import { KeptClients } from "./kept-clients.mjs";

const CLIENTS = 60;

/** Half of the requests on connections that stay, the other half each on a new one. */
export class BothLoads {
  #loads;

  /** @param {{ host: string, port: () => number, rate: number }} options */
  constructor({ host, port, rate }) {
    const half = rate / 2;
    this.#loads = [
      new KeptClients({ host, port, clients: CLIENTS, everyMs: (CLIENTS / half) * 1_000 }),
      new Load({ host, port, rate: half, freshEvery: 1 }),
    ];
  }

  get records() {
    return this.#loads.flatMap(({ records }) => records);
  }

  get failures() {
    return this.#loads.flatMap(({ failures }) => failures);
  }

  count() {
    return countRequests(this);
  }

  async stop() {
    await Promise.all(this.#loads.map((load) => load.stop()));
  }
}
