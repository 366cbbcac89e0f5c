/** The answer to SIGTERM that most people find, unchanged: for frameworks that have no way of their own. */
export const closeServer = {
  title: "server.close()",
  stop: (_app, server) => server.close(() => process.exit(0)),
};
