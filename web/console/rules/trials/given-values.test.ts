import { type Given, givenSchema } from "@nearside/shared/rules/given.ts";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { givenWith } from "./given-values.ts";

const GIVEN: Given = {
  action: "approve",
  person: { id: "us_1", name: "alice", role: "user", groups: ["developers"] },
  client: { id: "nearside-cli", name: "Nearside", verified: true, api: false },
  machine: { id: "m", hostname: "laptop", os: "Debian", key_storage: "tpm", age_hours: 500 },
  passkey: { aaguid: "00000000-0000-0000-0000-000000000000", synced: false, attested: true, security_key: false },
  proof: { peer: "same", acr: "urn:nearside:acr:same-machine", channel: "loopback" },
  scopes: ["read"],
  resources: [],
  detail_types: [],
  network: { cli: "192.0.2.1", browser: "192.0.2.1", same: true },
  session: { remote: false, container: false, terminal: true, agent: false },
  time: { at: 1, weekday: "monday", hour: 12, minute: 0 },
  history: { new_client: false, new_machine: false, recent_refusals: 0, last_approval_seconds: 40 },
  justification: "because",
};

/** The form's values where nothing was typed. */
const UNTOUCHED = {
  "person.groups": "developers",
  scopes: "read",
  resources: "",
  detail_types: "",
  "network.cli": "192.0.2.1",
  "network.browser": "192.0.2.1",
  "history.last_approval_seconds": 40,
  approval_age_seconds: null,
  justification: "because",
  ticket: "",
};

describe("what is given, as a form has it", () => {
  it("is what it was where nothing was typed", () => {
    expect(v.parse(givenSchema, givenWith(GIVEN, UNTOUCHED))).toEqual(GIVEN);
  });

  it("has the place that was chosen, with what is said of such a place alone", () => {
    const typed = { "place.known": "enrolled", "place.host": " build-7 ", "place.claimed": "", "place.hops": 1 };
    const placed = (given: Given, values: object) =>
      v.parse(givenSchema, givenWith(given, { ...UNTOUCHED, ...typed, ...values })).place;
    expect(placed(GIVEN, { "place.kind": "machine" })).toBeUndefined();
    const host = { kind: "ssh", known: "enrolled", host: "build-7", hops: 1 } as const;
    expect(placed(GIVEN, { "place.kind": "ssh" })).toEqual(host);
    const claimed = { kind: "ssh", known: "unknown", claimed: "x", hops: 1 };
    expect(placed(GIVEN, { "place.kind": "ssh", "place.known": "unknown", "place.claimed": "x" })).toEqual(claimed);
    expect(placed(GIVEN, { "place.kind": "container" })).toEqual({ kind: "container", hops: 0 });
    expect(placed({ ...GIVEN, place: host }, { "place.kind": "machine" })).toBeUndefined();
    expect(v.parse(givenSchema, givenWith({ ...GIVEN, place: host }, UNTOUCHED)).place).toEqual(host);
  });

  it("has an agent where one is named, and none otherwise", () => {
    const asked = (given: Given, values: object) => {
      const { agent, session } = v.parse(givenSchema, givenWith(given, { ...UNTOUCHED, ...values }));
      expect(session.agent).toBe(agent !== undefined);
      return agent;
    };
    const agent = { name: "Claude Code", lease: "rq_1", tools: ["list orders", "pay"], any_tool: false, calls_left: 3 };
    const leased: Given = { ...GIVEN, agent, session: { ...GIVEN.session, agent: true } };
    expect(asked(GIVEN, {})).toBeUndefined();
    expect(asked(leased, {})).toEqual(agent);
    expect(asked(leased, { "agent.name": " " })).toBeUndefined();
    const typed = { "agent.name": " Codex ", "agent.tools": " list orders \n\n", "agent.calls_left": null };
    expect(asked(GIVEN, typed)).toEqual({ name: "Codex", tools: ["list orders"], any_tool: false });
    expect(asked(GIVEN, { ...typed, "agent.any_tool": true })).toMatchObject({ any_tool: true });
    expect(asked(leased, { ...typed, "agent.calls_left": 9 })).toEqual({
      ...{ name: "Codex", lease: "rq_1", tools: ["list orders"], any_tool: false, calls_left: 9 },
    });
  });

  it("takes what was typed, and leaves out what was emptied", () => {
    const given = v.parse(
      givenSchema,
      givenWith(GIVEN, {
        ...UNTOUCHED,
        action: "refresh",
        "machine.age_hours": 3,
        "session.remote": true,
        "person.groups": "developers\n Night shift \n\n",
        scopes: "read  deploy",
        "network.browser": "198.51.100.7",
        "history.last_approval_seconds": null,
        approval_age_seconds: 60,
        justification: "  ",
        ticket: " OPS-1 ",
      }),
    );
    expect(given).toMatchObject({
      action: "refresh",
      machine: { hostname: "laptop", age_hours: 3 },
      session: { remote: true, terminal: true },
      person: { groups: ["developers", "Night shift"] },
      scopes: ["read", "deploy"],
      network: { browser: "198.51.100.7", same: false },
      approval_age_seconds: 60,
      ticket: "OPS-1",
    });
    expect(given).not.toHaveProperty("justification");
    expect(given.history).not.toHaveProperty("last_approval_seconds");
  });

  it("takes a fact of the machine as one that was just looked at, keeps one that was not changed, and leaves out one not told", () => {
    const disk = { fact: "on", age: 90, source: "lsblk" };
    const told: Given = {
      ...GIVEN,
      posture: { encrypted: true, disk_encryption: disk, firewall: { ...disk, source: "nft" } },
    };
    const typed = {
      ...UNTOUCHED,
      "posture.disk_encryption": "on",
      "posture.updates": "pending",
      "posture.firewall": "not_told",
    };
    expect(v.parse(givenSchema, givenWith(told, typed)).posture).toEqual({
      encrypted: true,
      disk_encryption: disk,
      updates: { fact: "pending", age: 0, source: "none" },
    });
    expect(
      givenWith(told, { ...UNTOUCHED, "posture.disk_encryption": "unknown", "posture.firewall": "not_told" }),
    ).toMatchObject({
      posture: { disk_encryption: { fact: "unknown", age: 0, source: "none" } },
    });
    expect(givenWith(GIVEN, { ...UNTOUCHED, "posture.firewall": "not_told" })).not.toHaveProperty("posture");
  });

  it("has its mistakes where the form's fields are", () => {
    const read = v.safeParse(givenSchema, givenWith(GIVEN, { ...UNTOUCHED, "machine.age_hours": null }));
    expect(read.issues?.map((issue) => v.getDotPath(issue))).toEqual(["machine.age_hours"]);
  });
});
