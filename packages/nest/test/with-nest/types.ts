// Compiled by `types.test.ts` with the types of each major of Nest.
import { Controller, Get, Injectable, Module, UseInterceptors } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { ExpressAdapter, type NestExpressApplication } from "@nestjs/platform-express";
import { FastifyAdapter, type NestFastifyApplication } from "@nestjs/platform-fastify";
import {
  GracefulLifecycle,
  GracefulModule,
  type GracefulPlanFactory,
  graceful,
  HoldMessages,
  type Lifecycle,
  nestTarget,
  type ShutdownPlan,
} from "@x/graceful-nest";

declare const plan: ShutdownPlan;

@Injectable()
class Rows {
  constructor(private readonly lifecycle: GracefulLifecycle) {
    lifecycle.addRelease("rows", () => this.lifecycle.stats());
    lifecycle.hold("work", Promise.resolve());
  }
}

@UseInterceptors(HoldMessages)
@Controller()
class RowsController {
  constructor(readonly rows: Rows) {}

  @Get()
  get(): string {
    return "row";
  }
}

class Config {
  readonly plan = plan;
}

class Plans implements GracefulPlanFactory {
  createShutdownPlan(): ShutdownPlan {
    return plan;
  }
}

@Module({
  imports: [
    GracefulModule.forRoot(),
    GracefulModule.forRoot(plan),
    GracefulModule.forRootAsync({ inject: [Config], useFactory: (config: Config) => config.plan }),
    GracefulModule.forRootAsync({ useFactory: async () => plan }),
    GracefulModule.forRootAsync({ useClass: Plans }),
    GracefulModule.forRootAsync({ imports: [Config], useExisting: Plans }),
  ],
  controllers: [RowsController],
  providers: [Rows],
})
class AppModule {}

const app = await NestFactory.create(AppModule);
graceful(app) satisfies Lifecycle;
graceful(app, plan);
graceful(await NestFactory.create<NestExpressApplication>(AppModule, new ExpressAdapter()));
graceful(await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter()));
graceful(app.getHttpServer());
nestTarget(app).name satisfies string;
app.get(GracefulLifecycle).addRelease("pool", () => {});
app.useGlobalInterceptors(new HoldMessages(graceful(app)));

// @ts-expect-error no app has come of it yet
graceful(NestFactory.create(AppModule));
// @ts-expect-error the class of a module is no app
graceful(AppModule);
// @ts-expect-error an option that does not exist
GracefulModule.forRoot({ budget: 5_000 });
// @ts-expect-error no plan comes of it
GracefulModule.forRootAsync({ useFactory: () => "5 s" });
// @ts-expect-error it makes no plan
GracefulModule.forRootAsync({ useClass: Config });
