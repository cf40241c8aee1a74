import { describe, expect, it } from "vitest";
import { verdictOf } from "../judging/combine.ts";
import { ordinaryBut } from "../kept-tests/ordinary-given.ts";
import { lint } from "../lint/lint.ts";
import { BUILT_IN_RULES } from "../reading/built-in.ts";
import { compileRules } from "../reading/compile.ts";
import { engine } from "../testing/engine.ts";
import { RULE_TEMPLATES } from "./templates.ts";

/** A lease is asked for. */
const LEASED = {
  agent: { name: "Claude Code", tools: [], any_tool: true },
  session: { agent: true },
  detail_types: ["nearside_lease"],
};
const ALL = BUILT_IN_RULES + RULE_TEMPLATES.map(({ text }) => text).join("");
const verdict = (template: string, given: Parameters<typeof ordinaryBut>[0]) => {
  const found = RULE_TEMPLATES.find(({ id }) => id === template);
  if (found === undefined) throw new Error(`there is no template ${template}`);
  return verdictOf(engine, compileRules(engine, BUILT_IN_RULES + found.text, "draft"), ordinaryBut(given));
};

it("can be used unchanged, each called by its own id, all of them together", () => {
  const { rules } = compileRules(engine, ALL, "draft");
  expect(rules.map(({ id }) => id)).toEqual(["same-machine", ...RULE_TEMPLATES.map(({ id }) => id)]);
});

it("have nothing that lint finds, but that names are to be put in", () => {
  expect(lint(engine, compileRules(engine, ALL, "draft"), { samples: [], administrators: [], people: null })).toEqual(
    [],
  );
});

