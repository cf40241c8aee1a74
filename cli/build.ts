// Bundles the command line into one file that needs nothing beside it: `npx nearside` must run wherever Node 20 does,
// whereas its sources are TypeScript, and its packages lie in a workspace that is not shipped.
import { fileURLToPath } from "node:url";
import { build } from "vite";

const cli = fileURLToPath(new URL(".", import.meta.url));

await build({
  root: cli,
  configFile: false,
  logLevel: "warn",
  build: {
    ssr: "main.ts",
    target: "node20",
    outDir: "dist",
    // Readable as it is: whoever wonders what approves their logins can open it.
    minify: false,
    sourcemap: false,
    // Native, and of each platform another: it is taken from beside the bundle, where there is one.
    rolldownOptions: {
      external: ["@napi-rs/keyring"],
      output: { format: "esm", entryFileNames: "nearside.js", codeSplitting: false },
    },
  },
  ssr: { noExternal: true, external: ["@napi-rs/keyring"], target: "node" },
});
