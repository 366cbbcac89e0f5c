/** A server of files: none of its answers takes a while. */
const OF_FILES = { slow: undefined, upload: undefined };

const NGINX = { folder: "nginx", version: ["nginx", "-v"], command: ["sh", "start.sh"] };
const APACHE = {
  folder: "apache",
  version: ["apache2", "-v"],
  command: ["apache2", "-d", "{folder}", "-f", "httpd.conf", "-D", "FOREGROUND"],
};

/**
 * What is not Node.
 * @type {readonly import("./setups.mjs").Setup[]}
 */
export const OTHER_LANGUAGES = [
  {
    id: "go",
    title: "Go, `Server.Shutdown`",
    version: ["go", "version"],
    build: ["go", "build", "-o", "server", "main.go"],
    command: ["./server"],
  },
  {
    id: "java",
    title: "Java, `HttpServer.stop()`",
    version: ["javac", "--version"],
    build: ["javac", "Main.java"],
    command: ["java", "-cp", ".", "Main"],
  },
  {
    id: "uvicorn",
    title: "uvicorn",
    version: ["uvicorn", "--version"],
    command: ["uvicorn", "main:app", "--port", "{port}"],
  },
  {
    id: "gunicorn",
    title: "gunicorn, threads",
    version: ["gunicorn", "--version"],
    command: ["gunicorn", "--workers", "2", "--threads", "8", "--bind", "127.0.0.1:{port}", "main:app"],
  },
  {
    id: "puma",
    title: "Puma",
    version: ["puma", "--version"],
    command: ["puma", "--bind", "tcp://127.0.0.1:{port}", "config.ru"],
  },
  { id: "nginx", title: "nginx, SIGTERM", ...NGINX, options: OF_FILES },
  { id: "nginx-quit", title: "nginx, SIGQUIT", ...NGINX, options: { ...OF_FILES, signal: "SIGQUIT" } },
  { id: "apache", title: "Apache, SIGTERM", ...APACHE, options: OF_FILES },
  { id: "apache-winch", title: "Apache, SIGWINCH", ...APACHE, options: { ...OF_FILES, signal: "SIGWINCH" } },
  {
    id: "caddy",
    title: "Caddy",
    version: ["caddy", "version"],
    command: ["caddy", "run", "--config", "Caddyfile"],
    options: OF_FILES,
  },
];
