import { describe, expect, it } from "vitest";
import { type Policy, readPolicy } from "./policy.ts";
import { mayRemove, policyRefusal } from "./policy-rule.ts";

const OURS = "https://login.example";
const OTHER = "https://login.other.example";
const SETTINGS = { issuers: [OURS], allowOtherIssuers: false, allowRemoval: false };

describe("readPolicy", () => {
  it("knows a browser that is not managed", () => expect(readPolicy({})).toEqual({ state: "none" }));

  it.each([
    SETTINGS,
    { ...SETTINGS, issuers: [], allowOtherIssuers: true },
    { ...SETTINGS, issuers: [OURS, "http://localhost:4711"], allowRemoval: true },
  ])("reads %o", (settings) => expect(readPolicy(settings)).toEqual({ state: "set", ...settings }));

  it.each<[string, unknown]>([
    ["that lacks the servers, as when they were written as a text", { allowOtherIssuers: false, allowRemoval: true }],
    ["that lacks whether others are allowed", { issuers: [OURS], allowRemoval: true }],
    ["that lacks whether enrolments may be removed", { issuers: [OURS], allowOtherIssuers: false }],
    ["with a setting that we don't know", { ...SETTINGS, allowEverything: true }],
    ["with a server's whole address", { ...SETTINGS, issuers: [`${OURS}/approve`] }],
    ["with a pattern for servers", { ...SETTINGS, issuers: ["https://*.example"] }],
    ["with a server without TLS", { ...SETTINGS, issuers: ["http://login.example"] }],
    ["with a text for yes", { ...SETTINGS, allowOtherIssuers: "true" }],
    [
      "with more servers than anybody has",
      { ...SETTINGS, issuers: Array.from({ length: 65 }, (_, n) => `${OURS}:${n + 1}`) },
    ],
    ["that is a list", [SETTINGS]],
    ["that is nothing", null],
    ["that is a text", JSON.stringify(SETTINGS)],
  ])("can't read one %s", (_, stored) => expect(readPolicy(stored)).toEqual({ state: "unreadable" }));
});

describe("what a policy allows", () => {
  const set = (changed: Partial<typeof SETTINGS> = {}): Policy => ({ state: "set", ...SETTINGS, ...changed });

  it("allows every server without a policy", () => {
    expect(policyRefusal({ state: "none" }, OTHER)).toBeUndefined();
    expect(mayRemove({ state: "none" }, OURS)).toBe(true);
  });

  it("allows the organisation's servers, and others where it says so", () => {
    expect(policyRefusal(set(), OURS)).toBeUndefined();
    expect(policyRefusal(set(), OTHER)).toBe("issuer_not_allowed");
    expect(policyRefusal(set(), `${OURS}:8443`)).toBe("issuer_not_allowed");
    expect(policyRefusal(set({ issuers: [] }), OURS)).toBe("issuer_not_allowed");
    expect(policyRefusal(set({ allowOtherIssuers: true }), OTHER)).toBeUndefined();
  });

  it("keeps enrolments with the organisation's servers, where it says so, and no others", () => {
    expect(mayRemove(set(), OURS)).toBe(false);
    expect(mayRemove(set(), OTHER)).toBe(true);
    expect(mayRemove(set({ allowRemoval: true }), OURS)).toBe(true);
  });

  it.each(["unread", "unreadable"] as const)("allows nothing while it is %s", (state) => {
    expect(policyRefusal({ state }, OURS)).toBe("settings_unreadable");
    expect(mayRemove({ state }, OURS)).toBe(false);
  });
});
