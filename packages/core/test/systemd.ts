import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OwnSystemd } from "../../../test-kit/own-systemd.mjs";
import { fixture } from "./forked.js";

/** A systemd of its own: PID 1 of a namespace, with its own units, groups and journal. It takes Linux and root. */
export interface Systemd {
  /** A service that runs a fixture, not started yet. `settings` are lines of its section `[Service]`. */
  service(name: string, fixtureName: string, ...settings: string[]): Service;
  /** Ends it and everything that it runs. */
  end(): Promise<void>;
}

export interface Service {
  /** The first line of its journal that matches, or the one that is the `nth`, as soon as it is written. */
  line(pattern: RegExp, nth?: number): Promise<RegExpExecArray>;
  /** Its journal: what it logged, and what systemd logged about it. */
  journal(): Promise<string[]>;
  /** `systemctl <verb> <it>`: what it printed; rejects where it failed. */
  systemctl(verb: string, ...options: string[]): Promise<string>;
  /** As `systemctl show` has it. */
  property(name: string): Promise<string>;
}

export async function ownSystemd(): Promise<Systemd> {
  const folder = mkdtempSync(join(tmpdir(), "graceful-systemd-"));
  const machine = await OwnSystemd.boot(folder);
  return {
    service(name, fixtureName, ...settings) {
      const unit = `${name}.service`;
      const node = `ExecStart="${process.execPath}" "${fixture(fixtureName)}"`;
      machine.addUnit(unit, ["[Service]", node, `SyslogIdentifier=${name}`, ...settings, ""].join("\n"));
      const systemctl: Service["systemctl"] = (verb, ...options) =>
        machine.inside("systemctl", verb, ...options, unit);
      // Not by `--unit`: what it writes in its first moments may be taken down as from whoever forked it.
      const ofIt = [`SYSLOG_IDENTIFIER=${name}`, "+", `UNIT=${unit}`];
      const journal = async () => (await machine.inside("journalctl", "--output=cat", ...ofIt)).split("\n");
      return {
        journal,
        async line(pattern, nth = 1) {
          // Asked again and again: `--follow` misses what is written while it begins.
          for (;;) {
            const found = (await journal()).flatMap((line) => {
              const match = pattern.exec(line);
              return match ? [match] : [];
            })[nth - 1];
            if (found) return found;
          }
        },
        systemctl,
        property: (name) => systemctl("show", `--property=${name}`, "--value"),
      };
    },
    async end() {
      await machine.end();
      rmSync(folder, { recursive: true });
    },
  };
}
