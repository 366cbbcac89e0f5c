import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const HERE = fileURLToPath(new URL(".", import.meta.url));

/**
 * Bytes of a package's code, bundled with its dependencies for Node, minified and gzipped. The whole of one is
 * bundled from its own entry: through a module that exports all of it, `export *` from a package left out would bring
 * in 200 bytes of the bundler's.
 * @param {string} name
 * @param {{ only?: string, external?: string[] }} [options]
 */
export async function bundledBytes(name, { only, external = [] } = {}) {
  const {
    outputFiles: [bundle],
  } = await build({
    ...(only
      ? { stdin: { contents: `export { ${only} } from "${name}";`, resolveDir: HERE } }
      : { entryPoints: [fileURLToPath(import.meta.resolve(name))] }),
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node20",
    external,
    logLevel: "silent",
  });
  return gzipSync(bundle.contents, { level: 9 }).length;
}
