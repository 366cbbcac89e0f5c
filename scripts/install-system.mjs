// Installs what the tests need of the system and no package brings: HTTP/2 clients that are not Node's, a browser,
// proxies, systemd and what listens in its place, databases and brokers, and Git. `node scripts/install-system.mjs`:
// does nothing where all of it is there. Needs apt-get and the right to use it; where that is missing it says so and
// ends with 0, and the tests that need a program say so. `node scripts/install-system.mjs matrix`: the servers of
// other languages that `npm run matrix` looks at, and nothing else.
import { spawnSync } from "node:child_process";

/** Programs by the Debian package that has them. */
const PACKAGES = {
  curl: "curl",
  nghttp: "nghttp2-client",
  [process.env.CHROMIUM ?? "chromium"]: "chromium",
  haproxy: "haproxy",
  nginx: "nginx",
  systemctl: "systemd",
  // What listens in place of systemd in a test: Node has no datagram sockets in the file system.
  python3: "python3-minimal",
  git: "git",
  // Servers for the clients that are released in test/clients. That of PostgreSQL itself is in no PATH.
  pg_lsclusters: "postgresql",
  "redis-server": "redis-server",
  "nats-server": "nats-server",
  mariadbd: "mariadb-server-core",
  // Its name in the path would start it.
  "/usr/lib/rabbitmq/bin/rabbitmq-defaults": "rabbitmq-server",
};

/** Servers that no test needs. */
const MATRIX = {
  go: "golang-go",
  javac: "default-jdk-headless",
  uvicorn: "uvicorn",
  gunicorn: "gunicorn",
  puma: "puma",
  nginx: "nginx",
  // The program alone: it is started by us, not by the system.
  apache2: "apache2-bin",
  caddy: "caddy",
};

/** Those that do not know `--version`. */
const VERSION = {
  haproxy: "-v",
  nginx: "-v",
  pg_lsclusters: "--help",
  go: "version",
  apache2: "-v",
  caddy: "version",
};

const isThere = (program) =>
  spawnSync(program, [VERSION[program] ?? "--version"], { stdio: "ignore" }).status === 0;
const run = (command, ...args) =>
  spawnSync(command, args, { stdio: "inherit", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } })
    .status === 0;

const missing = Object.entries(process.argv[2] === "matrix" ? MATRIX : PACKAGES)
  .filter(([program]) => !isThere(program))
  .map(([, name]) => name);

if (missing.length > 0) {
  const install = () => run("apt-get", "install", "-y", "-q", "--no-install-recommends", ...missing);
  // The lists of packages may never have been fetched on this machine, or be old.
  const isDone = install() || (run("apt-get", "update", "-q") && install());
  console.log(`${isDone ? "Installed" : "Not installed"}: ${missing.join(", ")}`);
}
