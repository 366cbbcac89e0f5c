import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Major } from "../nest/nest.js";
import { npm, programOf } from "./command.js";
import { ROOT } from "./published.js";

/** A package manager, and the way in which it lays out what it installed. */
export interface Layout {
  /** What it reads besides the `package.json`. */
  readonly files?: Record<string, string>;
  /**
   * What it reads in the `package.json`, to take core from its tarball for the adapters too: no registry has it yet.
   */
  overrides(tarballs: Record<string, string>): object;
  /** Of Node. */
  readonly install: string[];
  /** What runs a program of the project: Node itself, or the manager. */
  readonly around: string[];
  /** What runs its TypeScript. */
  readonly tsc: string[];
  /** Where it cannot be the latest major. */
  readonly nest?: Major;
}

/** What a manager downloaded once, kept beside what npm installed here, so that the next run needs no network. */
const cache = (manager: string) => join(ROOT, "node_modules/.cache", manager);

/**
 * Yarn 1 knows a tarball by its name and version, which stay the same here: it would install what was packed before.
 */
function forgetOurs(folder: string): string {
  for (const store of existsSync(folder) ? readdirSync(folder) : []) {
    for (const kept of readdirSync(join(folder, store)).filter((name) =>
      /^(npm-@x-graceful-|\.tmp$)/.test(name),
    )) {
      rmSync(join(folder, store, kept), { recursive: true, force: true });
    }
  }
  return folder;
}

const pnpm = () => programOf("pnpm");
const yarn1 = () => programOf("yarn");
const yarn4 = () => programOf("@yarnpkg/cli-dist", "yarn");

/** `registry`: the one that npm is set to use, since Yarn has a default of its own. */
export const LAYOUTS = {
  npm: (): Layout => ({
    overrides: () => ({}), // its tree is flat: the core of the project satisfies the adapters
    install: [npm(), "install", "--prefer-offline", "--no-audit", "--no-fund", "--no-package-lock"],
    around: [],
    tsc: ["node_modules/typescript/bin/tsc"],
  }),
  pnpm: (): Layout => ({
    overrides: (overrides) => ({ pnpm: { overrides } }),
    install: [
      pnpm(),
      "install",
      "--prefer-offline",
      "--no-lockfile",
      "--store-dir",
      cache("pnpm"),
      "--config.auto-install-peers=false",
    ],
    around: [],
    tsc: ["node_modules/typescript/bin/tsc"],
  }),
  "Yarn 1": (registry: string): Layout => ({
    overrides: (resolutions) => ({ resolutions }),
    install: [
      yarn1(),
      "install",
      "--prefer-offline",
      "--non-interactive",
      "--ignore-engines", // Express has a dependency whose latest version asks for Node 22; others take an older one
      "--no-lockfile",
      "--cache-folder",
      forgetOurs(cache("yarn1")),
      "--registry",
      registry,
    ],
    around: [],
    tsc: ["node_modules/typescript/bin/tsc"],
  }),
  "Yarn 4, Plug'n'Play": (registry: string): Layout => ({
    files: {
      "yarn.lock": "", // the project ends here, whatever lies above it
      ".yarnrc.yml": [
        "nodeLinker: pnp",
        "enableTelemetry: false",
        "enableImmutableInstalls: false",
        `globalFolder: ${JSON.stringify(cache("yarn4"))}`,
        `npmRegistryServer: ${JSON.stringify(registry)}`,
      ].join("\n"),
    },
    overrides: (resolutions) => ({ resolutions }),
    install: [yarn4(), "install"],
    around: [yarn4(), "node"],
    tsc: [yarn4(), "tsc"],
    // The latest is ES modules only, and `require` of one does not ask Yarn's loader on Node 20.
    nest: 11,
  }),
};
