import { type EnrolmentDetail, type EnrolmentRow, enrolmentsApi } from "@nearside/shared/api/console/enrolments.ts";
import { type OwnPasskey, ownPasskeysApi } from "@nearside/shared/api/console/own-passkeys.ts";
import { type TicketRow, ticketsApi } from "@nearside/shared/api/console/tickets.ts";
import { at } from "@nearside/shared/api/entry.ts";
import type { TicketDemands } from "@nearside/shared/api/ticket-demands.ts";
import type { ReactNode } from "react";
import type { Clock } from "../../clock.ts";
import { MadeTickets } from "../../console/enrolment/made-tickets.tsx";
import { Page } from "../../console/layout/page.tsx";
import { ConsoleProblem } from "../../console/problem.ts";
import { NEVER, SampleConsole } from "./sample-console.tsx";

const ID = `en_${"A".repeat(22)}`;
const LONG = "wolfeschlegelsteinhausenbergerdorff".repeat(3);

const AUTHENTICATOR = {
  aaguid: "00112233-4455-6677-8899-aabbccddeeff",
  name: "Blue Key 5",
  attested: true,
  verdict: "attested",
  icon: null,
  certification: "L2",
  compromise: null,
} as const;
const UNNAMED = { ...AUTHENTICATOR, name: null, attested: false, verdict: "not attested", certification: null };
const ALICE = { id: "us_A", name: "alice", display_name: "Alice Liddell" };
const ADMIN = { id: "us_B", name: "ada", display_name: "Ada Lovelace" };
const DEMANDS: TicketDemands = {
  key_storage: "tpm",
  device_bound: true,
  attested: true,
  aaguids: [AUTHENTICATOR.aaguid],
};

function rowsOf(now: number): EnrolmentRow[] {
  const row = (nth: number, more: Partial<EnrolmentRow> = {}): EnrolmentRow => ({
    id: `en_${String(nth).padEnd(22, "A")}`,
    kind: "machine",
    state: "pending",
    user: ALICE,
    machine: {
      hostname: `laptop-${nth}`,
      os: "Debian 13",
      account: "alice",
      key_storage: "keyring",
      key_proven: false,
    },
    browser: "Chromium 140",
    passkey: { authenticator: AUTHENTICATOR, attestation_format: "packed", synced: false, backed_up: false },
    address: "192.0.2.7",
    asked_at: now - nth * 60_000,
    ...more,
  });
  const hostile = {
    hostname: `\u202E${LONG}`,
    os: "\u2800 \u001b[31m",
    account: "",
    key_storage: "tpm",
    key_proven: true,
  };
  return [
    row(1),
    row(2, { kind: "browser", passkey: null, address: null }),
    row(3, {
      machine: hostile,
      passkey: { authenticator: UNNAMED, attestation_format: "none", synced: true, backed_up: true },
      address: "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
    }),
    ...Array.from({ length: 12 }, (_, nth) => row(nth + 4)),
  ];
}

function detailOf(now: number, more: Partial<EnrolmentDetail> = {}): EnrolmentDetail {
  const [row] = rowsOf(now);
  if (row === undefined) throw new Error("no rows");
  return {
    ...row,
    id: ID,
    now,
    device: "A".repeat(43),
    is_own: false,
    page_address: "198.51.100.9",
    ticket: { origin: "console", made_by: ADMIN, made_at: now - 600_000, demands: DEMANDS, note: "for the new laptop" },
    other_machines: [{ hostname: "desktop", os: "Fedora 43", last_seen_at: now - 86_400_000 }],
    wrong_words: 0,
    confirmed: null,
    end: null,
    ...more,
  };
}

function ticketsOf(now: number): TicketRow[] {
  const row = (nth: number, more: Partial<TicketRow> = {}): TicketRow => ({
    id: String(nth).padStart(42, "A").concat("A"),
    user: ALICE,
    state: "open",
    origin: "console",
    made_by: ADMIN,
    uses: 1,
    reserved: 0,
    consumed: 0,
    begun: [],
    demands: { key_storage: "file", device_bound: false, attested: false, aaguids: [] },
    note: null,
    created_at: now - nth * 60_000,
    expires_at: now + nth * 600_000,
    revoked_at: null,
    ...more,
  });
  return [
    row(1, { demands: DEMANDS, uses: 20, reserved: 7, consumed: 5, note: `\u202E ${LONG}` }),
    row(18, {
      reserved: 1,
      begun: [{ hostname: "build-7", account: "alice", address: "198.51.100.7", at: now - 180_000 }],
    }),
    row(19, {
      uses: 2,
      reserved: 2,
      begun: [
        { hostname: LONG, account: "root", address: null, at: now - 60_000 },
        { hostname: "ada-laptop", account: "ada", address: "2001:db8:4:2::17", at: now - 400_000 },
      ],
    }),
    row(2, { state: "used", consumed: 1, reserved: 1, origin: "first_start", made_by: null }),
    row(3, { state: "expired", expires_at: now - 1000, origin: "server_shell", made_by: null }),
    row(4, { state: "revoked", revoked_at: now - 1000 }),
    ...Array.from({ length: 10 }, (_, nth) => row(nth + 5)),
  ];
}

