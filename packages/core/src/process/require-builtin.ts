import { createRequire } from "node:module";

/**
 * Loads a module of Node that few processes need. Not by `import()`, which rejects in a context without module support,
 * as under Jest or v8-compile-cache. Node before 20.16 has only the second
 * way.
 */
export function requireBuiltin<Module>(name: `node:${string}`): Module {
  return (process.getBuiltinModule?.(name) ?? createRequire("/")(name)) as Module;
}
