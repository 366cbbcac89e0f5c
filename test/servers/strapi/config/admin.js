// The panel is not built: it is nothing but files.
module.exports = () => ({
  serveAdminPanel: false,
  auth: { secret: "a" },
  apiToken: { salt: "b" },
  transfer: { token: { salt: "c" } },
  secrets: { encryptionKey: "0123456789abcdef0123456789abcdef" },
});
