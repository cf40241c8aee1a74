// What a run of vitest comes to. Honest before friendly: a test that did not run did not pass.
import { relative } from "node:path";
import { repository } from "./repository.mjs";

/**
 * The part of vitest's JSON report that counts (the format is Jest's).
 * @typedef {{ assertionResults: { fullName: string, status: string }[], name: string, status: string }} FileResult
 * @typedef {{ testResults: FileResult[] }} Report
 */

/**
 * @param {unknown} report undefined if vitest left none
 * @param {number} exitCode vitest's
 * @returns {{ total: number, failed: string[] }} total counts the failed ones too
 */
export function tally(report, exitCode) {
  if (!isReport(report))
    return { total: 1, failed: [`the test run: vitest left no report and ended with ${exitCode}`] };

  let total = 0;
  /** @type {string[]} */
  const failed = [];
  for (const file of report.testResults) {
    const path = relative(repository, file.name);
    total += file.assertionResults.length;
    const bad = file.assertionResults.filter(({ status }) => status !== "passed");
    for (const { fullName, status } of bad) {
      failed.push(
        `${path}: ${fullName}${status === "failed" ? "" : ` (${status}: a test that is not run counts as failed)`}`,
      );
    }
    // A file that could not be loaded, or whose hooks failed, may have no failed test to show for it.
    if (file.status !== "passed" && bad.length === 0) {
      total += 1;
      failed.push(`${path}: the file itself`);
    }
  }
  if (total === 0) return { total: 1, failed: ["the test run: not one test was found"] };
  if (exitCode !== 0 && failed.length === 0) {
    total += 1;
    failed.push(`the test run: vitest ended with ${exitCode} though every test passed (an error outside of tests)`);
  }
  return { total, failed };
}

/**
 * @param {unknown} value
 * @returns {value is Report}
 */
function isReport(value) {
  return typeof value === "object" && value !== null && "testResults" in value && Array.isArray(value.testResults);
}
