import type { ReplayAnswer, ReplayChange, WhatIfAnswer } from "@nearside/shared/api/console/rule-trials.ts";
import type {
  Lint,
  ReportCounts,
  RuleShown,
  RulesAnswer,
  RulesProposal,
  RulesVersion,
  VersionAnswer,
  VocabularyAnswer,
} from "@nearside/shared/api/console/rules.ts";
import { NO_DEMANDS } from "@nearside/shared/rules/demands.ts";
import type { Given } from "@nearside/shared/rules/given.ts";
import type { Outcome } from "@nearside/shared/rules/verdict.ts";

// These are rules as the server would show them, with names that are long, strange and many.

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
export const STRANGE = "a\u202Ebc";

const FLOOR = `@id("same-machine")
@title("Approved on the machine that asked")
permit (principal, action, resource);
`;
const PROD = `@id("prod-attested")
@title("Production needs an attested passkey")
@says("Production takes a passkey of an authenticator that proves its model.")
@require_attested_passkey
@require_fresh_touch("60s")
forbid (principal in Group::"developers", action == Action::"approve", resource == Client::"acme-deploy")
when { context.machine.age_hours < 24 && context.session.remote }
unless { context.network.cli.isInRange(ip("10.0.0.0/8")) }
unless {
  context.time.hour >= 8 && context.time.hour <= 17 &&
  !["saturday", "sunday"].contains(context.time.weekday)
};
`;
const NIGHT = `@id("night")
@title("Nothing at night")
@mode("report-only")
@says("Logins are closed between 22 and 6 o'clock.")
forbid (principal, action, resource)
when { context.time.hour >= 22 };
`;
const ODD = `@id("odd.${"long-".repeat(8)}end")
forbid (principal, action, resource)
when { context.machine.hostname like "*${STRANGE}*" || context.scopes.contains("${"scope".repeat(40)}") };
`;
export const SET = [FLOOR, PROD, NIGHT, ODD].join("\n");
export const TESTS =
  '[\n  { "name": "night", "given": { "time": { "hour": 23 } }, "expect": { "outcome": "deny" } }\n]\n';

const rule = (text: string, more: Partial<RuleShown>): RuleShown => ({
  id: "rule",
  title: null,
  kind: "forbid",
  report_only: false,
  says: null,
  demands: NO_DEMANDS,
  card: null,
  ...more,
  line: SET.slice(0, SET.indexOf(text)).split("\n").length,
  text: text.trimEnd(),
});

const prod = { ...NO_DEMANDS, attested: true, fresh_touch: 60 };
export const RULES: readonly RuleShown[] = [
  rule(FLOOR, {
    id: "same-machine",
    title: "Approved on the machine that asked",
    kind: "permit",
    card: {
      id: "same-machine",
      title: "Approved on the machine that asked",
      effect: "permit",
      report_only: false,
      who: { kind: "anybody" },
      actions: [],
      client: null,
      when: [],
      unless: [],
      unless_all: [],
      says: null,
      demands: NO_DEMANDS,
    },
  }),
  rule(PROD, {
    id: "prod-attested",
    title: "Production needs an attested passkey",
    kind: "demand",
    says: "Production takes a passkey of an authenticator that proves its model.",
    demands: prod,
    card: {
      id: "prod-attested",
      title: "Production needs an attested passkey",
      effect: "forbid",
      report_only: false,
      who: { kind: "group", name: `developers ${STRANGE}` },
      actions: ["approve"],
      client: "acme-deploy",
      when: [
        { attribute: "context.machine.age_hours", op: "less_than", value: 24 },
        { attribute: "context.session.remote", op: "is", value: true },
      ],
      unless: [{ attribute: "context.network.cli", op: "in_network", values: ["10.0.0.0/8"] }],
      unless_all: [
        { attribute: "context.time.hour", op: "between", from: 8, to: 17 },
        { attribute: "context.time.weekday", op: "none_of", values: ["saturday", "sunday"] },
      ],
      says: "Production takes a passkey of an authenticator that proves its model.",
      demands: prod,
    },
  }),
  rule(NIGHT, {
    id: "night",
    title: "Nothing at night",
    report_only: true,
    says: "Logins are closed between 22 and 6 o'clock.",
  }),
  rule(ODD, { id: `odd.${"long-".repeat(8)}end` }),
];

