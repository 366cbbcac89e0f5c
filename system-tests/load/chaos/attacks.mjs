import { setTimeout as sleep } from "node:timers/promises";

const HEAD = "Host: localhost\r\n";
const LONGER_THAN_ANY_DRAIN_MS = 20_000;
const bytesOf = (length, random) => Buffer.from(Array.from({ length }, () => random.between(0, 255)));
/** Stays to the end or leaves during the drain, depending on the round. */
const stayOn = async (socket, { random, isStubborn, isGone }) => {
  await socket.stay(isStubborn ? LONGER_THAN_ANY_DRAIN_MS : random.between(50, 900), isGone);
  socket.leave(random.chance(0.5) ? "reset" : "close");
};

/**
 * The actions of hostile and broken clients. `holds`: its request never ends, so a drain must cut it if it stays.
 * `raw`: below TLS.
 */
export const attacks = [
  {
    name: "half a head",
    holds: true,
    async run(socket, scene) {
      const head = `GET /items/300 HTTP/1.1\r\n${HEAD}X-Unfinished: yes`;
      socket.send(head.slice(0, scene.random.between(1, head.length)));
      await stayOn(socket, scene);
    },
  },
  {
    name: "slowloris",
    holds: true,
    async run(socket, { random, isStubborn }) {
      socket.send(`GET /items/300 HTTP/1.1\r\n${HEAD}X: `);
      const until = performance.now() + (isStubborn ? LONGER_THAN_ANY_DRAIN_MS : random.between(100, 900));
      while (socket.isOpen && performance.now() < until) {
        socket.send("x");
        await sleep(random.between(5, 40));
      }
      socket.leave("close");
    },
  },
  {
    name: "half a body",
    holds: true,
    async run(socket, scene) {
      const length = scene.random.between(2, 50_000);
      socket.send(`POST /echo HTTP/1.1\r\n${HEAD}Content-Length: ${length}\r\n\r\n`);
      socket.send(Buffer.alloc(scene.random.between(0, length - 1), "h"));
      await stayOn(socket, scene);
    },
  },
  {
    name: "a chunk never finished",
    holds: true,
    async run(socket, scene) {
      socket.send(
        `POST /upload HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nff\r\nshort`,
      );
      await stayOn(socket, scene);
    },
  },
  {
    name: "a reader that does not read",
    holds: true,
    async run(socket, scene) {
      socket.pause();
      socket.send(`GET /items/12000000 HTTP/1.1\r\n${HEAD}\r\n`);
      await stayOn(socket, scene);
    },
  },
  {
    name: "broken chunks",
    async run(socket, scene) {
      socket.send(`POST /upload HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`);
      await sleep(scene.random.between(0, 30));
      socket.send("zz\r\nnot a size\r\n");
      await stayOn(socket, scene);
    },
  },
  {
    name: "garbage",
    raw: true,
    async run(socket, scene) {
      for (let n = scene.random.between(1, 4); n > 0; n--) {
        socket.send(bytesOf(scene.random.between(1, 3_000), scene.random));
        await sleep(scene.random.between(0, 20));
      }
      await stayOn(socket, scene);
    },
  },
  {
    name: "a request, then garbage",
    async run(socket, scene) {
      socket.send(`GET /items/300 HTTP/1.1\r\n${HEAD}\r\n`);
      await sleep(scene.random.between(0, 20));
      socket.send(bytesOf(scene.random.between(1, 500), scene.random));
      await stayOn(socket, scene);
    },
  },
  {
    name: "headers too large",
    async run(socket, scene) {
      socket.send(
        `GET /items/300 HTTP/1.1\r\n${HEAD}X-Large: ${"x".repeat(scene.random.between(17_000, 80_000))}\r\n\r\n`,
      );
      await stayOn(socket, scene);
    },
  },
  {
    name: "a reset in the middle",
    async run(socket, { random }) {
      socket.send(`GET /slow/400 HTTP/1.1\r\n${HEAD}\r\n`);
      await sleep(random.between(0, 100));
      socket.leave("reset");
    },
  },
  {
    name: "pipelines and leaves",
    async run(socket, { random }) {
      socket.send(`GET /items/2000 HTTP/1.1\r\n${HEAD}\r\n`.repeat(random.between(2, 12)));
      await sleep(random.between(0, 30));
      socket.leave(random.chance(0.5) ? "reset" : "close");
    },
  },
  {
    name: "half closes",
    async run(socket, scene) {
      socket.send(`GET /slow/200 HTTP/1.1\r\n${HEAD}\r\n`);
      await sleep(scene.random.between(0, 50));
      socket.end();
      await stayOn(socket, scene);
    },
  },
  {
    name: "says nothing",
    raw: true,
    async run(socket, scene) {
      await stayOn(socket, scene);
    },
  },
];
