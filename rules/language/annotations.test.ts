import { NO_DEMANDS } from "@nearside/shared/rules/demands.ts";
import { describe, expect, it } from "vitest";
import { ANNOTATIONS, readAnnotations } from "./annotations.ts";

const demandsOf = (name: string, value: string | null) =>
  readAnnotations({ id: "a", [name]: value }, name === "stand" ? "permit" : "forbid");

const HOUR = { within: 3600, newcomers: 3600 };

describe("an outcome", () => {
  it.each<[string, string | null, object]>([
    ["require_fresh_touch", "60s", { fresh_touch: 60 }],
    ["require_fresh_touch", "24h", { fresh_touch: 86_400 }],
    ["require_device_bound_passkey", null, { device_bound: true }],
    ["require_attested_passkey", null, { attested: true }],
    ["require_security_key", null, { security_key: true }],
    ["require_justification", null, { justification: true }],
    ["require_ticket", "OPS CHG", { ticket: ["OPS", "CHG"] }],
    [
      "require_second_approver",
      "user:bob group:On call group:leads user:bob",
      { second: { ...HOUR, approvers: [{ among: ["group:On call", "group:leads", "user:bob"], quorum: 1 }] } },
    ],
    ["alarm", null, { alarm: true }],
    ["stand", "10m", { stand: 600 }],
    ["access_token_life", "5m", { access_token: 300 }],
    ["refresh_token_life", "90d", { refresh_token: 7_776_000 }],
    ["scopes", "read list", { scopes: ["read", "list"] }],
  ])("@%s(%j) asks for it", (name, value, demands) => {
    expect(demandsOf(name, value)).toMatchObject({ demands: { ...NO_DEMANDS, ...demands }, wrong: [] });
  });

  it("is the strictest of several on one rule", () => {
    const { demands, asks } = readAnnotations(
      { id: "a", require_attested_passkey: null, require_fresh_touch: "60s", access_token_life: "5m" },
      "forbid",
    );
    expect(demands).toEqual({ ...NO_DEMANDS, attested: true, fresh_touch: 60, access_token: 300 });
    expect(asks).toBe(true);
  });

  it.each<[string, string | null]>([
    ...["", "60", "s", "0s", "9s", "25h", "1.5m", "-60s", " 60s", "60S", "1e2s", "60s ", "99999999s", "６０s"].map(
      (value): [string, string] => ["require_fresh_touch", value],
    ),
    ["require_fresh_touch", null],
    ["require_attested_passkey", "true"],
    ["require_device_bound_passkey", "false"],
    ["require_security_key", "no"],
    ["require_justification", " "],
    ...["", " ", "ops", "OPS,CHG", "OPS  CHG", "OPS ", "1OPS", "A".repeat(17)].map((value): [string, string] => [
      "require_ticket",
      value,
    ]),
    ["require_ticket", null],
    ...[
      "",
      "leads",
      "group:",
      "user:",
      "user:Bob",
      "group:a;b",
      "group: a",
      "role:owner",
      Array.from({ length: 9 }, (_, nth) => `user:u${nth}`).join(" "),
      `group:${"a".repeat(65)}`,
      `user:${"a".repeat(129)}`,
    ].map((value): [string, string] => ["require_second_approver", value]),
    ["require_second_approver", null],
    ["alarm", "now"],
    ["stand", "59s"],
    ["stand", "9h"],
    ["access_token_life", "59s"],
    ["refresh_token_life", "91d"],
    ...["", " ", "read  list", 're"ad', "re\\ad", "read\u0000", "lesen ü"].map((value): [string, string] => [
      "scopes",
      value,
    ]),
    ["scopes", null],
  ])("@%s(%j) is written otherwise", (name, value) => {
    const { wrong } = demandsOf(name, value);
    expect(wrong).toHaveLength(1);
    expect(wrong[0]?.name).toBe(name);
  });

  it("says of a second person how many, for how long, and who is too new", () => {
    const written = { id: "a", newcomers: "24h", require_second_approver: "group:leads", quorum: "2", within: "15m" };
    expect(readAnnotations(written, "forbid")).toMatchObject({
      demands: { second: { approvers: [{ among: ["group:leads"], quorum: 2 }], within: 900, newcomers: 86_400 } },
      asks: true,
      wrong: [],
    });
    const { demands } = readAnnotations({ ...written, newcomers: "allowed" }, "forbid");
    expect(demands.second?.newcomers).toBe(0);
  });

  it.each([
    ...["0", "6", "02", "two", "1.5", "", null].map((value) => ["quorum", value] as const),
    ...["4m", "25h", "soon", "", null].map((value) => ["within", value] as const),
    ...["59s", "31d", "Allowed", "0s", "", null].map((value) => ["newcomers", value] as const),
  ])("@%s(%j) of a second person is written otherwise", (name, value) => {
    const written = { id: "a", require_second_approver: "user:bob", [name]: value };
    expect(readAnnotations(written, "forbid").wrong).toMatchObject([{ name }]);
  });

  it.each([
    ["quorum", "2"],
    ["within", "15m"],
    ["newcomers", "24h"],
  ])("@%s alone asks nobody, and is refused", (name, value) => {
    const read = readAnnotations({ id: "a", [name]: value }, "forbid");
    expect([read.wrong.map((each) => each.name), read.asks]).toEqual([[name], false]);
  });

  it("allows only what a rule permits", () => {
    expect(readAnnotations({ id: "a", stand: "10m" }, "forbid").wrong).toMatchObject([{ name: "stand" }]);
    expect(readAnnotations({ id: "a", stand: "10m" }, "permit").wrong).toEqual([]);
  });

  it("leaves a forbid that asks for nothing a plain denial", () => {
    expect(readAnnotations({ id: "a", title: "A", says: "No.", mode: "report-only" }, "forbid").asks).toBe(false);
  });
});

describe("a value outside the closed set", () => {
  it.each([
    "require_attested",
    "Id",
    "ID",
    "step_up",
    "constructor",
    "toString",
    "hasOwnProperty",
    "__proto__",
    "mode ",
  ])("@%s is refused", (name) => {
    const written = Object.fromEntries([
      ["id", "a"],
      [name, ""],
    ]);
    expect(readAnnotations(written, "forbid").wrong.map((each) => each.name)).toEqual([name]);
  });

  it("names all that there are", () => {
    const [{ message } = { message: "" }] = readAnnotations({ id: "a", step_up: "" }, "permit").wrong;
    for (const name of Object.keys(ANNOTATIONS)) expect(message).toContain(`@${name}`);
  });
});

describe("an annotation that names or describes a rule", () => {
  it.each<[string, string | null]>([
    ["id", null],
    ["id", ""],
    ["id", "A"],
    ["id", "a b"],
    ["id", "-a"],
    ["id", "a".repeat(65)],
    ["id", "ä"],
    ["title", null],
    ["title", ""],
    ["title", " "],
    ["title", "a".repeat(121)],
    ["title", "a\nb"],
    ["title", "\u202eelbisreverri"],
    ["says", ""],
    ["says", "a".repeat(301)],
    ["says", "a\u001b[31mb"],
    ["mode", null],
    ["mode", ""],
    ["mode", "report_only"],
    ["mode", "Report-only"],
    ["mode", "enforced"],
  ])("@%s(%j) is refused", (name, value) => {
    expect(readAnnotations({ id: "a", [name]: value }, "permit").wrong).toMatchObject([{ name }]);
  });

  it("needs an id", () => {
    expect(readAnnotations({}, "permit")).toMatchObject({ id: null, wrong: [{ name: "id" }] });
  });
});
