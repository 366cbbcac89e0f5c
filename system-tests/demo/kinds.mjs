import { keepAliveClient } from "../../test-kit/keep-alive-client.mjs";
import { get, halved, post, trickledPost } from "../../test-kit/requests.mjs";

const MB = 1024 * 1024;
const CROWD = 20;
const NEWCOMERS = 40;

/**
 * The kinds of clients, in the order in which they are shown. `run` plays one against one server; its times are
 * milliseconds from the SIGTERM, and it ends when its connections have. What it saw stays in the witness.
 * `crowd`: many clients, shown by their number. `idle`: what matters is when its connection is closed.
 */
export const kinds = [
  {
    label: `${CROWD} keep-alive clients`,
    crowd: true,
    about: "GET and POST, one after another, a short think in between",
    async run({ port, witness, at, random }) {
      const client = async () => {
        await at(random.between(-1_400, -1_300));
        const nextRequest = () =>
          random.chance(0.5) ? get("/items/300") : post("/echo", Buffer.alloc(random.between(1, 3_000), "p"));
        await keepAliveClient({ port, witness, thinkMs: () => random.between(5, 45), nextRequest });
      };
      await Promise.all(Array.from({ length: CROWD }, client));
    },
  },
  {
    label: "slow request",
    about: "takes 2 s, begun 0.5 s before the SIGTERM",
    run: (scene) => single(scene, { at: -500, request: get("/slow/2000") }),
  },
  {
    label: "upload",
    about: "a chunked body that trickles in for 2 s, begun 0.5 s before",
    run: (scene) => {
      const request = trickledPost("/upload", { count: 20, everyMs: 100, chunk: Buffer.alloc(8_192, "u") });
      return single(scene, { at: -500, request });
    },
  },
  {
    label: "slow download",
    about: "24 MB to a reader that takes 2.5 s for them, begun 0.5 s before",
    run: (scene) => {
      const request = get(`/items/${24 * MB}`, { bodyBytes: 24 * MB });
      return single(scene, { at: -500, request, keepBody: false, bytesPerSecond: (24 * MB) / 2.5 });
    },
  },
  {
    label: "half-sent headers",
    about: "half of them 0.1 s before the SIGTERM, the rest 0.3 s later",
    run: (scene) => {
      const request = halved(get("/items/300"), { headBytes: 20, afterMs: 300 });
      return single(scene, { at: -100, request });
    },
  },
  {
    label: `${NEWCOMERS} new clients`,
    crowd: true,
    about: "connect in the 40 ms around the SIGTERM and send one GET each",
    async run(scene) {
      const newcomer = (_, i) => single(scene, { at: i - NEWCOMERS / 2, request: get("/items/300") });
      await Promise.all(Array.from({ length: NEWCOMERS }, newcomer));
    },
  },
  {
    label: "idle browser",
    idle: true,
    about: "made one request, keeps its connection",
    run: (scene) => single(scene, { at: -1_300, request: get("/items/300") }),
  },
  {
    label: "silent connection",
    idle: true,
    about: "never sends a byte",
    async run({ port, witness, at }) {
      await at(-1_300);
      const connection = await witness.open(port);
      await connection?.ended();
    },
  },
];

/**
 * Sends one request on one connection, and closes it if the response says close; otherwise keeps it until the server
 * closes it.
 */
async function single({ port, witness, at }, { at: ms, request, ...options }) {
  await at(ms);
  const connection = await witness.open(port, options);
  if (!connection) return;
  const { response } = await witness.exchange(connection, request);
  if (response?.close) connection.leave();
  await connection.ended();
}
