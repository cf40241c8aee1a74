// Bundles the command line, and the SDK that other programs import, into files that need no package beside them: they must
// run wherever Node 20 does, whereas the sources are TypeScript, and their packages lie in a workspace that is not shipped. Code that few commands need lies in a file of its own, which a login does not wait for.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { declareTypes } from "../setup/declarations.mjs";

const cli = fileURLToPath(new URL(".", import.meta.url));
const NATIVE = ["@napi-rs/keyring", "koffi"];
const dist = join(cli, "dist");

rmSync(dist, { recursive: true, force: true });
await bundle("sdk.ts", "sdk.js", false);
declareTypes("cli", ["sdk.ts"]);
await bundle("main.ts", "nearside.js", true);
await bundle("native-host/main.ts", "native-host.js", false);

async function bundle(entry: string, entryFileNames: string, codeSplitting: boolean): Promise<void> {
  await build({
    root: cli,
    configFile: false,
    logLevel: "warn",
    build: {
      ssr: entry,
      target: "node20",
      outDir: "dist",
      emptyOutDir: false, // the other bundle lies there
      // The bundle stays readable: a person who wonders what approves their logins can open it.
      minify: false,
      sourcemap: false,
      // These libraries are native and differ by platform, so they are taken from beside the bundle, if they are there.
      rolldownOptions: {
        external: [...NATIVE],
        // Reading a member does nothing else in our sources, so an unused schema is dropped with all that it spreads.
        treeshake: { propertyReadSideEffects: false },
        output: { format: "esm", entryFileNames, chunkFileNames: "nearside-[name].js", codeSplitting },
      },
    },
    ssr: { noExternal: true, external: [...NATIVE], target: "node" },
  });
}
