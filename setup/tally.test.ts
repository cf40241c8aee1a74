import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { repository } from "./repository.mjs";
import { filesToRunAgain, judgeSecondRun, tally } from "./tally.mjs";

const report = (...statuses: string[]) => ({
  testResults: [
    {
      name: join(repository, "a.test.ts"),
      status: statuses.includes("failed") ? "failed" : "passed",
      assertionResults: statuses.map((status, index) => ({
        fullName: `test ${index}`,
        status,
        failureMessages: status === "failed" ? [`error ${index}`, "a later one"] : [],
      })),
    },
  ],
});

describe("the figures of a test run", () => {
  it("count what passed", () => {
    expect(tally(report("passed", "passed"), 0)).toEqual({ total: 2, failed: [] });
  });

  it("name what failed, with its file and first error", () => {
    expect(tally(report("passed", "failed"), 1)).toEqual({
      total: 2,
      failed: [{ name: "a.test.ts: test 1", file: "a.test.ts", error: "error 1" }],
    });
  });

  for (const status of ["skipped", "pending", "todo", "disabled"]) {
    it(`count a test that is ${status} as failed, and never run it again`, () => {
      const { total, failed } = tally(report("passed", status), 0);
      expect(total).toBe(2);
      expect(failed).toEqual([{ name: expect.stringContaining(`test 1 (${status}`), error: "" }]);
      expect(filesToRunAgain(failed)).toEqual([]);
    });
  }

  it("count a file that could not be loaded", () => {
    const broken = {
      testResults: [
        { name: join(repository, "b.test.ts"), status: "failed", message: "no such module", assertionResults: [] },
      ],
    };
    expect(tally(broken, 1)).toEqual({
      total: 1,
      failed: [{ name: "b.test.ts: the file itself", file: "b.test.ts", error: "no such module" }],
    });
  });

  it("count a file whose hook failed once, whatever it did not run, and run it again", () => {
    const [file] = report("passed", "skipped", "skipped").testResults;
    const { total, failed } = tally({ testResults: [{ ...file, status: "failed", message: "no page came" }] }, 1);
    expect(total).toBe(2);
    expect(failed).toEqual([{ name: "a.test.ts: the file itself", file: "a.test.ts", error: "no page came" }]);
    expect(filesToRunAgain(failed)).toEqual(["a.test.ts"]);
  });

  it("count an error outside of tests, which no second run undoes", () => {
    const { failed } = tally(report("passed"), 1);
    expect(failed).toHaveLength(1);
    expect(filesToRunAgain(failed)).toEqual([]);
  });

  it("count an error outside of tests beside a test that failed, so that no second run hides it", () => {
    const { total, failed } = tally(report("passed", "failed"), 1, 1);
    expect([total, failed.length]).toEqual([3, 2]);
    expect(filesToRunAgain(failed)).toEqual([]);
  });

  it("never call an empty or missing report a success", () => {
    expect(tally({ testResults: [] }, 0).failed).toHaveLength(1);
    expect(tally(undefined, 0).failed).toHaveLength(1);
    expect(tally({ somethingElse: true }, 0).failed).toHaveLength(1);
  });
});

const failure = (file: string, test: string, error = "") => ({ name: `${file}: ${test}`, file, error });

describe("a second run", () => {
  const first = [failure("a.test.ts", "one", "first error"), failure("a.test.ts", "two")];

  it("is of each file with a failed test, once", () => {
    expect(filesToRunAgain([...first, failure("b.test.ts", "one")])).toEqual(["a.test.ts", "b.test.ts"]);
  });

  it("is left out where more failed than may be flaky", () => {
    expect(filesToRunAgain([...first, failure("b.test.ts", "one"), failure("c.test.ts", "one")])).toEqual([]);
  });

  it("makes a test that then passes flaky, with its first error", () => {
    expect(judgeSecondRun(first, [])).toEqual({ failed: [], flaky: first });
  });

  it("leaves a test that fails twice failed", () => {
    const [one, two] = first;
    expect(judgeSecondRun(first, [failure("a.test.ts", "one", "another error")])).toEqual({
      failed: [one],
      flaky: [two],
    });
  });

  it("leaves a file failed that fails as a whole and then with a test, or the other way round", () => {
    const [one] = first;
    const whole = failure("a.test.ts", "the file itself", "no page came");
    expect(judgeSecondRun([whole], [failure("a.test.ts", "one")])).toEqual({ failed: [whole], flaky: [] });
    expect(judgeSecondRun([failure("a.test.ts", "one", "first error")], [whole])).toEqual({ failed: [one], flaky: [] });
  });

  it("makes a test flaky that passed at first and then fails", () => {
    const third = failure("a.test.ts", "three");
    expect(judgeSecondRun(first, [third])).toEqual({ failed: [], flaky: [...first, third] });
  });

  it("fails where more are flaky than may be", () => {
    const more = [failure("a.test.ts", "three"), failure("a.test.ts", "four")];
    expect(judgeSecondRun(first, more)).toEqual({ failed: [...first, ...more], flaky: [...first, ...more] });
  });

  it("fails where it found an error outside of tests", () => {
    const outside = { name: "the test run: vitest left no report", error: "" };
    expect(judgeSecondRun(first, [outside])).toEqual({ failed: [outside], flaky: first });
  });
});
