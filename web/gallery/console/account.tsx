import type { NotMePreview } from "@nearside/shared/api/console/not-me.ts";
import { type OwnAccount, ownAccountApi } from "@nearside/shared/api/console/own-account.ts";
import type { ForeignLogin } from "@nearside/shared/api/console/own-logins.ts";
import type { OwnSession } from "@nearside/shared/api/console/own-sessions.ts";
import type { OwnToken } from "@nearside/shared/api/console/own-tokens.ts";
import type { ReactNode } from "react";
import type { Clock } from "../../clock.ts";
import { NotMeResult } from "../../console/account/not-me-result.tsx";
import { Page } from "../../console/layout/page.tsx";
import { ConsoleProblem } from "../../console/problem.ts";
import {
  deniedLogin,
  LONG,
  loginDetail,
  loginsOf,
  machineDetail,
  machinesOf,
  ODD,
  SHOWN_PASSKEY,
} from "./account-things.ts";
import { NEVER, SampleConsole } from "./sample-console.tsx";

const DAY = 86_400_000;
const LOGIN = `rq_${"A".repeat(22)}`;
const MACHINE = `bs_${"A".repeat(22)}`;

function accountOf(now: number, foreign: number): OwnAccount {
  return {
    user: { name: "ada", display_name: "Ada Lovelace", email: foreign === 0 ? null : "ada@acme.example", role: "user" },
    here: {
      machine: MACHINE,
      hostname: foreign === 0 ? ODD : "ada-laptop",
      os: "Debian GNU/Linux 13",
      key_storage: "tpm",
      browser: "Chromium 156 on Linux",
      authenticator: SHOWN_PASSKEY,
      address: foreign === 0 ? null : "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff",
      signed_in_at: now - 3_600_000,
    },
    counts: { machines: 2, tokens: 4, sessions: foreign === 0 ? 1 : 3, foreign_logins: foreign },
    lately_days: 30,
  };
}

const tokensOf = (now: number): readonly OwnToken[] =>
  [LONG, ODD, "Deploy", "kubectl"].map((name, nth) => ({
    id: `tf_${String(nth).padStart(22, "A")}`,
    login: LOGIN,
    client: { id: "deploy", name },
    scope: nth === 3 ? "" : "read deploy",
    resource: nth === 2 ? [] : ["https://api.acme.example", "https://orders.a-long-name.acme.example/of/many/things"],
    machine: { id: MACHINE, hostname: nth === 0 ? LONG : "ada-laptop", is_quarantined: nth === 1 },
    created_at: now - nth * DAY,
    expires_at: now + (nth + 1) * DAY,
    access_tokens: nth === 1 ? [] : [{ actor: nth === 0 ? "orders-api" : null, created_at: now, expires_at: now + 1 }],
    access_tokens_total: nth === 1 ? 0 : 1,
  }));

const sessionsOf = (now: number): readonly OwnSession[] =>
  (["active", "active", "ended", "expired", "invalid"] as const).map((state, nth) => ({
    id: String(nth).padStart(43, "s"),
    machine: { id: MACHINE, hostname: nth === 1 ? LONG : "ada-laptop" },
    browser: nth === 2 ? ODD : "Chromium 156 on Linux",
    address: nth === 3 ? null : "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff",
    created_at: now - nth * 3_600_000,
    seen_at: now - nth * 60_000,
    ends_at: now + 1_800_000,
    is_here: nth === 0,
    state,
  }));

const foreignOf = (now: number): readonly ForeignLogin[] =>
  [false, true, false].map((is_own, nth) => ({
    seq: nth + 1,
    at: now - nth * DAY,
    machine: { device: "d".repeat(43), hostname: nth === 2 ? LONG : "ada-laptop" },
    browser: "Chromium 156 on Linux",
    own: is_own ? { hostname: LONG } : null,
    login: LOGIN,
  }));

type Machine = NonNullable<NotMePreview["machine"]>;
const willOf = (now: number, machine: Partial<Machine> | null, more: Partial<NotMePreview> = {}): NotMePreview => ({
  title: "Deploy",
  at: now - DAY,
  machine:
    machine === null
      ? null
      : { hostname: "ada-laptop", will: "quarantine", is_here: false, is_last: false, ...machine },
  tokens: 1,
  sessions: 2,
  is_open: false,
  ...more,
});

