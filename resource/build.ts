// Bundles the library of APIs into files that need no package beside them, with their declarations. What the entries share lies in files of
// their own: an API that imports two of them has one memory, and one class of each error.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { declareTypes } from "../setup/declarations.mjs";

const resource = fileURLToPath(new URL(".", import.meta.url));
const ENTRIES = ["resource", "adapters/hono", "adapters/express", "adapters/fastify", "adapters/mcp"];
/** An adapter shows the types of its framework, which the API has. It imports nothing else from there. */
const FRAMEWORKS = ["hono", "express", "fastify"];

rmSync(join(resource, "dist"), { recursive: true, force: true });
await build({
  root: resource,
  configFile: false,
  logLevel: "warn",
  build: {
    ssr: true,
    target: "es2022",
    outDir: "dist",
    // an API's author can read what judges the tokens
    minify: false,
    sourcemap: false,
    rolldownOptions: {
      input: Object.fromEntries(ENTRIES.map((entry) => [entry, `${entry}.ts`])),
      // Reading a member does nothing else in our sources, so an unused schema is dropped with all that it spreads.
      treeshake: { propertyReadSideEffects: false },
      preserveEntrySignatures: "strict",
      output: { format: "esm", entryFileNames: "[name].js", chunkFileNames: "shared/[name].js" },
    },
  },
  // every runtime that has WebCrypto, and not only Node
  ssr: { noExternal: true, target: "webworker" },
});
declareTypes(
  "resource",
  ENTRIES.map((entry) => `${entry}.ts`),
  FRAMEWORKS,
);
