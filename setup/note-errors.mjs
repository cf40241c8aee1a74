// A reporter for vitest: it notes how many errors came up outside of tests, which its JSON report leaves out.
import { writeFileSync } from "node:fs";

export default class NoteErrors {
  /**
   * Vitest calls it after the last test.
   * @param {readonly unknown[]} _modules
   * @param {readonly unknown[]} errors
   */
  onTestRunEnd(_modules, errors) {
    const path = process.env["NEARSIDE_ERRORS_FILE"];
    if (path !== undefined) writeFileSync(path, String(errors.length));
  }
}
