// Bundles the server into few files, and each thread or process that it starts into one: they start in a third of the time that the
// sources take, and hold less memory. The rules' engine alone is taken from beside them, since it is WebAssembly that its package loads by
// itself.
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";

const server = fileURLToPath(new URL(".", import.meta.url));
const dist = join(server, "dist");

/** These folders are built elsewhere and lie here too (setup/parts.mjs). */
const PARTS = ["pages", "get"];

mkdirSync(dist, { recursive: true });
for (const name of readdirSync(dist))
  if (!PARTS.includes(name)) rmSync(join(dist, name), { recursive: true, force: true });
const threads = new Set<string>();
await bundle("main.ts", "nearside-server.cjs", { laterApart: true });
for (const thread of threads) await bundle(thread, fileOf(thread), { laterApart: false });

/**
 * Makes that file of that source.
 *
 * @param how.laterApart true to put what is loaded later into files of its own
 */
async function bundle(source: string, file: string, how: { readonly laterApart: boolean }): Promise<void> {
  const atFirst = new Set<string>();
  await build({
    root: server,
    configFile: false,
    logLevel: "warn",
    plugins: [threadsBeside(), oneLimiter(), attestationsLater(), notedAtFirst(atFirst), inAscii()],
    json: { namedExports: false, stringify: true },
    build: {
      ssr: source,
      target: "node24",
      outDir: dist,
      emptyOutDir: false,
      // names and lines stay as they are, so that a stack trace says what failed
      minify: false,
      sourcemap: false,
      rolldownOptions: {
        // Reading a member does nothing else in our sources, so an unused schema is dropped with all that it spreads.
        // The passkeys' library declares nothing: with this, what no login needs is a file of its own.
        treeshake: {
          propertyReadSideEffects: false,
          moduleSideEffects: [{ test: /@simplewebauthn\/server/, sideEffects: false }],
        },
        output: {
          // An `import` of a part of Node reads every export once, which loads what is behind it, such as fetch's client, and a
          // file of modules costs more to link. A start takes a sixth less in this way.
          format: "cjs",
          strict: true,
          entryFileNames: file,
          chunkFileNames: "[name].cjs",
          codeSplitting: how.laterApart && {
            groups: [{ name: "common", test: (id) => atFirst.has(id), minShareCount: 2 }],
          },
          comments: { annotation: false, jsdoc: false, legal: true },
        },
      },
    },
    ssr: { noExternal: true, target: "node" },
  });
}

/** Notes the source of each thread and process, and names its file where it is started. */
function threadsBeside(): Plugin {
  return {
    name: "threads-beside",
    transform(code, id) {
      const named = code.replaceAll(/new URL\("(\.[^"]+\.ts)", import\.meta\.url\)/g, (url: string, source: string) => {
        const thread = join(dirname(id), source);
        threads.add(thread);
        return url.replace(source, `./${fileOf(thread)}`); // all files lie side by side
      });
      return named === code ? undefined : named;
    },
  };
}

function fileOf(thread: string): string {
  return basename(thread).replace(/\.ts$/, ".cjs");
}

/**
 * Notes the modules that are loaded in any case. Those that the server itself needs too become one file: Node takes its time over each
 * file that is imported, and over each import again.
 */
function notedAtFirst(noted: Set<string>): Plugin {
  return {
    name: "noted-at-first",
    buildEnd() {
      const note = (id: string): void => {
        for (const imported of this.getModuleInfo(id)?.importedIds ?? []) {
          if (noted.has(imported)) continue;
          noted.add(imported);
          note(imported);
        }
      };
      for (const id of this.getModuleIds()) if (this.getModuleInfo(id)?.isEntry === true) note(id);
    },
  };
}

/** The library of limits is one module that requires the clients of every store, and Node's cluster. Only counts in memory are used. */
function oneLimiter(): Plugin {
  return {
    name: "one-limiter",
    transform(_, id) {
      if (!id.endsWith("/rate-limiter-flexible/index.js")) return undefined;
      return 'module.exports = { RateLimiterMemory: require("./lib/RateLimiterMemory.js") };';
    },
  };
}

/**
 * The passkeys' library has a check for each format of attestation, with all that reads certificates, and few passkeys are attested. Each check
 * is awaited, so it may as well be loaded when its format is met.
 */
function attestationsLater(): Plugin {
  const IMPORT = /^import \{ (verifyAttestation\w+) \} from ('\.\/verifications\/[^']+');$/gm;
  return {
    name: "attestations-later",
    transform(code, id) {
      if (!id.endsWith("/registration/verifyRegistrationResponse.js")) return undefined;
      const later = code.replaceAll(
        IMPORT,
        (_, name: string, from: string) => `const ${name} = async (given) => (await import(${from})).${name}(given);`,
      );
      if (later === code) throw new Error("the passkeys' library imports its checks in another way");
      return later;
    },
  };
}

/** V8 keeps a text with other characters in twice the memory, and takes longer to read it. */
function inAscii(): Plugin {
  return {
    name: "in-ascii",
    generateBundle(_, files) {
      for (const file of Object.values(files))
        if (file.type === "chunk") file.code = file.code.replace(/[\u0080-\uffff]/g, escaped);
    },
  };
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
