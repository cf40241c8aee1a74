import { ANY_AUTHENTICATOR } from "@nearside/shared/api/console/authenticator-policy.ts";
import type {
  AuthenticatorRow,
  AuthenticatorsState,
  PolicyVersion,
  PreviewAnswer,
} from "@nearside/shared/api/console/authenticators.ts";
import { authenticatorsApi } from "@nearside/shared/api/console/authenticators.ts";
import type { ReactNode } from "react";
import type { Clock } from "../../clock.ts";
import { PolicyTrial } from "../../console/authenticators/policy-trial.tsx";
import { Page } from "../../console/layout/page.tsx";
import { ConsoleProblem } from "../../console/problem.ts";
import { NEVER, SampleConsole } from "./sample-console.tsx";

const PLACE = "/console/authenticators";
const DAY = 86_400_000;
const model = (nth: number): string => `${String(nth).padStart(8, "0")}-4455-6677-8899-aabbccddeeff`;

const row = (nth: number, more: Partial<AuthenticatorRow>): AuthenticatorRow => ({
  aaguid: model(nth),
  name: `Example Key ${nth}`,
  icon: null,
  certification: nth % 3 === 0 ? null : "L1",
  compromise: null,
  passkeys: nth * 117,
  attested: nth * 117,
  unfit: 0,
  ...more,
});

const ROWS: readonly AuthenticatorRow[] = [
  row(1, { passkeys: 100_000, attested: 99_998, unfit: 2 }),
  row(2, {
    name: "Very Secure Key of the Department of Long Names, Second Edition, with NFC, USB-C and a fingerprint reader",
  }),
  row(3, { compromise: "USER_KEY_PHYSICAL_COMPROMISE", unfit: 351, certification: "L3plus" }),
  row(4, { name: null, attested: 0 }),
  row(5, { name: "K\u202Eyek\u2800", attested: 0 }),
  row(6, { aaguid: "00000000-0000-0000-0000-000000000000", name: null, attested: 0 }),
];

const policy = (more: Partial<PolicyVersion>): PolicyVersion => ({
  version: 0,
  policy: ANY_AUTHENTICATOR,
  note: null,
  by: null,
  created_at: null,
  ends_unfit: false,
  ended_at: null,
  ...more,
});

const STRICT = {
  ...ANY_AUTHENTICATOR,
  attested_only: true,
  minimum_certification: "L2",
  device_bound_only: true,
  formats: ["packed", "tpm"],
  allow: [model(1), model(2)],
  deny: [model(3)],
} as const satisfies PolicyVersion["policy"] | object;

function stateOf(now: number, more: Partial<AuthenticatorsState["metadata"]>): AuthenticatorsState {
  return {
    now,
    accepts_synced: false,
    policy: policy({}),
    metadata: {
      set_by: "console",
      source: "https://mds3.fidoalliance.org/",
      own_roots: false,
      taken: { no: 178, next_update: now + 12 * DAY, taken_at: now - DAY, models: 341 },
      tried_at: now - 3_600_000,
      succeeded_at: now - 3_600_000,
      problem: null,
      ...more,
    },
  };
}

const trialOf = (passkeys: number): PreviewAnswer => ({
  passkeys: 100_000,
  unfit: { passkeys, machines: passkeys, people: Math.ceil(passkeys / 2), left_without: Math.floor(passkeys / 3) },
  reasons:
    passkeys === 0
      ? []
      : [
          { reason: "not_attested", passkeys: passkeys - 1 },
          { reason: "compromised", passkeys: 1 },
        ],
  rows: Array.from({ length: Math.min(passkeys, 6) }, (_, nth) => ({
    credential_id: `c${nth}`,
    reason: nth === 0 ? ("compromised" as const) : ("not_attested" as const),
    aaguid: model(nth),
    model: nth % 2 === 0 ? `Example Key ${nth}` : null,
    verdict: "claimed, not attested",
    user: { id: `us_${nth}`, name: nth === 2 ? "a\u202Ebob" : `person-${nth}`, display_name: `Person ${nth}` },
    machine: { bound_set_id: `bs_${nth}`, hostname: nth === 3 ? "h".repeat(120) : `laptop-${nth}` },
  })),
  more: passkeys > 6,
  fits_an_owner: passkeys < 100_000,
});

