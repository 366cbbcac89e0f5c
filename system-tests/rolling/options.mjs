import { parseArgs } from "node:util";

/** In the order in which they run. */
export const ENGINES = ["haproxy", "nginx", "pm2", "systemd", "cluster", "kubernetes"];
const APPS = ["express", "fastify", "koa", "hapi", "nest", "http"];

/** `npm run test:rolling -- [engine...] [--restarts 6] [--rate 300] [--app koa] [--alone] [--publish]`. */
export function readOptions(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      restarts: { type: "string", default: "6" },
      rate: { type: "string", default: "300" },
      app: { type: "string" },
      alone: { type: "boolean", default: false },
      publish: { type: "boolean", default: false },
    },
  });
  for (const name of positionals) oneOf("an engine", ENGINES, name);
  if (values.publish && args.length > 1)
    throw new Error(
      "Expected `--publish` alone: every engine and both servers, six restarts at 300 requests a second",
    );
  if (values.app !== undefined) oneOf("--app", APPS, values.app);
  return {
    engines: positionals.length > 0 ? positionals : ENGINES,
    servers: values.alone ? ["graceful"] : ["naive", "graceful"],
    app: values.app,
    restarts: wholeNumber("--restarts", values.restarts),
    rate: wholeNumber("--rate", values.rate),
    publish: values.publish,
  };
}

function oneOf(name, known, given) {
  if (!known.includes(given))
    throw new Error(`Expected ${name} to be one of ${known.join(", ")}, got \`${given}\``);
}

function wholeNumber(name, given) {
  const value = Number(given);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new Error(`Expected ${name} to be a whole number, 1 or more, got \`${given}\``);
}
