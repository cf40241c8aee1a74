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
import { codeIn, type TableRow, tableRows } from "./markdown-table.ts";

// A stranger who writes a party or a verifier from docs/protocol.md alone writes one that ours understand: what it lists is what is parsed.

const protocol = readFileSync(join(repository, "docs/protocol.md"), "utf8");
const found = (pattern: RegExp): readonly string[] => pattern.exec(protocol)?.slice(1) ?? expect.fail(`${pattern}`);
/** The rows of the first table after a text. */
const tableAfter = (start: string): readonly TableRow[] => {
  const at = protocol.indexOf(start);
  if (at === -1) expect.fail(`The protocol no longer says "${start}".`);
  const [, table = ""] = /\n\n(\|[\s\S]*?)\n\n/.exec(protocol.slice(at)) ?? [];
  return tableRows(table);
};
/** The members that a text between two others lists, in their order. */
const listedFrom = (start: string): readonly string[] => {
  const [text = ""] = protocol.slice(protocol.indexOf(start) + start.length).split("\n\n");
  return codeIn(text.replaceAll("\n", " ")).flatMap((code) => /^[a-z_]+/.exec(code) ?? []);
};
const membersOf = (rows: readonly TableRow[]) => rows.flatMap((row) => codeIn(row.get("member") ?? ""));

describe("the context of a device statement (protocol §4.1)", () => {
  const rows = tableAfter("**Context.**");
  const texts = rows.flatMap((row) => {
    const [, most] = /^text, at most ([\d,]+)/.exec(row.get("type") ?? "") ?? [];
    if (most === undefined) return [];
    const nullable = (row.get("type") ?? "").endsWith(", or null");
    return membersOf([row]).map((name) => ({ name, most: Number(most.replace(",", "")), nullable }));
  });

  it("has the members that are listed, and no others", () => {
    found(/`terminal_session` +\| 43 characters \(base64url of SHA-256\), optional/);
    expect([...membersOf(rows)].sort()).toEqual(Object.keys(contextSchema.entries).sort());
    expect(texts.map(({ name }) => name)).toEqual(membersOf(rows).filter((name) => name !== "terminal_session"));
  });

  it.each(texts)("takes $name so long and no longer", ({ name, most, nullable }) => {
    const honest = Object.fromEntries(texts.map((each) => [each.name, ""]));
    const takes = (value: unknown) => v.is(contextSchema, { ...honest, [name]: value });
    expect([takes("x".repeat(most)), takes("x".repeat(most + 1)), takes(null)]).toEqual([true, false, nullable]);
  });
});

describe("the document of evidence (protocol §7)", () => {
  const recorded = machineEnrolmentSchema.entries.recorded.entries;
  const [recordedListed = ""] = found(/\| `recorded` +\| \{ ([^}]*confirmed_by_user[^}]*) \}/);
  /** Members that the chain has and the document names where it tells of them, in the same order otherwise. */
  it.each([
    ["itself", membersOf(tableAfter("#### The document")), evidenceSchema.entries],
    ["an enrolment", membersOf(tableAfter("**`enrolment`**")), machineEnrolmentSchema.entries],
    ["what is recorded of one", codeIn(recordedListed), recorded],
    ["a login", membersOf(tableAfter("**`login`**")), evidenceSchema.entries.login.entries],
    ["another person's approval", listedFrom("**`co_approvals[]`**"), coApprovalSchema.entries],
    ["what it rests on", listedFrom("**`rests_on`**"), evidenceSchema.entries.login.entries.rests_on.wrapped.entries],
  ])("lists the members in their order: %s", (_which, listed, entries) => {
    const names = Object.keys(entries);
    expect([...new Set(listed.filter((name) => names.includes(name)))]).toEqual(names);
  });

  it("names everybody who may have admitted a machine", () => {
    const [sentence = ""] = found(/\n(`confirmed_by` is [^.]*)\. `confirmed_by_user`/);
    const [, ...listed] = codeIn(sentence);
    expect(listed).toEqual(recorded.confirmed_by.options);
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
  const rows = tableAfter("`require` holds");
  expect(membersOf(rows)).toEqual(Object.keys(requireSchema.entries));
  for (const row of rows) {
    const [name = ""] = membersOf([row]);
    const takes = (value: unknown) => v.is(requireSchema, { [name]: value });
    const isNumber = row.get("type") === "whole number";
    expect([name, takes(60), takes(true), takes(false), takes(1.5)]).toEqual([name, isNumber, !isNumber, false, false]);
  }
});

it("has no paragraph of more than 80 words, so that an implementer reads each of them once", () => {
  const texts = protocol.replaceAll(/^```[\s\S]*?^```/gm, "").replaceAll(/^> ?/gm, "");
  const paragraphs = texts.split(/\n\s*\n|\n(?= *(?:[-*]|\d+\.) )/).filter((text) => !/^\s*[|#]/.test(text));
  const long = paragraphs.filter((text) => text.trim().split(/\s+/).length > 80);
  expect(paragraphs.length).toBeGreaterThan(500);
  expect(long).toEqual([]);
});
