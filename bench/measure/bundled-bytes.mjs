import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const HERE = fileURLToPath(new URL(".", import.meta.url));

/** Bytes of a package's code, bundled with its dependencies for Node, minified and gzipped. */
export async function bundledBytes(name, { only, external = [] } = {}) {
  const {
    outputFiles: [bundle],
  } = await build({
    stdin: { contents: `export ${only ? `{ ${only} }` : "*"} from "${name}";`, resolveDir: HERE },
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
