import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium } from "playwright-core";

/** Debian's; `CHROMIUM` names another one. */
const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Nothing that leaves the machine, asks for anything of its own accord, or needs a display. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--ignore-certificate-errors",
];

export interface OpenBrowser {
  readonly context: BrowserContext;
  /** Ends the browser and removes its profile. */
  close(): Promise<void>;
}

/**
 * A headless Chromium with an empty profile, as a user's own window: without one, in what playwright calls a new
 * context, Chromium is in incognito mode and opens no spare connections. It takes any certificate.
 */
export async function openBrowser(): Promise<OpenBrowser> {
  if (!existsSync(EXECUTABLE))
    throw new Error(
      `No Chromium at ${EXECUTABLE}: \`node scripts/install-system.mjs\`, or name one by \`CHROMIUM\``,
    );
  const profile = await mkdtemp(join(tmpdir(), "graceful-browser-"));
  const removeProfile = () => rm(profile, { recursive: true, force: true, maxRetries: 5 });
  try {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: EXECUTABLE,
      headless: true,
      args: FLAGS,
    });
    return {
      context,
      async close() {
        await context.close();
        await removeProfile();
      },
    };
  } catch (error) {
    await removeProfile();
    throw error;
  }
}
