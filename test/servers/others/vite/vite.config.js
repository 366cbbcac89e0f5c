import { slow } from "../slow.js";

export default {
  build: { outDir: "build" },
  preview: { host: "127.0.0.1", port: 0 },
  plugins: [
    {
      name: "slow",
      configurePreviewServer({ middlewares }) {
        middlewares.use("/slow", async (_request, response) => response.end(await slow()));
      },
    },
  ],
};
