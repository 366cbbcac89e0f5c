// A plugin of TypeDoc: names each module for its package, `graceful-koa`, and not for the folder of its entry, `koa/src`.
import { Converter, ReflectionKind } from "typedoc";

export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      module.name = `graceful-${module.name.split("/")[0]}`;
    }
  });
}
