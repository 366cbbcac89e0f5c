/** What every `npm test` puts to the contract under each runtime. `npm run test:runtimes` takes all. */
const SHORT = ["node:http", "Express 5"];

const ALL = [
  "node:http",
  "node:https",
  "node:http2",
  "node:http2 in plain",
  "node:net",
  "Express 4",
  "Express 5",
  "Fastify 5",
  "Koa 3",
  "hapi 21",
  "Hono on node-server 2",
  "ws with a server",
];

export const targets = process.env.RUNTIMES === "all" ? ALL : SHORT;
