import compression from "compression";
import express from "express";
import type { Nest } from "../../test/nest/nest.js";
import { controllerOf, moduleOf } from "../../test/nest/nest.js";
import { LIMIT } from "../src/combinations.js";
import { startNest, type Variant } from "../targets/nest.js";
import { nestGateway } from "../targets/nest-protocols.js";
import { combine } from "./combine.js";
import { folderWithFile } from "./file.js";

const folder = folderWithFile();

for (const major of [10, 11, 12] as const) {
  const variant = { major, on: "express" } as const;
  const prepared = (prepare: NonNullable<Variant["prepare"]>) => startNest({ ...variant, prepare });
  const small = (demoModule: object, made: Nest) =>
    moduleOf(made, {
      imports: [demoModule],
      controllers: [controllerOf(made, [[made.common.Post("json"), () => "small enough"]])],
    });

  combine(`Nest ${major}`, {
    compression: ["compression", prepared((app) => app.use(compression({ threshold: 0 }))), true],
    bodyLimit: [
      "express.json",
      startNest({ ...variant, root: small, prepare: (app) => app.use(express.json({ limit: LIMIT })) }),
    ],
    ranges: ["express.static", prepared((app) => app.use(express.static(folder)))],
    webSockets: [["a gateway on ws", nestGateway(variant, "/socket", (socket) => socket.send("hello"))]],
  });
}
