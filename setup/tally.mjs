// The figures of a test run, read from vitest's report. A test that did not run did not pass.
import { relative } from "node:path";
import { repository } from "./repository.mjs";

/**
 * The part of vitest's JSON report that counts (the format is Jest's).
 * @typedef {{ fullName: string, status: string, failureMessages?: string[] }} TestResult
 * @typedef {{ assertionResults: TestResult[], name: string, status: string, message?: string }} FileResult
 * @typedef {{ testResults: FileResult[] }} Report
 *
 * @typedef {object} Failure
 * @property {string} name what people read: the file, then the test
 * @property {string} [file] the test file relative to the repository, if its second run can tell more
 * @property {string} error the first error, on as many lines as it has
 */

/** More flaky tests than this are a fault of the suite, so the run fails. */
const MOST_FLAKY = 3;

/**
 * @param {unknown} report undefined if vitest left none
 * @param {number} exitCode vitest's
 * @param {number} [errors] how many came up outside of tests; left out where nobody counted them
 * @returns {{ total: number, failed: Failure[] }} total counts the failed ones too
 */
export function tally(report, exitCode, errors = 0) {
  if (!isReport(report))
    return { total: 1, failed: [outsideOfTests(`vitest left no report and ended with ${exitCode}`)] };

  let total = 0;
  /** @type {Failure[]} */
  const failed = [];
  for (const result of report.testResults) {
    const file = relative(repository, result.name);
    const bad = result.assertionResults.filter(({ status }) => status !== "passed");
    // A file that could not be loaded, or whose hooks failed, has no failed test to show for it: tests that it did not run are of that failure.
    if (result.status !== "passed" && bad.every(({ status }) => status !== "failed")) {
      total += result.assertionResults.length - bad.length + 1;
      failed.push({ name: wholeFile(file), file, error: result.message ?? "" });
      continue;
    }
    total += result.assertionResults.length;
    for (const { fullName, status, failureMessages } of bad) {
      const name = `${file}: ${fullName}`;
      failed.push(
        status === "failed"
          ? { name, file, error: failureMessages?.[0] ?? "" }
          : { name: `${name} (${status}: a test that is not run counts as failed)`, error: "" },
      );
    }
  }
  if (total === 0) return { total: 1, failed: [outsideOfTests("not one test was found")] };
  if (errors > 0) {
    total += 1;
    failed.push(outsideOfTests(`errors outside of tests: ${errors}`));
  } else if (exitCode !== 0 && failed.length === 0) {
    total += 1;
    failed.push(outsideOfTests(`vitest ended with ${exitCode} though every test passed (an error outside of tests)`));
  }
  return { total, failed };
}

/**
 * Says which files are worth a second run. With more failures than may be flaky the run is red whatever a second one says.
 * @param {Failure[]} failed
 * @returns {string[]} test files, each once
 */
export function filesToRunAgain(failed) {
  if (failed.length > MOST_FLAKY || failed.some(({ file }) => file === undefined)) return [];
  return [...new Set(failed.flatMap(({ file }) => file ?? []))];
}

/**
 * Judges the failures of a run by a second run of their files, each alone. A test that failed in one of the two is flaky.
 * @param {Failure[]} first
 * @param {Failure[]} second
 * @returns {{ failed: Failure[], flaky: Failure[] }} failed holds the flaky ones too where they are too many
 */
export function judgeSecondRun(first, second) {
  const twice = first.filter((one) => second.some((other) => isSame(one, other)));
  // An error that a second run finds outside of tests, or a test that it does not run, is no chance.
  const broken = second.filter(({ file }) => file === undefined);
  const flaky = [
    ...first.filter((one) => !twice.includes(one)),
    ...second.filter((other) => other.file !== undefined && !first.some((one) => isSame(one, other))),
  ];
  const failed = [...twice, ...broken];
  return { failed: flaky.length > MOST_FLAKY ? [...failed, ...flaky] : failed, flaky };
}

/** @param {string} file */
const wholeFile = (file) => `${file}: the file itself`;

/**
 * A file that failed as a whole failed with each of its tests.
 * @param {Failure} one
 * @param {Failure} other
 */
const isSame = (one, other) =>
  one.name === other.name ||
  (one.file !== undefined && one.file === other.file && [one.name, other.name].includes(wholeFile(one.file)));

/**
 * @param {string} why
 * @returns {Failure}
 */
function outsideOfTests(why) {
  return { name: `the test run: ${why}`, error: "" };
}

/**
 * @param {unknown} value
 * @returns {value is Report}
 */
function isReport(value) {
  return typeof value === "object" && value !== null && "testResults" in value && Array.isArray(value.testResults);
}
