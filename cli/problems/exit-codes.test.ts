import { REFUSALS } from "@nearside/shared/chain/refusal.ts";
import { describe, expect, it } from "vitest";
import { EXIT_CODES, exitTopicLines, OK } from "./exit-codes.ts";
import { OWN_PROBLEMS, Problem, problemOf } from "./problem.ts";

describe("exit codes", () => {
  it("has one for every refusal and every problem of the command line's own, and no other", () => {
    expect(Object.keys(EXIT_CODES).sort()).toEqual([...Object.keys(REFUSALS), ...Object.keys(OWN_PROBLEMS)].sort());
  });

  it("has no number twice, and none that a shell takes for its own", () => {
    const numbers = [OK, ...Object.values(EXIT_CODES)];
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const [code, number] of Object.entries(EXIT_CODES)) {
      const signal = { hung_up: 1, interrupted: 2, terminated: 15 }[code];
      const shells = { program_unusable: 126, program_missing: 127 }[code];
      if (signal !== undefined) expect(number).toBe(128 + signal);
      else if (shells !== undefined) expect(number).toBe(shells);
      else expect(number < 126 || (number >= 150 && number < 200)).toBe(true);
    }
  });
});

describe("the topics of the help", () => {
  /** The line whose ranges have that number. */
  const lineOf = (number: number): readonly string[] =>
    exitTopicLines().filter((line) =>
      [...line.slice(0, line.search(/ [a-z]/i)).matchAll(/(\d+)(?:-(\d+))?/g)].some(
        ([, from, to = from]) => Number(from) <= number && number <= Number(to),
      ),
    );

  it("has each number in one line", () => {
    for (const [code, number] of Object.entries({ done: OK, ...EXIT_CODES }))
      expect(lineOf(number), `${code} ${number}`).toHaveLength(1);
  });

  it("has every refusal of a ticket under enrolment", () => {
    const tickets = Object.entries(EXIT_CODES).filter(([code]) => code.startsWith("ticket_"));
    expect(tickets.length).toBeGreaterThan(4);
    for (const [, number] of tickets) expect(lineOf(number)).toEqual([expect.stringMatching(/ {2}enrolment/)]);
  });
});

describe("problemOf", () => {
  it("takes what nobody foresaw for a mistake of ours, and does not show it", () => {
    const problem = problemOf(new TypeError("secret is undefined"));
    expect(problem.code).toBe("internal");
    expect(problem.message).not.toContain("secret");
    expect(problem.message).toMatch(/\(TypeError at exit-codes\.test\.ts:\d+:\d+\)$/);
  });

  it("keeps a problem as it is", () => {
    const problem = new Problem("denied");
    expect(problemOf(problem)).toBe(problem);
  });

  it("calls an aborted wait interrupted", () => {
    const controller = new AbortController();
    controller.abort();
    expect(problemOf(controller.signal.reason).code).toBe("interrupted");
  });
});