describe("do what they say", () => {
  type Row = [string, Parameters<typeof ordinaryBut>[0], object];
  it.each<Row>([
    [
      "production-attested",
      { resources: ["https://production.example.com"] },
      { outcome: "allow", demands: { attested: true, fresh_touch: 60 } },
    ],
    ["production-attested", { resources: ["https://other.example.com"] }, { demands: { attested: false } }],
    [
      "new-machine-read-only",
      { machine: { age_hours: 23 }, scopes: ["read", "write"] },
      { demands: { scopes: ["read"] } },
    ],
    ["new-machine-read-only", { machine: { age_hours: 23 }, scopes: ["write"] }, { because: "impossible" }],
    ["new-machine-read-only", { machine: { age_hours: 24 }, scopes: ["write"] }, { demands: { scopes: null } }],
    [
      "new-machine-read-only",
      { machine: { age_hours: 23 }, scopes: ["read"], detail_types: ["payment"] },
      { because: "impossible", rules: [{ id: "new-machine-read-only" }] },
    ],
    ...(["approve", "refresh", "exchange"] as const).flatMap((action): Row[] => {
      const resources = ["https://production.example.com"];
      return [
        ["through-the-keeper", { action, resources }, { outcome: "deny", because: "forbidden" }],
        ["through-the-keeper", { action, resources, proof: { channel: "native" } }, { outcome: "allow" }],
      ];
    }),
    ["through-the-keeper", { resources: ["https://other.example.com"] }, { outcome: "allow" }],
    ["encrypted-disk", {}, { outcome: "allow" }],
    ["encrypted-disk", { posture: undefined }, { outcome: "deny", because: "forbidden" }],
    [
      "encrypted-disk",
      { posture: { disk_encryption: { fact: "unknown", age: 0, source: "lsblk" } } },
      { outcome: "deny" },
    ],
    [
      "encrypted-disk",
      { posture: { disk_encryption: { fact: "on", age: 86_400, source: "lsblk" } } },
      { outcome: "deny" },
    ],
    [
      "encrypted-disk",
      { posture: { disk_encryption: { fact: "on", age: 86_399, source: "lsblk" } } },
      { outcome: "allow" },
    ],
    ["security-updates", {}, { outcome: "allow" }],
    ["security-updates", { posture: { updates: { fact: "pending", age: 9, source: "apt" } } }, { outcome: "allow" }],
    [
      "security-updates",
      { posture: { updates: { fact: "security_pending", age: 9, source: "apt" } } },
      { outcome: "deny" },
    ],
    ...(["refresh", "exchange"] as const).map(
      (action): Row => [
        "new-machine-read-only",
        { action, machine: { age_hours: 23 }, detail_types: ["payment"] },
        { because: "impossible" },
      ],
    ),
    ...(["refresh", "exchange"] as const).map(
      (action): Row => [
        "production-attested",
        { action, resources: ["https://staging.example.com", "https://production.example.com"] },
        { demands: { attested: true, fresh_touch: 60 } },
      ],
    ),
    ["no-remote-sessions", { session: { remote: true } }, { because: "forbidden" }],
    ["no-remote-sessions", { session: { remote: true }, action: "refresh" }, { outcome: "allow" }],
    ["contractors-office-hours", { person: { groups: ["contractors"] }, time: { hour: 17 } }, { outcome: "allow" }],
    ["contractors-office-hours", { person: { groups: ["contractors"] }, time: { hour: 18 } }, { because: "forbidden" }],
    ["contractors-office-hours", { person: { groups: ["contractors"] }, time: { hour: 7 } }, { because: "forbidden" }],
    [
      "contractors-office-hours",
      { person: { groups: ["contractors"] }, time: { weekday: "sunday" } },
      { because: "forbidden" },
    ],
    ["contractors-office-hours", { time: { weekday: "sunday" } }, { outcome: "allow" }],
    ["stand-ten-minutes", { machine: { key_storage: "tpm" } }, { demands: { stand: 600 } }],
    ["stand-ten-minutes", {}, { demands: { stand: null } }],
    [
      "stand-ten-minutes",
      { machine: { key_storage: "tpm" }, detail_types: ["payment"] },
      { outcome: "allow", demands: { stand: null } },
    ],
    ["new-program-says-why", { history: { new_client: true } }, { demands: { justification: true } }],
    ["night-needs-ticket", { time: { hour: 22 } }, { demands: { ticket: ["OPS"] } }],
    ["night-needs-ticket", { time: { hour: 6 } }, { demands: { ticket: null } }],
    ["unverified-short", { client: { verified: false } }, { demands: { access_token: 300, refresh_token: 28_800 } }],
    ["refusals-need-security-key", { history: { recent_refusals: 5 } }, { demands: { security_key: true } }],
    [
      "production-two-people",
      { resources: ["https://production.example.com"] },
      {
        demands: {
          second: { approvers: [{ among: ["group:leads"], quorum: 1 }], within: 900, newcomers: 3600 },
          alarm: false,
        },
      },
    ],
    ["production-two-people", {}, { demands: { second: null } }],
    [
      "agent-two-people",
      { ...LEASED, resources: ["https://production.example.com"] },
      { demands: { second: { approvers: [{ among: ["group:leads"], quorum: 1 }], within: 900 } } },
    ],
    ["agent-two-people", { ...LEASED, resources: ["https://staging.example.com"] }, { demands: { second: null } }],
    ["agent-two-people", { resources: ["https://production.example.com"] }, { demands: { second: null } }],
    [
      "on-call-alone",
      { resources: ["https://production.example.com"], person: { groups: ["on-call"] } },
      { demands: { justification: true, alarm: true, second: null } },
    ],
    ["on-call-alone", { resources: ["https://production.example.com"] }, { demands: { alarm: false } }],
    ...(["approve", "refresh", "exchange"] as const).flatMap((action): Row[] => {
      const lease = { action, ...LEASED };
      return [
        ["agents-read", { ...lease, scopes: ["read"] }, { outcome: "allow" }],
        ["agents-read", { ...lease, scopes: ["list", "read"] }, { outcome: "allow" }],
        ["agents-read", { ...lease, scopes: [] }, { outcome: "allow" }],
        ["agents-read", { ...lease, scopes: ["read", "write"] }, { outcome: "deny", because: "forbidden" }],
        ["agents-read", { action, scopes: ["write"] }, { outcome: "allow" }],
        ["agents-by-day", { ...lease, time: { hour: 19 } }, { outcome: "allow" }],
        ["agents-by-day", { ...lease, time: { hour: 20 } }, { outcome: "deny", because: "forbidden" }],
        ["agents-by-day", { ...lease, time: { hour: 6 } }, { outcome: "deny", because: "forbidden" }],
        ["agents-by-day", { action, time: { hour: 3 } }, { outcome: "allow" }],
      ];
    }),
    [
      "new-machine-read-only",
      { machine: { age_hours: 23 }, ...LEASED, scopes: ["read"] },
      { outcome: "allow", demands: { scopes: ["read"] } },
    ],
    [
      "new-machine-read-only",
      { machine: { age_hours: 23 }, ...LEASED, scopes: ["read", "write"] },
      { because: "impossible" },
    ],
    [
      "new-machine-read-only",
      { machine: { age_hours: 23 }, ...LEASED, action: "exchange", scopes: ["read", "write"] },
      { outcome: "allow", demands: { scopes: ["read"] } },
    ],
    [
      "new-machine-read-only",
      { machine: { age_hours: 23 }, ...LEASED, scopes: ["read"], detail_types: ["nearside_lease", "payment"] },
      { because: "impossible" },
    ],
    [
      "new-machine-read-only",
      { machine: { age_hours: 23 }, scopes: ["read"], detail_types: ["nearside_lease"] },
      { because: "impossible" },
    ],
    ["owners-device-bound", { person: { role: "owner" } }, { demands: { device_bound: true } }],
    ["owners-device-bound", { person: { role: "user" } }, { demands: { device_bound: false } }],
  ])("%s, given %j", (template, given, expected) => {
    expect(verdict(template, given)).toMatchObject(expected);
  });
});
