// A plugin of TypeDoc: names each module for what is imported, `graceful-koa`, and not for the folder of its entry,
// `koa/src`.
import { Converter, ReflectionKind } from "typedoc";

export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      const [folder, , entry] = module.name.split("/");
      module.name = `graceful-${folder}${entry && entry !== "index" ? `/${entry}` : ""}`;
    }
  });
}
