// Bundles the command line, and the SDK that other programs import, into files that need no package beside them. They must run wherever
// Node 20 does, whereas the sources are TypeScript, and their packages lie in a workspace that is not shipped. Code that few commands need
// lies in a file of its own, which a login does not wait for.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type InlineConfig } from "vite";
import { declareTypes } from "../setup/declarations.mjs";

const cli = fileURLToPath(new URL(".", import.meta.url));
const NATIVE = ["@napi-rs/keyring", "koffi"];
const dist = join(cli, "dist");
/** Code that at least so many commands need lies in one file: to open twenty small ones costs more than to read what a command does not need. */
const OFTEN = { name: "common", minShareCount: 6 };

rmSync(dist, { recursive: true, force: true });
await bundle("sdk.ts", { format: "esm", entryFileNames: "sdk.js", codeSplitting: false });
declareTypes("cli", ["sdk.ts"]);
// The commands are CommonJS, as in the single executable: an `import` of a part of Node reads every export once, which starts what lies behind
// them (the streams of standard input, fetch's client), and another file costs more to link. A command takes a fifth less time in this way.
await bundle("main.ts", {
  format: "cjs",
  strict: true,
  entryFileNames: "nearside.cjs",
  codeSplitting: { groups: [OFTEN] },
});
await bundle("native-host/main.ts", { format: "esm", entryFileNames: "native-host.js", codeSplitting: false });

type Output = NonNullable<NonNullable<NonNullable<InlineConfig["build"]>["rolldownOptions"]>["output"]>;

async function bundle(entry: string, output: Output): Promise<void> {
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
        // The passkeys' library declares nothing: with this, what no check of a file needs is left out, above all what reads certificates.
        treeshake: {
          propertyReadSideEffects: false,
          moduleSideEffects: [{ test: /@simplewebauthn\/server/, sideEffects: false }],
        },
        output: { chunkFileNames: "nearside-[name].cjs", ...output },
      },
    },
    ssr: { noExternal: true, external: [...NATIVE], target: "node" },
  });
}
