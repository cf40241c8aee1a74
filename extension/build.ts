// Builds the extension as it ships: every context is one plain script that loads no other code. Writes dist/unpacked,
// which a browser loads as it is, and the same files as a zip that is the same bytes whenever the sources are.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";
import * as v from "valibot";
import { build } from "vite";

const here = import.meta.dirname;
/** Somebody who compares two builds names another folder. */
const dist = process.argv[2] ?? join(here, "dist");
const unpacked = join(dist, "unpacked");

const SCRIPTS = ["background", "content", "popup", "enrol-window", "review-window", "options"] as const;
const COPIED = [
  "popup/popup.html",
  "enrol-window/enrol-window.html",
  "enrol-window/enrol-window.css",
  "review-window/review-window.html",
  "options/options.html",
  "ui/page.css",
  "policy/managed_schema.json",
];
const ICONS = [16, 32, 48, 128].map((size) => `icons/icon-${size}.png`);
/** ZIP stores local times; this is the earliest that it can express. */
const ZIP_TIME = new Date(1980, 0, 1);

rmSync(dist, { recursive: true, force: true });
mkdirSync(unpacked, { recursive: true });
for (const name of SCRIPTS) await bundle(name);
for (const path of [...COPIED, ...ICONS]) cpSync(join(here, path), join(unpacked, path.replace(/^.*\//, "")));
writeFileSync(join(unpacked, "manifest.json"), `${JSON.stringify(manifest(), null, 2)}\n`);
writeFileSync(join(dist, "nearside-extension.zip"), zip());

async function bundle(name: (typeof SCRIPTS)[number]): Promise<void> {
  await build({
    root: here,
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    build: {
      target: ["chrome121", "firefox140"],
      outDir: unpacked,
      emptyOutDir: false,
      // not minified, so that people can read what approves their logins, and stores can review it
      minify: false,
      modulePreload: false,
      // Reading a member does nothing else in our sources, so an unused schema is dropped with all that it spreads.
      rolldownOptions: { treeshake: { propertyReadSideEffects: false } },
      lib: { entry: `${name}/main.ts`, name: "nearside", formats: ["iife"], fileName: () => `${name}.js` },
    },
  });
}

function manifest(): unknown {
  const { version } = v.parse(v.object({ version: v.string() }), readJsonFile("package.json"));
  return { ...v.parse(v.record(v.string(), v.unknown()), readJsonFile("manifest.json")), version };
}

function readJsonFile(name: string): unknown {
  return JSON.parse(readFileSync(join(here, name), "utf8"));
}

function zip(): Uint8Array {
  const names = readdirSync(unpacked).sort();
  const files = names.map((name) => [name, new Uint8Array(readFileSync(join(unpacked, name)))] as const);
  return zipSync(Object.fromEntries(files), { level: 9, mtime: ZIP_TIME });
}