const ADA = { id: "us_AAAAAAAAAAAAAAAAAAAAAA", name: "ada" };
const GRACE = { id: "us_BBBBBBBBBBBBBBBBBBBBBB", name: "wolfeschlegelsteinhausenbergerdorff-the-elder" };

export const versionOf = (number: number, now: number, more: Partial<RulesVersion> = {}): RulesVersion => ({
  number,
  reason: number === 0 ? "" : `For the auditors of 2026, ${STRANGE} ${"and more ".repeat(20)}`,
  author: number === 0 ? { id: null, name: "" } : ADA,
  second: null,
  published_at: number === 0 ? null : now - (10 - number) * DAY,
  restores: null,
  rules: RULES.length,
  ...more,
});

export const REPORTS = (now: number): readonly ReportCounts[] => [
  {
    rule: "night",
    since: now - 45 * DAY,
    denied: 1204,
    stepped_up: 0,
    allowed: 0,
    people: 88,
    last_at: now - HOUR,
    newest: 20_000,
    is_long: true,
  },
  {
    rule: `odd.${"long-".repeat(8)}end`,
    since: now - DAY,
    denied: 0,
    stepped_up: 31,
    allowed: 2,
    people: 3,
    last_at: null,
    newest: null,
    is_long: false,
  },
];

export const proposalOf = (now: number, more: Partial<RulesProposal> = {}): RulesProposal => ({
  id: "rp_AAAAAAAAAAAAAAAAAAAAAA",
  author: GRACE,
  reason: `Nothing at night, ${STRANGE}`,
  base: 7,
  text: SET.replace('@mode("report-only")\n', "").replace("< 24", "< 48"),
  tests: TESTS.replace("23", "22"),
  created_at: now - 2 * HOUR,
  is_own: false,
  ...more,
});

export const answerOf = (now: number, more: Partial<RulesAnswer> = {}): RulesAnswer => ({
  version: versionOf(7, now, { second: GRACE }),
  text: SET,
  tests: TESTS,
  rules: [...RULES],
  reports: [],
  needs_second: false,
  proposals: [],
  ...more,
});

export const LINT: readonly Lint[] = [
  {
    code: "always_overruled",
    rule: "night",
    line: 17,
    message: `“night” never decides: “${STRANGE}” says no wherever it applies.`,
    key: "always_overruled:night",
  },
  {
    code: "no_rule_speaks",
    rule: null,
    line: null,
    message: "No rule speaks of exchanges.",
    key: "h",
  },
];

export const versionAnswerOf = (now: number, more: Partial<VersionAnswer> = {}): VersionAnswer => ({
  version: versionOf(6, now),
  text: SET.replace("< 24", "< 12"),
  tests: TESTS,
  before: { text: SET.replace(NIGHT, ""), tests: "[]" },
  results: {
    tests: [
      { name: "night is closed", passed: true, problem: null },
      { name: STRANGE, passed: false, problem: "It was allowed, by same-machine; expected is deny." },
    ],
    lint: [...LINT],
  },
  ...more,
});

export const GIVEN: Given = {
  action: "approve",
  person: { ...ADA, role: "user", groups: ["developers", STRANGE] },
  client: { id: "acme-deploy", name: `Acme deploy ${STRANGE}`, verified: true, api: false },
  machine: {
    id: "m".repeat(43),
    hostname: `laptop-${"x".repeat(60)}`,
    os: "Debian 13",
    key_storage: "tpm",
    age_hours: 7,
  },
  passkey: { aaguid: "00112233-4455-6677-8899-aabbccddeeff", synced: false, attested: true, security_key: false },
  proof: { peer: "same", acr: "urn:nearside:acr:same-machine:hardware", channel: "loopback" },
  scopes: ["read", "deploy"],
  resources: ["https://api.acme.example"],
  detail_types: [],
  network: { cli: "192.0.2.1", browser: "192.0.2.1", same: true },
  session: { remote: true, container: false, terminal: true, agent: false },
  time: { at: 1, weekday: "monday", hour: 23, minute: 5 },
  history: { new_client: false, new_machine: true, recent_refusals: 2 },
};

