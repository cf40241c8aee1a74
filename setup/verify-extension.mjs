// Says if the extension's package is the same bytes whenever and wherever it is built: for store reviewers, and for who was given one.
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { node24 } from "./node24.mjs";
import { repository } from "./repository.mjs";
import { CannotGoOn, childStep } from "./step.mjs";

const PACKAGE = "nearside-extension.zip";

/** Another place, time of day and language than the build's own: none of them may get into the package. */
const ELSEWHERE = { TZ: "Pacific/Kiritimati", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" };

/**
 * Builds the package once more, elsewhere, and compares it with what `npm run build` made and with those that are named.
 * @param {readonly string[]} files packages to compare
 * @returns {Promise<string>} the SHA-256 of all of them
 * @throws {CannotGoOn} if one differs
 */
export async function verifyExtension(files) {
  const folder = mkdtempSync(join(tmpdir(), "nearside-extension-"));
  try {
    await childStep("build the extension again, elsewhere", node24, ["extension/build.ts", folder], { env: ELSEWHERE });
    const expected = sha256Of(join(folder, PACKAGE));
    for (const file of [join(repository, "extension/dist", PACKAGE), ...files.map((file) => resolve(file))]) {
      const found = sha256Of(file);
      console.log(`${found}  ${file}`);
      if (found !== expected)
        throw new CannotGoOn(
          `${file} is not what this checkout makes: that has the SHA-256 ${expected}. Check out the commit of its version, and make sure that nothing is changed there (git status).`,
        );
    }
    return expected;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} file */
function sha256Of(file) {
  let bytes;
  try {
    bytes = readFileSync(file);
  } catch {
    throw new CannotGoOn(`${file} can't be read.`);
  }
  return createHash("sha256").update(bytes).digest("hex");
}
