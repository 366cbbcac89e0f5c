// Makes a server of each framework end well, one after the other, and prints what became of its one request.
const { once } = require("node:events");

const plan = { signals: false, exit: false, logger: false, idleGraceMs: 0 };

/** How each framework says hello, when it has its answer. Resolves with the server and its lifecycle. */
const HELLOS = {
  async core(graceful, answer, { http }) {
    const server = http.createServer(async (_request, response) => response.end(await answer()));
    const lifecycle = graceful(server, plan);
    return { lifecycle, server: await listening(server.listen(0, "127.0.0.1")) };
  },
  async express(graceful, answer, { Express }) {
    const app = Express();
    const lifecycle = graceful(app, plan);
    app.get("/", async (_request, response) => response.send(await answer()));
    return { lifecycle, server: await listening(app.listen(0, "127.0.0.1")) };
  },
  async fastify(graceful, answer, { Fastify }) {
    const app = Fastify();
    const lifecycle = graceful(app, plan);
    app.get("/", answer);
    await app.listen({ port: 0, host: "127.0.0.1" });
    return { lifecycle, server: app.server };
  },
  async hapi(graceful, answer, { Hapi }) {
    const app = Hapi.server({ port: 0, host: "127.0.0.1" });
    const lifecycle = graceful(app, plan);
    app.route({ method: "GET", path: "/", handler: answer });
    await app.start();
    return { lifecycle, server: app.listener };
  },
  async hono(graceful, answer, { Hono, serve }) {
    const app = new Hono();
    app.get("/", async (context) => context.text(await answer()));
    const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
    return { lifecycle: graceful(server, plan), server: await listening(server) };
  },
  async nest(graceful, answer, { NestFactory, ExpressAdapter, Controller, Get, Module }) {
    class Hello {
      hello = () => answer();
      get() {
        return this.hello();
      }
    }
    Controller()(Hello);
    Get()(Hello.prototype, "get", Object.getOwnPropertyDescriptor(Hello.prototype, "get"));
    class App {}
    Module({ controllers: [Hello] })(App);
    const app = await NestFactory.create(App, new ExpressAdapter(), { logger: false });
    const lifecycle = graceful(app, plan);
    return { lifecycle, server: await app.listen(0, "127.0.0.1") };
  },
  async koa(graceful, answer, { Koa }) {
    const app = new Koa();
    const lifecycle = graceful(app, plan);
    app.use(async (context) => {
      context.body = await answer();
    });
    return { lifecycle, server: await listening(app.listen(0, "127.0.0.1")) };
  },
};

async function listening(server) {
  if (!server.listening) await once(server, "listening");
  return server;
}

async function drainEach({ packages, frameworks }) {
  const results = {};
  for (const [name, hello] of Object.entries(HELLOS)) {
    // The drain begins while the request is in flight, and the answer comes after that.
    let report;
    const answer = async () => {
      report = lifecycle.shutdown("the end of the example");
      return lifecycle.phase.name;
    };
    const { lifecycle, server } = await hello(packages[name].graceful, answer, frameworks);
    const response = await fetch(`http://127.0.0.1:${server.address().port}`);
    const said = await response.text();
    const { outcome, requests } = await report;
    results[name] = { said, connection: response.headers.get("connection"), outcome, ...requests };
  }
  const cores = new Set(Object.values(packages).map(({ GracefulError }) => GracefulError));
  console.log(JSON.stringify({ results, cores: cores.size }));
}

exports.drainEach = drainEach;
