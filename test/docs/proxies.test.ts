import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { codeBlocks } from "./code-blocks.js";
import { ServedBlock } from "./served-block.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "graceful-proxies-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function blocks(page: string, language: string): string[] {
  return codeBlocks(`docs/platforms/${page}.md`)
    .filter((block) => block.language === language)
    .map(({ code }) => code);
}

function written(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** Both programs say what is wrong on stderr, and nothing where nothing is. */
function check(command: string, ...args: string[]) {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  return { status, said: error?.message ?? stderr };
}

test("haproxy accepts the configuration of its page without a warning", () => {
  const [configuration = ""] = blocks("haproxy", "haproxy");
  const file = written("haproxy.cfg", configuration);
  expect(check("haproxy", "-c", "-f", file)).toEqual({ status: 0, said: "" });
  const misspelt = written("wrong.cfg", configuration.replace("httpchk", "httpcheck"));
  expect(check("haproxy", "-c", "-f", misspelt).status).toBe(1);
});

test("nginx accepts the configuration of its page, with an instance taken out too", () => {
  const [site = "", servers = ""] = blocks("nginx", "nginx");
  const test = (list: string) => {
    const path = written("orders-servers.conf", list);
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    );
    const http = `access_log off; ${temporary.join(" ")} ${site.replace("/etc/nginx/orders-servers.conf", path)}`;
    const file = written("nginx.conf", `pid ${folder}/nginx.pid; events {} http { ${http} }`);
    return check("nginx", "-t", "-q", "-e", "stderr", "-c", file);
  };
  expect(test(servers)).toEqual({ status: 0, said: "" });
  expect(test(servers.replace("3001;", "3001 down;"))).toEqual({ status: 0, said: "" });
  expect(test(servers.replace("3001;", "3001 away;")).status).toBe(1);
});

test("the script of nginx's page takes out the one instance that it restarts, and puts it back", () => {
  const [script = ""] = blocks("nginx", "sh");
  const list = join(folder, "orders-servers.conf");
  for (const command of ["nginx", "systemctl"]) {
    const state = `tr '\\n' ' ' <${list} >>${folder}/journal; echo "${command} $*" >>${folder}/journal`;
    spawnSync("chmod", ["+x", written(command, `#!/bin/sh\n${state}\n`)]);
  }
  const file = written("roll.sh", script.replaceAll("/etc/nginx/orders-servers.conf", list));
  const { status, stderr } = spawnSync("sh", [file], {
    encoding: "utf8",
    env: { PATH: `${folder}:${process.env.PATH}` },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const journal = readFileSync(join(folder, "journal"), "utf8").split("\n");
  const restarts = journal.filter((line) => line.includes("systemctl"));
  expect(restarts).toEqual([
    "server 127.0.0.1:3001 down; server 127.0.0.1:3002; systemctl restart orders@3001",
    "server 127.0.0.1:3001; server 127.0.0.1:3002 down; systemctl restart orders@3002",
  ]);
  expect(journal.filter((line) => line.endsWith("-s reload")).length).toBe(4);
  expect(journal.at(-2)).toBe("server 127.0.0.1:3001; server 127.0.0.1:3002; nginx -s reload");
});

test.each(["haproxy", "nginx"])(
  "the server of docs/platforms/%s.md accepts on after the signal",
  async (page) => {
    using server = new ServedBlock(`docs/platforms/${page}.md`, "server.js");
    await (await server.connect()).get("/").receives("200 OK");
    server.kill("SIGTERM");
    await server.line(/SIGTERM: still accepting, .* lame duck/);
    const late = (await server.connect()).get("/");
    expect(await late.ended()).toContain("200 OK");
    expect(await late.ended()).toMatch(/^connection: close/im);
    expect(await server.ended).toEqual({ code: 0, signal: null });
  },
);
