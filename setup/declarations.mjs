// The declarations of a package that other programs import: those of its entries and of the files that these name, and no others. A program
// sees only what is meant for it.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { repository } from "./repository.mjs";

/**
 * Writes them into the workspace's dist/, beside the files of the same names that a build has put there. The checks are made by
 * `tsc -p <workspace>`.
 * @param {string} workspace with a tsconfig.published.json that names the entries
 * @param {string[]} entries from the workspace's folder: "sdk.ts"
 * @param {string[]} [packages] whose types may be shown: those that a program of that kind has anyhow
 */
export function declareTypes(workspace, entries, packages = []) {
  const all = mkdtempSync(join(tmpdir(), "nearside-declarations-"));
  try {
    const tsc = join(repository, "node_modules/typescript/bin/tsc");
    const emit = ["--noEmit", "false", "--noCheck", "--declaration", "--emitDeclarationOnly"];
    const settings = [...emit, "--outDir", all, "--rootDir", repository];
    const cwd = join(repository, workspace);
    execFileSync(process.execPath, [tsc, "-p", "tsconfig.published.json", ...settings], { cwd, stdio: "inherit" });
    const from = join(all, workspace);
    const done = new Set();
    /** @param {string} file */
    const copy = (file) => {
      if (done.has(file)) return;
      done.add(file);
      const to = join(cwd, "dist", relative(from, file));
      mkdirSync(dirname(to), { recursive: true });
      const text = readFileSync(file, "utf8");
      const published = text.replace(/(from )"([^"]+)"/g, (named, word, specifier) => {
        if (packages.includes(specifier)) return named;
        if (!/^\.\.?\//.test(specifier))
          throw new Error(`${relative(from, file)} shows a type of ${specifier} to other programs`);
        copy(join(dirname(file), specifier.replace(/\.ts$/, ".d.ts")));
        return `${word}"${specifier.replace(/\.ts$/, ".js")}"`;
      });
      writeFileSync(to, published);
    };
    for (const entry of entries) copy(join(from, entry.replace(/\.ts$/, ".d.ts")));
  } finally {
    rmSync(all, { recursive: true, force: true });
  }
}
