// docs/frameworks/nest.md
import core from "@nestjs/core";
import { graceful } from "@x/graceful-nest";
import { App } from "../nest-app.mjs";

const app = await core.NestFactory.create(App);
graceful(app);
await app.listen(process.env.PORT);
