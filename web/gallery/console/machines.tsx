import type { LogRow } from "@nearside/shared/api/console/log.ts";
import { logApi } from "@nearside/shared/api/console/log.ts";
import type { MachineAnswer, MachineRow, MachineState } from "@nearside/shared/api/console/machines.ts";
import { machinesApi } from "@nearside/shared/api/console/machines.ts";
import { at } from "@nearside/shared/api/entry.ts";
import type { ReactNode } from "react";
import type { Clock } from "../../clock.ts";
import { Page } from "../../console/layout/page.tsx";
import { TicketShown } from "../../console/machines/ticket-shown.tsx";
import { ConsoleProblem } from "../../console/problem.ts";
import { NEVER, SampleConsole } from "./sample-console.tsx";

const DAY = 86_400_000;
const ID = `bs_${"A".repeat(22)}`;

function rowOf(now: number, nth: number, more: Partial<MachineRow> = {}): MachineRow {
  const id = String(nth).padStart(22, "A");
  return {
    id: `bs_${id}`,
    device: id.padStart(43, "d"),
    state: "active",
    owner: { id: `us_${id}`, name: `person-${nth}`, display_name: `Person ${nth}`, state: "active" },
    hostname: `laptop-${nth}`,
    os: "Debian GNU/Linux 13",
    key_storage: nth % 2 === 0 ? "tpm" : "keyring",
    enrolled_at: now - nth * DAY,
    last_seen_at: now - nth * 3_600_000,
    cli_version: "0.1.0",
    extension_versions: ["0.1.0"],
    open_logins: nth % 3,
    credentials: nth % 5,
    ...more,
  };
}

const rowsOf = (now: number): readonly MachineRow[] => [
  rowOf(now, 1, { state: "quarantined", key_storage: "file", hostname: "ada-laptop" }),
  rowOf(now, 2, { state: "pending", cli_version: null, extension_versions: [] }),
  rowOf(now, 3, { hostname: "a\u202Egnihtemos\u2800", extension_versions: ["0.1.0", "0.2.0-rc.1"] }),
  rowOf(now, 4, {
    state: "revoked",
    hostname: "the-very-long-name-of-a-machine-that-somebody-chose.department.of.long.names.acme.example".repeat(2),
    os: "An operating system whose name goes on and on, version 12345.67890 (Enterprise, long-term servicing)",
  }),
  ...Array.from({ length: 20 }, (_, nth) => rowOf(now, nth + 5)),
];

/** Makes a machine, for samples of other sections too. */
export function machineOf(now: number, state: MachineState): MachineAnswer {
  const key = state === "quarantined" ? "active" : state;
  return {
    ...rowOf(now, 1, { id: ID, state, hostname: "ada-laptop" }),
    now,
    posture:
      state === "pending"
        ? null
        : {
            said_at: now - 3_600_000,
            facts: [
              { name: "disk_encryption", value: "on", reason: null, source: "lsblk", looked_at: now - 3_605_000 },
              {
                name: "screen_lock",
                value: "unknown",
                reason: "not_permitted",
                source: "none",
                looked_at: now - 3_605_000,
              },
              { name: "updates", value: "security_pending", reason: null, source: "apt", looked_at: now - 2 * DAY },
              { name: "firewall", value: "off", reason: null, source: "nft", looked_at: now - 3_605_000 },
            ],
          },
    browsers: [
      { id: "e".repeat(43), browser: "Chromium 156 on Linux", version: "0.1.0", state: key, created_at: now - DAY },
      { id: "f".repeat(43), browser: "\u202Exof", version: null, state: "revoked", created_at: now - 2 * DAY },
    ],
    passkeys: [
      {
        id: "p".repeat(60),
        aaguid: "08987058-cadc-4b81-b6e1-30de50dcbe96",
        synced: state === "active",
        state: key,
        created_at: now - DAY,
      },
    ],
    history:
      state === "pending"
        ? []
        : [
            { at: now - 60_000, what: "device_quarantined", note: "asked for logins at night", by: "ada" },
            { at: now - DAY, what: "device_released", note: null, by: null },
          ],
  };
}

const NO_ROWS = { rows: [], next: null, total: 0 };

const alarmOf = (now: number, seq: number): LogRow => ({
  seq,
  at: now - seq * 60_000,
  kind: "login_reported",
  topic: "alarm",
  subject: `rq_${"A".repeat(22)}`,
  data: {},
  person: { id: "us_A", name: "wolfeschlegelsteinhausenbergerdorff-the-elder" },
  machine: { id: null, device: "d".repeat(43), hostname: "laptop" },
  browser: "Chromium 156 on Linux",
  started: {
    id: `rq_${"A".repeat(22)}`,
    person: { id: "us_M", name: "mallory", state: "active" },
    machine: { id: ID, device: "m".repeat(43), hostname: "ada-laptop" },
    address: "203.0.113.66",
    command: "nearside login",
  },
  actor: null,
  address: null,
});

export function machineSamples(clock: Clock): Record<string, ReactNode> {
  const now = clock.now();
  const list = (answer: unknown, path = "/console/machines") => (
    <SampleConsole clock={clock} path={path} answers={{ [machinesApi.list.path]: answer }} />
  );
  const one = (answer: unknown, role: "owner" | "auditor" = "owner", alarms: unknown = NO_ROWS) => (
    <SampleConsole
      clock={clock}
      path={`/console/machines/${ID}`}
      as={role}
      answers={{ [at(machinesApi.view, ID).address]: answer, [logApi.list.path]: alarms }}
    />
  );
  const ticket = { ticket: "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ", expires_at: now + 900_000, user: "alice" };
  return {
    list: list({ rows: rowsOf(now), next: "more", total: null }),
    empty: list({ rows: [], next: null, total: 0 }),
    no_match: list({ rows: [], next: null, total: 0 }, "/console/machines?q=nothing&state=quarantined"),
    failed: list(new ConsoleProblem("server_failed")),
    loading: one(NEVER),
    unknown: one(new ConsoleProblem("unknown")),
    active: one(machineOf(now, "active")),
    alarming: one(machineOf(now, "active"), "auditor", {
      rows: [alarmOf(now, 12), alarmOf(now, 11)],
      next: null,
      total: 1234,
    }),
    quarantined: one(machineOf(now, "quarantined")),
    pending: one(machineOf(now, "pending")),
    revoked: one(machineOf(now, "revoked")),
    looked_at: one(machineOf(now, "active"), "auditor"),
    ticket: (
      <SampleConsole
        clock={clock}
        path="/console/machines/ticket"
        shown={() => (
          <Page title="ada-laptop of ada">
            <TicketShown ticket={ticket} onDone={() => undefined} />
          </Page>
        )}
      />
    ),
  };
}
