import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { repository } from "./repository.mjs";
import { tally } from "./tally.mjs";

const report = (...statuses: string[]) => ({
  testResults: [
    {
      name: join(repository, "a.test.ts"),
      status: statuses.includes("failed") ? "failed" : "passed",
      assertionResults: statuses.map((status, index) => ({ fullName: `test ${index}`, status })),
    },
  ],
});

describe("the figures of a test run", () => {
  it("count what passed", () => {
    expect(tally(report("passed", "passed"), 0)).toEqual({ total: 2, failed: [] });
  });

  it("name what failed", () => {
    expect(tally(report("passed", "failed"), 1)).toEqual({ total: 2, failed: ["a.test.ts: test 1"] });
  });

  for (const status of ["skipped", "pending", "todo", "disabled"]) {
    it(`count a test that is ${status} as failed`, () => {
      const { total, failed } = tally(report("passed", status), 0);
      expect(total).toBe(2);
      expect(failed).toEqual([expect.stringContaining(`test 1 (${status}`)]);
    });
  }

  it("count a file that could not be loaded", () => {
    const broken = { testResults: [{ name: join(repository, "b.test.ts"), status: "failed", assertionResults: [] }] };
    expect(tally(broken, 1)).toEqual({ total: 1, failed: ["b.test.ts: the file itself"] });
  });

  it("count an error outside of tests", () => {
    expect(tally(report("passed"), 1).failed).toHaveLength(1);
  });

  it("never call an empty or missing report a success", () => {
    expect(tally({ testResults: [] }, 0).failed).toHaveLength(1);
    expect(tally(undefined, 0).failed).toHaveLength(1);
    expect(tally({ somethingElse: true }, 0).failed).toHaveLength(1);
  });
});
