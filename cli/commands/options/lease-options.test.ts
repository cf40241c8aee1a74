import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { type LeaseOptions, readWish, withWish } from "./lease-options.ts";

const API = "https://api.example.com";
const OTHER = "https://other.example.com";
const typed = (...words: readonly string[]) => {
  let read: LeaseOptions = {};
  withWish(new Command("run"), { for: "", idle: "", calls: "" })
    .exitOverride()
    .action((options: LeaseOptions) => {
      read = options;
    })
    .parse(words, { from: "user" });
  return readWish(read);
};
const usage = (message: string) =>
  expect.objectContaining({ code: "usage", message: expect.stringContaining(message) });

describe("the wish for a lease", () => {
  it("has no scope, no tools and no limits where nothing is said", () => {
    expect(typed("--api", API)).toEqual({ access: [{ resource: API, scope: "" }] });
  });

  it("gives each scope and tool to the API before it, and each scope once", () => {
    const both = ["--scope", "read list", "--scope", "read", "--tool", "get", "--tool", "pay"];
    expect(typed("--api", API, ...both, "--api", OTHER, "--scope", "write").access).toEqual([
      { resource: API, scope: "read list", tools: ["get", "pay"] },
      { resource: OTHER, scope: "write" },
    ]);
  });

  it("reads times, calls and the reason", () => {
    const bounds = ["--for", "30m", "--idle", "90s", "--calls", "50", "--why", "weekly report"];
    expect(typed("--api", API, ...bounds)).toMatchObject({ for: 1800, idle: 90, calls: 50, why: "weekly report" });
    expect(typed("--api", API, "--for", "1d").for).toBe(86_400);
  });

  it.each<[string, string, readonly string[]]>([
    ["no API", "--api https://api.example.com", []],
    ["a scope before its API", "--scope belongs to the --api before it", ["--scope", "read", "--api", API]],
    ["no address", "--api takes the address", ["--api", "api.example.com"]],
    ["an API twice", "each API once", ["--api", API, "--api", API]],
    ["what is no scope", "--scope takes", ["--api", API, "--scope", '"read"']],
    ["a tool twice", "--tool takes", ["--api", API, "--tool", "pay", "--tool", "pay"]],
    ["less than a minute", "--for takes a time", ["--api", API, "--for", "59s"]],
    ["more than a day", "--for takes a time", ["--api", API, "--for", "25h"]],
    ["a time without a unit", "--idle takes a time", ["--api", API, "--idle", "90"]],
    ["no call", "--calls takes a number", ["--api", API, "--calls", "0"]],
    ["a reason of two lines", "--why takes one line", ["--api", API, "--why", "one\ntwo"]],
  ])("says what is wrong with %s", (_what, message, words) => {
    expect(() => typed(...words)).toThrow(usage(message));
  });
});
