/** In the order in which they run: `engines/<name>.mjs`. */
export const ENGINES = ["haproxy", "nginx", "pm2", "systemd", "cluster", "kubernetes"];
