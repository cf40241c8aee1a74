import { readFileSync } from "node:fs";
import { join } from "node:path";
import { contextSchema } from "@nearside/shared/claims.ts";
import { coApprovalSchema, evidenceSchema, machineEnrolmentSchema } from "@nearside/shared/evidence/evidence.ts";
import { CLOCK_LEEWAY_SECONDS, DPOP_PROOF_SECONDS } from "@nearside/shared/lifetimes.ts";
import { publicJwkSchema } from "@nearside/shared/signing/keys.ts";
import { requireSchema } from "@nearside/shared/statements/decision.ts";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { repository } from "../support/repository.ts";

// A stranger who writes a party or a verifier from docs/protocol.md alone writes one that ours understand: what it lists is what is parsed.

const protocol = readFileSync(join(repository, "docs/protocol.md"), "utf8");
const found = (pattern: RegExp): readonly string[] => pattern.exec(protocol)?.slice(1) ?? expect.fail(`${pattern}`);

describe("the context of a device statement (protocol §4.1)", () => {
  const [block = ""] = found(/counted as UTF-16 code units:\n\n([\s\S]*?)\n\n/);
  const listed = [...block.matchAll(/((?:[a-z]+, )*[a-z]+) +at most (\d+)(, or null)?/g)].flatMap(
    ([, names = "", most, orNull]) =>
      names.split(", ").map((name) => ({ name, most: Number(most), nullable: orNull !== undefined })),
  );

  it("has the members that are listed, and no others", () => {
    const { terminal_session: _, ...entries } = contextSchema.entries;
    found(/`terminal_session` \(43 characters, or left out\)/);
    expect(listed.map(({ name }) => name).sort()).toEqual(Object.keys(entries).sort());
  });

  it.each(listed)("takes $name so long and no longer", ({ name, most, nullable }) => {
    const honest = Object.fromEntries(listed.map((each) => [each.name, ""]));
    const takes = (value: unknown) => v.is(contextSchema, { ...honest, [name]: value });
    expect([takes("x".repeat(most)), takes("x".repeat(most + 1)), takes(null)]).toEqual([true, false, nullable]);
  });
});

describe("the document of evidence (protocol §7)", () => {
  const [block = ""] = found(/\n( {4}nearside "evidence"[\s\S]*?)\n\n/);
  const part = (name: string) => block.slice(block.search(new RegExp(`^ {4}${name} `, "m")));
  const restsOn = (): string => part("login").slice(part("login").indexOf("rests_on"));
  const coApprovals = (): string => part("login").slice(part("login").indexOf("co_approvals"));
  const { enrolment: _, ...top } = evidenceSchema.entries;
  const recorded = machineEnrolmentSchema.entries.recorded.entries;

  it.each([
    ["itself", block, { ...top }],
    ["an enrolment", part("enrolment"), machineEnrolmentSchema.entries],
    ["what is recorded of one", part("enrolment").slice(part("enrolment").indexOf("recorded")), recorded],
    ["a login", part("login"), evidenceSchema.entries.login.entries],
    ["another person's approval of it", coApprovals(), coApprovalSchema.entries],
    ["what it rests on", restsOn(), evidenceSchema.entries.login.entries.rests_on.wrapped.entries],
  ])("lists the members in their order: %s", (_which, text, entries) => {
    let at = 0;
    for (const name of Object.keys(entries)) {
      const next = text.slice(at).search(new RegExp(`\\b${name}\\b`));
      expect([name, next >= 0]).toEqual([name, true]);
      at += next + name.length;
    }
  });

  it("names everybody who may have let a machine in", () => {
    const [listed = ""] = found(/confirmed_by ([a-z_|]+)/);
    expect(listed.split("|")).toEqual(recorded.confirmed_by.options);
  });
});

it("a key in a header has the members that are listed (protocol §2)", () => {
  const [listed = ""] = found(/A `jwk` has the members ([a-z, ]+) and no others/);
  expect(listed.split(/, | and /).sort()).toEqual(Object.keys(publicJwkSchema.entries).sort());
});

it("a DPoP proof is taken as long as the protocol says (protocol §2)", () => {
  const [before, after] = found(/taken from (\d+) s before its `iat` to (\d+) s after/).map(Number);
  expect([before, after]).toEqual([CLOCK_LEEWAY_SECONDS, DPOP_PROOF_SECONDS + CLOCK_LEEWAY_SECONDS]);
});

it("what a decision requires has the types that the protocol lists (protocol §4.5)", () => {
  found(/`fresh_touch` a whole number and the others `true`/);
  for (const name of Object.keys(requireSchema.entries)) {
    const takes = (value: unknown) => v.is(requireSchema, { [name]: value });
    const isNumber = name === "fresh_touch";
    expect([name, takes(60), takes(true), takes(false), takes(1.5)]).toEqual([name, isNumber, !isNumber, false, false]);
  }
});
