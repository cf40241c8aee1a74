import { ROLES } from "@nearside/shared/roles.ts";
import { type Given, RULE_ACTIONS, WEEKDAYS } from "@nearside/shared/rules/given.ts";
import fc from "fast-check";
import { ordinaryBut } from "../kept-tests/ordinary-given.ts";

// Arbitrary rules and requests, with so few names and numbers that many of them meet.

const PEOPLE = ["alice", "bob", 'eve "the" \\ 😀'];
const GROUPS = ["ops", "contractors"];
const CLIENTS = ["nearside-cli", "cl_other"];
const SCOPES = ["read", "write"];
const quoted = (text: string) => JSON.stringify(text);
const oneOf = (texts: readonly string[]) => fc.constantFrom(...texts.map(quoted));

const principal = fc.oneof(
  { weight: 3, arbitrary: fc.constant("principal") },
  fc.constant("principal is User"),
  oneOf(PEOPLE).map((name) => `principal == User::${name}`),
  oneOf(GROUPS).map((name) => `principal in Group::${name}`),
  oneOf(GROUPS).map((name) => `principal is User in Group::${name}`),
);
const action = fc.oneof(
  { weight: 2, arbitrary: fc.constant("action") },
  oneOf(RULE_ACTIONS).map((name) => `action == Action::${name}`),
  fc
    .subarray([...RULE_ACTIONS], { minLength: 1 })
    .map((names) => `action in [${names.map((name) => `Action::${quoted(name)}`).join(", ")}]`),
);
const resource = fc.oneof(
  { weight: 3, arbitrary: fc.constant("resource") },
  fc.constant("resource is Client"),
  oneOf(CLIENTS).map((id) => `resource == Client::${id}`),
  oneOf(CLIENTS).map((id) => `resource in Client::${id}`),
);

const compared = fc.constantFrom("<", "<=", ">", ">=", "==", "!=");
const small = fc.integer({ min: -1, max: 25 });
const atom = fc.oneof(
  fc.constantFrom(
    "context.session.remote",
    "context.session.container == false",
    "resource.verified",
    "context.passkey.attested",
    "context.network.same",
    'context.network.cli.isInRange(ip("10.0.0.0/8"))',
    'context.network.cli == ip("192.0.2.1")',
    'context.machine.hostname like "prod-*"',
    "context.scopes.isEmpty()",
    'context.scopes.containsAny(["read", "list"])',
    'context.resources.contains(ResourceServer::"https://a.example")',
    'context.time.now < datetime("2026-01-14T12:00:00Z")',
    'context has justification && context.justification like "*incident*"',
    "context has ticket",
    "context.history has last_approval_seconds && context.history.last_approval_seconds < 600",
    "context has approval_age_seconds && context.approval_age_seconds > 300",
    "context has posture",
    'context has posture.disk_encryption && context.posture.disk_encryption.fact == "on"',
    "context has posture.updates && context.posture.updates.age < 86400",
    "if context.session.remote then context.session.container else resource.api",
  ),
  // can't be evaluated for a machine that is older than an hour
  fc.constant("context.machine.age_hours * 9223372036854775807 > 5"),
  fc.tuple(compared, small).map(([op, number]) => `context.time.hour ${op} ${number}`),
  fc.tuple(compared, small).map(([op, number]) => `${number} ${op} context.machine.age_hours`),
  fc.tuple(fc.constantFrom("==", "!="), oneOf([...ROLES, "other"])).map(([op, role]) => `principal.role ${op} ${role}`),
  fc
    .subarray([...WEEKDAYS], { minLength: 1 })
    .map((days) => `[${days.map(quoted).join(", ")}].contains(context.time.weekday)`),
  oneOf(GROUPS).map((name) => `principal in Group::${name}`),
  oneOf(PEOPLE).map((name) => `principal != User::${name}`),
  oneOf(RULE_ACTIONS).map((name) => `action == Action::${name}`),
  oneOf(SCOPES).map((scope) => `context.scopes.contains(${scope})`),
);

const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    atom,
    tie("condition").map((inner) => `!(${inner})`),
    fc.tuple(tie("condition"), tie("condition")).map(([one, other]) => `(${one}) && (${other})`),
    fc.tuple(tie("condition"), tie("condition")).map(([one, other]) => `(${one}) || (${other})`),
  ),
}));
const clauses = fc.array(
  fc.tuple(fc.constantFrom("when", "unless"), condition).map(([kind, body]) => `${kind} { ${body} }`),
  { maxLength: 2 },
);

