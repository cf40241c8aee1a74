import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { repository } from "../support/repository.ts";
import { bytes, type Figure } from "./figure.ts";

/** The built files that a person's machine loads or keeps. */
export function measureSizes(): Figure[] {
  const read = (path: string): Buffer => readFileSync(join(repository, path));
  const page = read("web/dist/index.html").toString();
  const scripts = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(([, path]) => `web/dist${path}`);
  if (scripts.length === 0) throw new Error("the approval page loads no script");
  const gzipped = scripts.reduce((sum, path) => sum + gzipSync(read(path)).length, 0);
  const commandLine = readdirSync(join(repository, "cli/dist")).filter((name) => /^nearside.*\.cjs$/.test(name));
  return [
    bytes("approval page, script of its first load, gzipped", gzipped, 90_000),
    bytes("extension, zip", read("extension/dist/nearside-extension.zip").length),
    bytes(
      "command line, as a whole",
      commandLine.reduce((sum, name) => sum + read(`cli/dist/${name}`).length, 0),
    ),
  ];
}