export function authenticatorSamples(clock: Clock): Record<string, ReactNode> {
  const now = clock.now();
  const good = stateOf(now, {});
  const list = { rows: ROWS, next: null, total: ROWS.length };
  const problem = { code: "older", sentence: "The blob is older than one that was taken before, so it was not taken." };
  const sample = (path: string, answers: Readonly<Record<string, unknown>>, as: "owner" | "auditor" = "owner") => (
    <SampleConsole
      clock={clock}
      path={path}
      as={as}
      answers={{ [authenticatorsApi.state.path]: good, [authenticatorsApi.list.path]: list, ...answers }}
    />
  );
  const metadata = (state: AuthenticatorsState | typeof NEVER | ConsoleProblem, as?: "auditor") =>
    sample(`${PLACE}/metadata`, { [authenticatorsApi.state.path]: state }, as);
  const trial = (answer: unknown, as: "owner" | "administrator" = "owner") => (
    <SampleConsole
      clock={clock}
      as={as}
      path={`${PLACE}/trial`}
      shown={() => (
        <Page title="Authenticator policy">
          <PolicyTrial policy={{ ...ANY_AUTHENTICATOR, attested_only: true }} after={3} />
        </Page>
      )}
      answers={{ [authenticatorsApi.previewPolicy.path]: answer }}
    />
  );
  const strict = policy({
    version: 3,
    policy: {
      ...ANY_AUTHENTICATOR,
      ...STRICT,
      formats: [...STRICT.formats],
      allow: [...STRICT.allow],
      deny: [...STRICT.deny],
    },
    note: "The auditors of 2026 asked for it",
    by: "ada",
    created_at: now - 3 * DAY,
    ends_unfit: true,
  });
  const history = [
    strict,
    policy({
      version: 2,
      created_at: now - 30 * DAY,
      ends_unfit: true,
      ended_at: now - 29 * DAY,
      by: "a\u202Ebob",
      note: "n".repeat(500),
    }),
    policy({ version: 1, created_at: now - 90 * DAY }),
  ];
  return {
    list: sample(PLACE, {}),
    no_metadata: sample(PLACE, {
      [authenticatorsApi.state.path]: stateOf(now, { source: null, set_by: "nobody", taken: null }),
    }),
    empty: sample(PLACE, { [authenticatorsApi.list.path]: { rows: [], next: null, total: 0 } }),
    loading: sample(PLACE, { [authenticatorsApi.list.path]: NEVER, [authenticatorsApi.state.path]: NEVER }),
    failed: sample(PLACE, { [authenticatorsApi.list.path]: new ConsoleProblem("server_failed") }),
    metadata: metadata(good),
    metadata_configured: metadata(
      stateOf(now, { set_by: "configuration", source: "/etc/nearside/blob.jwt", own_roots: true }),
    ),
    metadata_none: metadata(
      stateOf(now, { source: null, set_by: "nobody", taken: null, tried_at: null, succeeded_at: null }),
    ),
    metadata_never_taken: metadata(stateOf(now, { taken: null, problem, succeeded_at: null })),
    metadata_not_renewed: metadata(stateOf(now, { problem })),
    metadata_too_old: metadata(
      stateOf(now, { taken: { no: 3, next_update: now - 9 * DAY, taken_at: now - 40 * DAY, models: 9 }, problem }),
    ),
    metadata_auditor: metadata(good, "auditor"),
    metadata_failed: metadata(new ConsoleProblem("server_unreachable")),
    policy_none: sample(`${PLACE}/policy`, {}),
    policy_strict: sample(`${PLACE}/policy`, { [authenticatorsApi.state.path]: { ...good, policy: strict } }),
    policy_auditor: sample(
      `${PLACE}/policy`,
      { [authenticatorsApi.state.path]: { ...good, policy: strict } },
      "auditor",
    ),
    trial: trial(trialOf(66_667)),
    trial_nobody: trial(trialOf(0)),
    trial_fits_no_owner: trial(trialOf(100_000)),
    trial_fits_no_owner_administrator: trial(trialOf(100_000), "administrator"),
    trial_failed: trial(new ConsoleProblem("temporarily_unavailable")),
    history: sample(`${PLACE}/history`, { [authenticatorsApi.policies.path]: { rows: history, next: null, total: 3 } }),
    history_empty: sample(`${PLACE}/history`, {
      [authenticatorsApi.policies.path]: { rows: [], next: null, total: 0 },
    }),
  };
}