const pageOf = (rows: readonly unknown[]) => ({ rows, next: rows.length > 3 ? "more" : null, total: rows.length });
const NONE = { rows: [], next: null, total: 0 };

export function accountSamples(clock: Clock): Record<string, ReactNode> {
  const now = clock.now();
  const sample = (path: string, answers: Record<string, unknown>) => (
    <SampleConsole
      clock={clock}
      path={`/account${path}`}
      as="user"
      answers={Object.fromEntries(
        Object.entries(answers).map(([at, answer]) => [`${ownAccountApi.view.path}${at}`, answer]),
      )}
    />
  );
  const notMe = (what: string, id: string, answer: unknown) =>
    sample(`/not-me/${what}/${id}`, { "/not-me/preview": answer });
  const done = (signed_out: boolean) => (
    <SampleConsole
      clock={clock}
      path="/account/said"
      as="user"
      shown={() => (
        <Page title="This wasn't me">
          <NotMeResult
            what={signed_out ? "enrolment" : "login"}
            done={{ machine: "quarantined", tokens: 1, logins: 1, enrolments: 0, sessions: 2, signed_out }}
          />
        </Page>
      )}
    />
  );
  const machine = (of: Parameters<typeof machineDetail>[1]) =>
    sample(`/machines/${MACHINE}`, { [`/machines/${MACHINE}`]: machineDetail(now, of) });
  const machines = machinesOf(now);
  return {
    overview: sample("", { "": accountOf(now, 0) }),
    alarmed: sample("", { "": accountOf(now, 3) }),
    loading: sample("", { "": NEVER }),
    failed: sample("", { "": new ConsoleProblem("server_failed") }),
    machines: sample("/machines", {
      "/machines": { machines, more: true },
      "/enrolments": { enrolments: machineDetail(now, {}).enrolments },
    }),
    no_machines: sample("/machines", {
      "/machines": { machines: [], more: false },
      "/enrolments": new ConsoleProblem("unreachable"),
    }),
    machine: machine({ is_here: true, is_last: true, label: "Work laptop" }),
    machine_quarantined: machine({ state: "quarantined", hostname: LONG }),
    machine_ended: machine({ state: "revoked", hostname: ODD }),
    logins: sample("/logins", { "/logins": pageOf(loginsOf(now)), "/machines": { machines, more: false } }),
    no_logins: sample("/logins", { "/logins": NONE }),
    login: sample(`/logins/${LOGIN}`, { [`/logins/${LOGIN}`]: loginDetail(now, true) }),
    login_denied: sample(`/logins/${LOGIN}`, { [`/logins/${LOGIN}`]: deniedLogin(now) }),
    login_refused: sample(`/logins/${LOGIN}`, { [`/logins/${LOGIN}`]: loginDetail(now, false) }),
    elsewhere: sample("/logins/elsewhere", { "/foreign-logins": pageOf(foreignOf(now)) }),
    none_elsewhere: sample("/logins/elsewhere", { "/foreign-logins": NONE }),
    tokens: sample("/tokens", { "/tokens": pageOf(tokensOf(now)) }),
    no_tokens: sample("/tokens", { "/tokens": NONE }),
    sessions: sample("/sessions", { "/sessions": { sessions: sessionsOf(now) } }),
    not_me_login: notMe("login", LOGIN, willOf(now, {})),
    not_me_here: notMe("login", LOGIN, willOf(now, { is_here: true, is_last: true }, { title: LONG, is_open: true })),
    not_me_last: notMe("session", "s".repeat(42).concat("A"), willOf(now, { is_last: true }, { tokens: 0 })),
    not_me_waits: notMe(
      "enrolment",
      `en_${"A".repeat(22)}`,
      willOf(now, { will: "revoke", hostname: ODD }, { tokens: 0, sessions: 0, is_open: true }),
    ),
    not_me_nothing: notMe("enrolment", `en_${"A".repeat(22)}`, willOf(now, null, { tokens: 0 })),
    not_me_unknown: notMe("login", LOGIN, new ConsoleProblem("unknown")),
    said: done(false),
    said_here: done(true),
  };
}
