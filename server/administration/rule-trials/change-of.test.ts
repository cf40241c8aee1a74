import { changeOf } from "@nearside/rules/drafts/change-of.ts";
import { type Demands, NO_DEMANDS } from "@nearside/shared/rules/demands.ts";
import type { Given } from "@nearside/shared/rules/given.ts";
import {
  DEFAULT_NEWCOMER_SECONDS,
  DEFAULT_WITHIN_SECONDS,
  type SecondDemand,
} from "@nearside/shared/rules/second-approver.ts";
import type { Outcome } from "@nearside/shared/rules/verdict.ts";
import { describe, expect, it } from "vitest";
import { givenNo } from "../../testing/keep-decisions.ts";

/** Describes a login with a passkey that is synced and not attested. */
const GIVEN: Given = {
  ...givenNo(0, 0),
  passkey: { aaguid: "", synced: true, attested: false, security_key: false },
  scopes: ["read", "write"],
};
const SECOND: SecondDemand = {
  approvers: [{ among: ["group:leads"], quorum: 1 }],
  within: DEFAULT_WITHIN_SECONDS,
  newcomers: DEFAULT_NEWCOMER_SECONDS,
};
const BOTH = { among: ["group:leads", "group:owners"], quorum: 1 };
const CAROL = { among: ["user:carol"], quorum: 1 };
const asked = (change: Partial<SecondDemand>): SecondDemand => ({ ...SECOND, ...change });
const allowed = (demands: Partial<Demands> = {}): Outcome => ({
  outcome: "allow",
  because: null,
  rules: [],
  demands: { ...NO_DEMANDS, ...demands },
});
const DENIED: Outcome = { outcome: "deny", because: "forbidden", rules: [], demands: NO_DEMANDS };

it("tells who is refused, and who is allowed", () => {
  expect(changeOf(allowed(), DENIED, GIVEN)).toBe("newly_refused");
  expect(changeOf(DENIED, allowed({ attested: true }), GIVEN)).toBe("newly_let_through");
  expect(changeOf(DENIED, { ...DENIED, because: "not_permitted" }, GIVEN)).toBeNull();
  expect(changeOf(allowed(), allowed(), GIVEN)).toBeNull();
});

describe.each<[what: string, less: Partial<Demands>, more: Partial<Demands>]>([
  ["a device-bound passkey", {}, { device_bound: true }],
  ["an attested passkey", {}, { attested: true }],
  ["a security key", {}, { security_key: true }],
  ["a justification", {}, { justification: true }],
  ["a ticket", {}, { ticket: ["OPS"] }],
  ["fewer kinds of tickets", { ticket: ["OPS", "CHG"] }, { ticket: ["CHG"] }],
  ["a second person", {}, { second: SECOND }],
  ["fewer people", { second: asked({ approvers: [BOTH] }) }, { second: SECOND }],
  ["more of them", { second: SECOND }, { second: asked({ approvers: [{ among: ["group:leads"], quorum: 2 }] }) }],
  ["another list", { second: SECOND }, { second: asked({ approvers: [...SECOND.approvers, CAROL] }) }],
  ["less time for them", { second: SECOND }, { second: asked({ within: 900 }) }],
  ["no newcomers", { second: asked({ newcomers: 0 }) }, { second: SECOND }],
  ["nobody of the last day", { second: SECOND }, { second: asked({ newcomers: 86_400 }) }],
  ["an alarm", {}, { alarm: true }],
  ["a fresh touch", {}, { fresh_touch: 60 }],
  ["a fresher touch", { fresh_touch: 60 }, { fresh_touch: 30 }],
  ["a shorter token", { access_token: 600 }, { access_token: 300 }],
  ["a shorter login", {}, { refresh_token: 3600 }],
  ["fewer scopes", {}, { scopes: ["read"] }],
  ["fewer scopes of few", { scopes: ["read", "write"] }, { scopes: ["write"] }],
  ["a touch where none was needed", { stand: 600 }, {}],
  ["a touch sooner", { stand: 600 }, { stand: 300 }],
  ["a reason where an approval stood", { stand: 600 }, { stand: 600, justification: true }],
])("%s", (_what, less, more) => {
  it("is asked for newly, or no longer", () => {
    expect(changeOf(allowed(less), allowed(more), GIVEN)).toBe("newly_stepped_up");
    expect(changeOf(allowed(more), allowed(less), GIVEN)).toBe("less_asked");
  });
});

it("is more where one thing is and another is less", () => {
  const [one, other] = [allowed({ justification: true }), allowed({ ticket: ["OPS"] })];
  expect(changeOf(one, other, GIVEN)).toBe("newly_stepped_up");
  expect(changeOf(other, one, GIVEN)).toBe("newly_stepped_up");
  const [leads, carol] = [allowed({ second: SECOND }), allowed({ second: asked({ approvers: [CAROL] }) })];
  expect(changeOf(leads, carol, GIVEN)).toBe("newly_stepped_up");
  expect(changeOf(carol, leads, GIVEN)).toBe("newly_stepped_up");
});

it("leaves out what that login meets already", () => {
  const passkey = { aaguid: "", synced: false, attested: true, security_key: false };
  const demanding = allowed({ device_bound: true, attested: true, scopes: ["read", "write", "deploy"] });
  expect(changeOf(allowed(), demanding, { ...GIVEN, passkey })).toBeNull();
  expect(changeOf(demanding, allowed(), { ...GIVEN, passkey })).toBeNull();
});
