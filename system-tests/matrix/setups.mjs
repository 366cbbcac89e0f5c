import { FRAMEWORKS, packageOf } from "../frameworks.mjs";
import { OTHER_LANGUAGES } from "./other-languages.mjs";

/**
 * @typedef {object} Setup
 * @property {string} id
 * @property {string} title As people write it, in Markdown.
 * @property {string} [folder] Where it is; default: its id.
 * @property {string} [package] Of npm: its version is told.
 * @property {readonly string[]} [command] Default: `node server.mjs`.
 * @property {string} [modules] Where its packages are, if they are too heavy for everybody's `npm ci`. It runs in a
 * copy of its folder.
 * @property {readonly string[]} [version] What prints the version of a program. It runs in a copy of its folder.
 * @property {readonly string[]} [build] What is run once before.
 * @property {import("@x/graceful-check").CheckOptions} [options]
 */

/** The package of npm, where it has another name than its folder. */
const PACKAGES = { terminus: "@godaddy/terminus", gquittet: "@gquittet/graceful-server" };

/** What serves `/slow` and takes a `POST`. */
export const PROGRAM = { slow: "GET:/slow", upload: "POST:/" };

const LIBRARIES = [
  "terminus",
  "stoppable",
  "http-terminator",
  "http-graceful-shutdown",
  "lightship",
  "close-with-grace",
  "gquittet",
  "server-destroy",
];

/**
 * Every set-up, in the order in which they are shown.
 * @type {readonly { title: string, setups: readonly Setup[] }[]}
 */
export const GROUPS = [
  {
    title: "Node and its frameworks",
    setups: [
      { id: "node", title: "`node:http` without a handler" },
      { id: "node-close", title: "`node:http`, `server.close()`" },
      { id: "express", title: "Express, `server.close()`", package: "express" },
      { id: "fastify", title: "Fastify, `app.close()`", package: "fastify" },
      { id: "koa", title: "Koa without a handler", package: "koa" },
      { id: "hapi", title: "hapi, `server.stop()`", package: "@hapi/hapi" },
      { id: "hono", title: "Hono, `server.close()`", package: "hono" },
      { id: "nest", title: "Nest, `enableShutdownHooks()`", package: "@nestjs/core" },
      {
        id: "next",
        title: "Next, `next start`",
        package: "next",
        modules: "test/servers/next",
        build: ["node", "node_modules/next/dist/bin/next", "build"],
        command: ["node", "node_modules/next/dist/bin/next", "start", "--port", "{port}"],
        options: { upload: "POST:/taken" },
      },
      { id: "srvx", title: "srvx, `serve()`", package: "srvx", modules: "test/servers/others" },
    ],
  },
  {
    title: "Graceful",
    setups: [{ id: "core", title: "`node:http`" }, ...FRAMEWORKS].map(({ id, title }) => ({
      id: `graceful-${id}`,
      title: `Graceful on ${title}`,
      package: packageOf(id),
    })),
  },
  {
    title: "Libraries, on `node:http`",
    setups: LIBRARIES.map((id) => ({ id, title: PACKAGES[id] ?? id, package: PACKAGES[id] ?? id })),
  },
  { title: "Other languages and servers", setups: OTHER_LANGUAGES },
];

/** All of them. */
export const SETUPS = GROUPS.flatMap(({ setups }) => setups);
