// docs/frameworks/nest.md
import { NestFactory } from "@nestjs/core";
import { graceful } from "@x/graceful-nest";
import { App } from "../nest-app.mjs";

const app = await NestFactory.create(App);
graceful(app);
await app.listen(process.env.PORT);