const deciding = (id: string, kind: "permit" | "forbid" | "demand", says: string | null = null) => ({
  id,
  kind,
  title: RULES.find((rule) => rule.id === id)?.title ?? null,
  says,
});
export const ALLOWED: Outcome = {
  outcome: "allow",
  because: null,
  rules: [deciding("same-machine", "permit"), deciding("prod-attested", "demand", `Production, ${STRANGE}.`)],
  demands: { ...prod, scopes: ["read", STRANGE], stand: 600 },
};
export const PLAIN: Outcome = {
  outcome: "allow",
  because: null,
  rules: [deciding("same-machine", "permit")],
  demands: NO_DEMANDS,
};
export const DENIED: Outcome = {
  outcome: "deny",
  because: "forbidden",
  rules: [deciding("night", "forbid", "Logins are closed between 22 and 6 o'clock.")],
  demands: NO_DEMANDS,
};

const partOf = (nth: number, part: WhatIfAnswer["parts"][number]["part"]): WhatIfAnswer["parts"][number] => ({
  rule: RULES[nth]?.id ?? "",
  title: RULES[nth]?.title ?? null,
  kind: RULES[nth]?.kind ?? "permit",
  report_only: RULES[nth]?.report_only ?? false,
  part,
  error: part === "error" ? `attribute \`${STRANGE}\` is absent` : null,
  line: RULES[nth]?.line ?? 1,
});
export const verdictAnswer = (outcome: Outcome, would: Outcome | null): WhatIfAnswer => ({
  verdict: { ...outcome, version: "rules/7", would, reports: would === null ? [] : DENIED.rules },
  parts: [
    partOf(0, "applies"),
    partOf(1, outcome.because === "error" ? "error" : "condition_fails"),
    partOf(2, "applies"),
    partOf(3, "scope_differs"),
  ],
});

const CHANGES: readonly ReplayChange[] = ["newly_refused", "newly_stepped_up", "newly_let_through", "less_asked"];
export const replayOf = (now: number, more: Partial<ReplayAnswer> = {}): ReplayAnswer => ({
  state: "done",
  against: "rules/7",
  unread: 3,
  done: 100_000,
  total: 100_000,
  took: 23_400,
  unchanged: 98_311,
  changed: { newly_refused: 1204, newly_stepped_up: 480, newly_let_through: 5, less_asked: 0 },
  by_person: Array.from({ length: 14 }, (_, nth) => ({
    key: `us_${nth}`,
    name: nth === 3 ? STRANGE : nth === 5 ? GRACE.name : `person-${nth}`,
    change: CHANGES[nth % 3] ?? "newly_refused",
    logins: 500 - nth * 30,
  })),
  by_rule: [
    { key: "night", name: "Nothing at night", change: "newly_refused", logins: 1204 },
    {
      key: `odd.${"long-".repeat(8)}end`,
      name: `odd.${"long-".repeat(8)}end`,
      change: "newly_stepped_up",
      logins: 480,
    },
  ],
  cases: Array.from({ length: 23 }, (_, nth) => ({
    change: CHANGES[nth % 3] ?? "newly_refused",
    login: `rq_${"A".repeat(20)}${String(nth).padStart(2, "0")}`,
    at: now - nth * HOUR,
    given: GIVEN,
    before: nth % 3 === 2 ? DENIED : PLAIN,
    after: [DENIED, ALLOWED, PLAIN][nth % 3] ?? PLAIN,
  })),
  ...more,
});

export const NOTHING_CHANGED: Partial<ReplayAnswer> = {
  unchanged: 100_000,
  changed: { newly_refused: 0, newly_stepped_up: 0, newly_let_through: 0, less_asked: 0 },
  by_person: [],
  by_rule: [],
  cases: [],
};

export const VOCABULARY: VocabularyAnswer = {
  schema: "entity User in [Group];",
  attributes: [],
  annotations: [],
  groups: ["developers"],
  people: ["ada"],
  clients: [
    { id: "nearside-cli", name: "Nearside" },
    { id: "acme-deploy", name: `Acme deploy ${STRANGE} ${"long ".repeat(20)}` },
  ],
  resources: [],
  templates: [],
};
