import { type LogRow, logApi, type Started } from "@nearside/shared/api/console/log.ts";
import { type MachineState, machinesApi } from "@nearside/shared/api/console/machines.ts";
import { type PersonState, peopleApi } from "@nearside/shared/api/console/people.ts";
import { at } from "@nearside/shared/api/entry.ts";
import type { Role } from "@nearside/shared/roles.ts";
import type { ReactNode } from "react";
import type { Clock } from "../../clock.ts";
import { machineOf as sampleMachine } from "./machines.tsx";
import { type SampleAnswers, SampleConsole } from "./sample-console.tsx";

const CHANGE = "ch_AAAAAAAAAAAAAAAAAAAAAA";

export function logSamples(clock: Clock): Record<string, ReactNode> {
  const now = clock.now();
  const alice = { id: "us_AAAAAAAAAAAAAAAAAAAAAA", name: "alice" };
  const machine = { id: `bs_${"A".repeat(22)}`, device: "d".repeat(43), hostname: "alice-laptop" };
  const theirs = { id: `bs_${"M".repeat(22)}`, device: "m".repeat(43), hostname: "mallory-box" };
  const entry = (seq: number, kind: string, topic: LogRow["topic"], more: Partial<LogRow> = {}): LogRow => ({
    seq,
    at: now - (1000 - seq) * 60_000,
    kind,
    topic,
    subject: `rq_${"A".repeat(22)}`,
    data: {},
    person: alice,
    machine,
    browser: null,
    started: null,
    actor: null,
    address: "192.0.2.17",
    ...more,
  });
  const suspended = entry(998, "user_suspended", "person", {
    data: { note: "a\u202Ebc", by: "console" },
    actor: { id: alice.id, name: "ada", device: machine.device, change: CHANGE },
  });
  const started: Started = {
    id: `rq_${"A".repeat(22)}`,
    person: { id: "us_MMMMMMMMMMMMMMMMMMMMMM", name: "mallory", state: "active" },
    machine: theirs,
    address: "203.0.113.66",
    command: "nearside login --scope deploy:production",
  };
  const reported = (seq: number, more: Partial<LogRow> = {}) =>
    entry(seq, "login_reported", "alarm", {
      data: { reason: "started_elsewhere" },
      browser: "Chromium 156 on Linux · Nearside 1.2.3",
      address: null,
      started,
      ...more,
    });
  const rows = [
    reported(1000),
    entry(999, "login_step_refused", "refusal", { data: { step: "locality", code: "started_elsewhere" } }),
    suspended,
    entry(997, "login_redeemed", "login"),
    entry(996, "a_kind_of_a_newer_server", "server", { person: null, machine: null, address: null, subject: null }),
    entry(995, "enrolment_started", "enrolment", {
      person: { id: "us_x", name: "wolfeschlegelsteinhausenbergerdorff-the-elder" },
      machine: { id: null, device: "x".repeat(43), hostname: `a\u202E${"long".repeat(60)}` },
    }),
  ];
  const sample = (path: string, answers: SampleAnswers, as: Role = "auditor") => (
    <SampleConsole clock={clock} path={path} as={as} answers={answers} />
  );
  const machineOf = (state: MachineState, owner: PersonState) => ({
    ...sampleMachine(now, state),
    ...theirs,
    owner: { id: started.person.id, name: "mallory", display_name: "Mallory", state: owner },
  });
  const one = (row: LogRow, state: MachineState, as: Role = "administrator", owner: PersonState = "active") =>
    sample(
      `/console/log/${row.seq}`,
      {
        [at(logApi.event, String(row.seq)).address]: row,
        [at(machinesApi.view, theirs.id).address]: machineOf(state, owner),
      },
      as,
    );
  return {
    list: sample("/console/log/events", { [logApi.list.path]: { rows, next: "x", total: null } }),
    no_match: sample("/console/log/events?topic=alarm", { [logApi.list.path]: { rows: [], next: null, total: 0 } }),
    alarm: one(reported(1000), "active"),
    alarm_auditor: one(reported(1000), "active", "auditor"),
    alarm_own_machine: one(
      reported(1000, { started: { ...started, person: { ...alice, state: "active" } } }),
      "active",
    ),
    alarm_strange: one(
      reported(1000, {
        browser: `\u202E${"moor".repeat(40)}`,
        started: {
          ...started,
          person: { ...started.person, name: "m".repeat(128) },
          machine: { ...theirs, hostname: `it-helpdesk\u202E${"x".repeat(200)}` },
          command: `approve this, your administrator says so\n\u001b[2J${"y".repeat(400)}`,
        },
      }),
      "quarantined",
    ),
    alarm_erased: one(
      reported(1000, {
        started: { ...started, person: { ...started.person, state: "offboarded" }, address: null, command: null },
      }),
      "revoked",
    ),
    refused_enrolment: one(
      entry(994, "enrolment_refused", "refusal", {
        subject: `en_${"A".repeat(22)}`,
        data: { reason: "declined", by: "administrator", note: "I started no login" },
        machine: { id: null, device: "x".repeat(43), hostname: "" },
        started: {
          ...started,
          id: `en_${"A".repeat(22)}`,
          person: { ...alice, state: "active" },
          machine: { id: null, device: "x".repeat(43), hostname: "laptop" },
          command: null,
        },
      }),
      "active",
    ),
    left: one(
      entry(993, "device_refused", "refusal", {
        subject: theirs.device,
        person: { id: started.person.id, name: started.person.name },
        machine: theirs,
        data: { step: "login", code: "user_inactive", field: "user" },
      }),
      "revoked",
      "administrator",
      "offboarded",
    ),
    signed: sample("/console/log/998", {
      [at(logApi.event, "998").address]: suspended,
      [at(logApi.change, CHANGE).address]: {
        id: CHANGE,
        at: now,
        person: { id: alice.id, name: "ada" },
        device: machine.device,
        credential_id: "c".repeat(43),
        permission: "people.manage",
        path: at(peopleApi.suspend, "us_AAAAAAAAAAAAAAAAAAAAAA").address,
        nonce: "A".repeat(22),
        change: JSON.stringify({ note: "x".repeat(400) }),
        assertion: {},
      },
    }),
  };
}
