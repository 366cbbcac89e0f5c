// https://docs.nestjs.com/fundamentals/lifecycle-events#application-shutdown
import { NestFactory } from "@nestjs/core";
import { App } from "../nest-app.mjs";

const app = await NestFactory.create(App);
app.enableShutdownHooks();
await app.listen(process.env.PORT);
