/** What `--help` prints. */
export const USAGE = `Puts a server through its shutdown, and judges it by the wire, the exit and the kernel.

  graceful-check [options] -- command [arguments]
  graceful-check lint [folder]       what keeps the signal from arriving, in Dockerfile, manifests and units
  graceful-check self-test           servers that are wrong on purpose: each check must notice its own

The server
  --port 3000            where it listens; default: a free port, given as PORT and for {port} in the arguments
  --ready /readyz        ready when this answers 200; default: when it accepts a connection
  --start-timeout 30s    --signal SIGTERM    --budget 10s    --lame-duck 0s    --runs 3
  --tls [--insecure]     HTTPS, with any certificate
  --h2c | --h2           HTTP/2 as well: without TLS, with it

What to ask it
  --path GET:/           ordinary requests (may come more than once)
  --slow GET:/report     one that takes a while          --upload POST:/orders    --download GET:/big
  --subscribe GET:/events    --stream POST:/chat         --ws /socket             --live /livez

Which checks
  --only a,b   --skip a,b   --require a,b (not measured is not enough)   --list

What to show
  --reporter tty,json,junit,markdown,html,github   --out folder (for files; one alone goes to the output)

Exit codes: 0 all that was measured passed; 1 a check failed; 2 wrong use; 3 it could not be measured.
Times are written 500ms, 10s, 1m. More: https://github.com/graceful-js/graceful/blob/main/docs/check.md
`;
