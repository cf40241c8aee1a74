// Makes the single executable for the system that it runs on: Node itself with the command line in it (Node.js, "Single executable
// applications"). It needs no Node and no package where it runs. Argument: the file that it makes.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const [, , file = ""] = process.argv;
if (file === "") throw new Error("Name the file to be made.");
const cli = fileURLToPath(new URL(".", import.meta.url));
const require = createRequire(import.meta.url);

/** The native parts by the names under which they are loaded (executable/koffi.ts, executable/keyring.ts). */
const NATIVE_PARTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "linux-x64": {
    "koffi.node": "@koromix/koffi-linux-x64/linux_x64/koffi.node",
    "keyring.node": "@napi-rs/keyring-linux-x64-gnu/keyring.linux-x64-gnu.node",
  },
};
/** Node, "Single executable applications": by this text it knows that something was put into it. */
const FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

const system = `${process.platform}-${process.arch}`;
const parts = NATIVE_PARTS[system];
if (parts === undefined) throw new Error(`No executable can be made on ${system}: see docs/how-to/operate-get.md.`);

const making = mkdtempSync(join(tmpdir(), "nearside-executable-"));
try {
  await bundle();
  const config = {
    main: join(making, "nearside.cjs"),
    output: join(making, "blob"),
    disableExperimentalSEAWarning: true,
    assets: Object.fromEntries(Object.entries(parts).map(([name, from]) => [name, locate(from)])),
  };
  writeFileSync(join(making, "config.json"), JSON.stringify(config));
  execFileSync(process.execPath, ["--experimental-sea-config", join(making, "config.json")], { stdio: "ignore" });
  const made = join(making, "nearside");
  copyFileSync(process.execPath, made);
  chmodSync(made, 0o755);
  const postject = join(dirname(require.resolve("postject/package.json")), "dist/cli.js");
  execFileSync(process.execPath, [postject, made, "NODE_SEA_BLOB", config.output, "--sentinel-fuse", FUSE], {
    stdio: ["ignore", "ignore", "pipe"], // it warns of sections that have no name, which Node's own file has
  });
  copyFileSync(made, file);
} finally {
  rmSync(making, { recursive: true, force: true });
}

/** The whole command line in one file, since the executable has no folder beside it. */
function bundle() {
  const own = (name: string): string => join(cli, "executable", name);
  return build({
    root: cli,
    configFile: false,
    logLevel: "warn",
    resolve: { alias: { koffi: own("koffi.ts"), "@napi-rs/keyring": own("keyring.ts") } },
    build: {
      ssr: "executable/main.ts",
      target: "node24",
      outDir: making,
      emptyOutDir: false,
      minify: false,
      sourcemap: false,
      rolldownOptions: {
        treeshake: { propertyReadSideEffects: false },
        output: { format: "cjs", entryFileNames: "nearside.cjs", codeSplitting: false },
      },
    },
    ssr: { noExternal: true, target: "node" },
  });
}

/** A file of a package: some packages do not export it by name. */
function locate(from: string): string {
  const [scope, name, ...rest] = from.split("/");
  return join(dirname(require.resolve(`${scope}/${name}/package.json`)), ...rest);
}