function passkeysOf(now: number): OwnPasskey[] {
  const one = (nth: number, more: Partial<OwnPasskey> = {}): OwnPasskey => ({
    id: String(nth).padEnd(43, "A"),
    label: null,
    authenticator: AUTHENTICATOR,
    synced: false,
    is_here: true,
    is_last: false,
    machine: { device: "A".repeat(43), hostname: "ada-laptop", label: null },
    created_at: now - nth * 86_400_000,
    ...more,
  });
  return [
    one(1),
    one(2, { label: "Blue key, in the drawer", authenticator: UNNAMED, synced: true }),
    one(3, {
      is_here: false,
      is_last: true,
      machine: { device: "B".repeat(42).concat("A"), hostname: LONG, label: "Old desktop" },
    }),
  ];
}

export function consoleEnrolmentSamples(clock: Clock): Record<string, ReactNode> {
  const now = clock.now();
  const rows = rowsOf(now);
  const list = (answer: unknown, path = "/console/enrolment", role: "owner" | "approver" | "auditor" = "owner") => (
    <SampleConsole
      clock={clock}
      path={path}
      as={role}
      answers={{ [enrolmentsApi.waiting.path]: answer, [ticketsApi.list.path]: answer }}
    />
  );
  const one = (detail: unknown, role: "owner" | "approver" | "auditor" = "owner") => (
    <SampleConsole
      clock={clock}
      path={`/console/enrolment/of/${ID}`}
      as={role}
      answers={{ [at(enrolmentsApi.view, ID).address]: detail }}
    />
  );
  const tickets = { rows: ticketsOf(now), next: null, total: 16 };
  const made = {
    user: ALICE,
    ticket: "0000-1111-2222-3333-4444-5555-6666-7777",
    expires_at: now + 900_000,
    mailed: true,
  };
  const nobody = { rows: [], next: null, total: 0 };
  return {
    waiting: list({ rows, next: null, total: rows.length }),
    nothing_waits: list(nobody),
    loading: list(NEVER),
    failed: list(new ConsoleProblem("server_failed")),
    all: (
      <SampleConsole
        clock={clock}
        path="/console/enrolment/all"
        answers={{ [enrolmentsApi.list.path]: { rows, next: "more", total: 10_000 } }}
      />
    ),
    deciding: one(detailOf(now)),
    deciding_own: one(detailOf(now, { is_own: true, wrong_words: 3 }), "approver"),
    looking_on: one(detailOf(now, { ...rows[2], id: ID, ticket: null, other_machines: [] }), "auditor"),
    admitted: one(detailOf(now, { state: "active", confirmed: { by: "console", person: ADMIN, at: now - 1000 } })),
    declined: one(detailOf(now, { state: "refused", end: { reason: "declined", note: `Not here. \u202E ${LONG}` } })),
    unknown: one(new ConsoleProblem("unknown")),
    tickets: list(tickets, "/console/enrolment/tickets"),
    tickets_to_an_auditor: list(tickets, "/console/enrolment/tickets", "auditor"),
    no_tickets: list(nobody, "/console/enrolment/tickets"),
    new_tickets: list(nobody, "/console/enrolment/tickets/new?names=alice,bob"),
    new_tickets_for_group: list(nobody, "/console/enrolment/tickets/new?group=gr_A"),
    made_tickets: (
      <SampleConsole
        clock={clock}
        path="/console/enrolment/tickets/new"
        shown={() => (
          <Page title="The tickets">
            <MadeTickets
              made={{
                issuer: "https://login.acme.example",
                tickets: [made, { ...made, user: { ...ALICE, id: "us_C", name: LONG }, mailed: false }],
              }}
            />
          </Page>
        )}
      />
    ),
  };
}

export function passkeySamples(clock: Clock): Record<string, ReactNode> {
  const sample = (answer: unknown) => (
    <SampleConsole clock={clock} path="/account/passkeys" answers={{ [ownPasskeysApi.list.path]: answer }} />
  );
  const passkeys = passkeysOf(clock.now());
  return {
    several: sample({ passkeys }),
    one: sample({ passkeys: passkeys.slice(2) }),
    loading: sample(NEVER),
    failed: sample(new ConsoleProblem("server_failed")),
  };
}
