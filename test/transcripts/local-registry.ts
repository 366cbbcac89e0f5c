import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../docs/markdown-files.js";

interface Packed {
  name: string;
  version: string;
  filename: string;
  integrity: string;
}

/**
 * A registry on this machine that has our packages as `npm pack` makes them, so that `npm install @x/graceful-express`
 * can be run before they are published. It knows nothing else: whoever asks it has it configured for the scope `@x`
 * alone.
 */
export class LocalRegistry implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), "graceful-registry-"));
  readonly #packed = new Map<string, Packed>();
  readonly #server = createServer(({ url = "" }, response) => {
    const path = decodeURIComponent(url).slice(1);
    const packed = this.#packed.get(path);
    if (packed) {
      response.end(JSON.stringify(this.#document(packed)));
      return;
    }
    const filename = [...this.#packed.values()].find((one) => one.filename === path)?.filename;
    response.statusCode = filename ? 200 : 404;
    response.end(filename && readFileSync(join(this.#folder, filename)));
  });

  /** The packages as they were built last. */
  static async of(names: readonly string[]): Promise<LocalRegistry> {
    const registry = new LocalRegistry();
    const workspaces = names.flatMap((name) => ["--workspace", `packages/${name}`]);
    const options = ["--json", "--silent", "--pack-destination", registry.#folder];
    const packed = execFileSync("npm", ["pack", ...options, ...workspaces], { cwd: root, encoding: "utf8" });
    for (const one of JSON.parse(packed) as Packed[]) registry.#packed.set(one.name, one);
    registry.#server.listen(0, "127.0.0.1");
    await once(registry.#server, "listening");
    return registry;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #document({ name, version, filename, integrity }: Packed) {
    const [, folder] = name.split("graceful-");
    const manifest = JSON.parse(readFileSync(`${root}packages/${folder}/package.json`, "utf8"));
    const dist = { tarball: this.url + filename, integrity };
    return { name, "dist-tags": { latest: version }, versions: { [version]: { ...manifest, dist } } };
  }
}
