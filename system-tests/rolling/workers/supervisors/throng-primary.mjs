// `node throng-primary.mjs server.mjs express graceful`
import throng from "throng";

const [server, ...args] = process.argv.slice(2);
// Longer than any server here takes; 5 s unless it is said.
await throng({
  count: Number(process.env.WORKERS),
  grace: 30_000,
  async worker() {
    process.argv.splice(2, Number.POSITIVE_INFINITY, ...args);
    await import(server);
  },
});
