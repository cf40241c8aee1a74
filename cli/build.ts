// Bundles the command line, and the SDK that other programs import, into files that need no package beside them: `npx
// nearside` must run wherever Node 20 does, whereas its sources are TypeScript, and its packages lie in a workspace that is
// not shipped. Code that few commands need lies in a file of its own, which a login does not wait for.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const cli = fileURLToPath(new URL(".", import.meta.url));
const NATIVE = ["@napi-rs/keyring", "koffi"];
const dist = join(cli, "dist");

rmSync(dist, { recursive: true, force: true });
await bundle("sdk.ts", "sdk.js", false);
declareTypes("sdk.ts");
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

/**
 * Writes the declarations of that file and of the files that it names, and no others: a program sees only what is meant for
 * it. The checks are made by `tsc -p cli`.
 */
function declareTypes(entry: string): void {
  const all = mkdtempSync(join(tmpdir(), "nearside-declarations-"));
  try {
    const tsc = fileURLToPath(new URL("bin/tsc", import.meta.resolve("typescript/package.json")));
    const emit = ["--noEmit", "false", "--noCheck", "--declaration", "--emitDeclarationOnly"];
    const settings = [...emit, "--outDir", all, "--rootDir", ".."];
    execFileSync(process.execPath, [tsc, "-p", "tsconfig.sdk.json", ...settings], { cwd: cli, stdio: "inherit" });
    rmSync(join(dist, "sdk"), { recursive: true, force: true });
    copyDeclaration(join(all, "cli", entry.replace(/\.ts$/, ".d.ts")), join(all, "cli"), new Set());
  } finally {
    rmSync(all, { recursive: true, force: true });
  }
}

function copyDeclaration(file: string, from: string, done: Set<string>): void {
  if (done.has(file)) return;
  done.add(file);
  const to = join(dist, relative(from, file));
  mkdirSync(dirname(to), { recursive: true });
  const text = readFileSync(file, "utf8");
  writeFileSync(
    to,
    text.replace(/(from )"([^"]+)"/g, (_all, word: string, specifier: string) => {
      if (!specifier.startsWith("./") && !specifier.startsWith("../"))
        throw new Error(`${relative(from, file)} shows a type of ${specifier} to other programs`);
      copyDeclaration(join(dirname(file), specifier.replace(/\.ts$/, ".d.ts")), from, done);
      return `${word}"${specifier.replace(/\.ts$/, ".js")}"`;
    }),
  );
}