const DEMANDS = [
  "@require_attested_passkey",
  '@require_fresh_touch("60s")',
  '@require_fresh_touch("5m")',
  '@require_ticket("OPS CHG")',
  '@require_ticket("CHG")',
  '@require_ticket("DEV")',
  '@scopes("read")',
  '@scopes("write list")',
  "@require_justification",
  '@access_token_life("5m")',
];

const policyFrom = (effect: fc.Arbitrary<string>) =>
  fc
    .tuple(effect, principal, action, resource, clauses)
    .map(([does, who, what, where, when]) => `${does} (${who}, ${what}, ${where}) ${when.join(" ")};`);

/** Rules that permit or forbid, each on a line of its own, named `r0` and so on. */
export const anyPlainRules = fc.array(policyFrom(fc.constantFrom("permit", "forbid")), { maxLength: 8 }).map(called);

/** These are such rules with demands, and with some in report-only. */
export const anyRules = fc
  .array(
    fc
      .tuple(
        fc.oneof({ weight: 2, arbitrary: fc.constant("") }, fc.constant('@mode("report-only") ')),
        fc.uniqueArray(fc.constantFrom(...DEMANDS), { maxLength: 2, selector: (text) => text.split("(")[0] }),
        policyFrom(fc.constantFrom("permit", "permit", "forbid")),
      )
      .map(([mode, demands, policy]) => `${mode}${demands.join(" ")} ${policy}`),
    { maxLength: 6 },
  )
  .map(called);

function called(policies: readonly string[]): string[] {
  return policies.map((policy, at) => `@id("r${at}") ${policy}\n`);
}

/** The postures of machines that say nothing, one thing, or that they can't tell. */
const POSTURES = [
  { posture: {} },
  { posture: { encrypted: true, disk_encryption: { fact: "on", age: 5, source: "lsblk" } } },
  { posture: { updates: { fact: "unknown", age: 90_000, source: "apt" } } },
];

const hour = fc.integer({ min: 0, max: 23 });
const PLACES: readonly Pick<Given, "place">[] = [
  { place: { kind: "ssh", known: "enrolled", host: "build-7", hops: 0 } },
  { place: { kind: "ssh", known: "claimed", claimed: "build-7", hops: 1 } },
  { place: { kind: "ssh", known: "unknown", hops: 0 } },
  { place: { kind: "container", hops: 0 } },
];

export const anyGiven: fc.Arbitrary<Given> = fc
  .record({
    action: fc.constantFrom(...RULE_ACTIONS),
    person: fc.record({
      name: fc.constantFrom(...PEOPLE),
      role: fc.constantFrom(...ROLES),
      groups: fc.subarray(GROUPS),
    }),
    client: fc.record({ id: fc.constantFrom(...CLIENTS), verified: fc.boolean(), api: fc.boolean() }),
    machine: fc.record({
      hostname: fc.constantFrom("laptop", "prod-1"),
      age_hours: fc.constantFrom(0, 1, 5, 24, 25),
    }),
    passkey: fc.record({ synced: fc.boolean(), attested: fc.boolean() }),
    scopes: fc.subarray([...SCOPES, "list"]),
    resources: fc.subarray(["https://a.example", "https://b.example"]),
    network: fc.record({ cli: fc.constantFrom("192.0.2.1", "10.1.2.3", "2001:db8::1"), same: fc.boolean() }),
    session: fc.record({ remote: fc.boolean(), container: fc.boolean() }),
    place: fc.constantFrom({}, ...PLACES),
    time: fc.record({ hour, weekday: fc.constantFrom(...WEEKDAYS), at: fc.constantFrom(0, Date.UTC(2026, 0, 15)) }),
    history: fc.oneof(fc.constant({}), fc.record({ last_approval_seconds: fc.constantFrom(0, 600, 9000) })),
    posture: fc.constantFrom({}, ...POSTURES),
    typed: fc.constantFrom({}, { justification: "an incident" }, { justification: "", ticket: "OPS-1" }),
  })
  .map(({ typed, posture, place, ...given }) => ordinaryBut({ ...given, ...place, ...posture, ...typed }));
