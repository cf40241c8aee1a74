import type { LogRow } from "@nearside/shared/api/console/log.ts";
import type { ReactNode } from "react";
import type { Clock } from "../../clock.ts";
import { type SampleAnswers, SampleConsole } from "./sample-console.tsx";

const LOG = "/api/console/log";
const CHANGE = "ch_AAAAAAAAAAAAAAAAAAAAAA";

export function logSamples(clock: Clock): Record<string, ReactNode> {
  const now = clock.now();
  const alice = { id: "us_AAAAAAAAAAAAAAAAAAAAAA", name: "alice" };
  const machine = { device: "d".repeat(43), hostname: "alice-laptop" };
  const entry = (seq: number, kind: string, topic: LogRow["topic"], more: Partial<LogRow> = {}): LogRow => ({
    seq,
    at: now - (1000 - seq) * 60_000,
    kind,
    topic,
    subject: `rq_${"A".repeat(22)}`,
    data: {},
    person: alice,
    machine,
    actor: null,
    address: "192.0.2.17",
    ...more,
  });
  const suspended = entry(998, "user_suspended", "person", {
    data: { note: "a\u202Ebc", by: "console" },
    actor: { id: alice.id, name: "ada", device: machine.device, change: CHANGE },
  });
  const rows = [
    entry(1000, "login_reported", "alarm", { data: { reason: "started_elsewhere" } }),
    entry(999, "login_step_refused", "refusal", { data: { step: "locality", code: "started_elsewhere" } }),
    suspended,
    entry(997, "login_redeemed", "login"),
    entry(996, "a_kind_of_a_newer_server", "server", { person: null, machine: null, address: null, subject: null }),
    entry(995, "enrolment_started", "enrolment", {
      person: { id: "us_x", name: "wolfeschlegelsteinhausenbergerdorff-the-elder" },
      machine: { device: "x".repeat(43), hostname: `a\u202E${"long".repeat(60)}` },
    }),
  ];
  const sample = (path: string, answers: SampleAnswers) => (
    <SampleConsole clock={clock} path={path} as="auditor" answers={answers} />
  );
  return {
    list: sample("/console/log", { [LOG]: { rows, next: "x", total: 100_000 } }),
    no_match: sample("/console/log?topic=alarm", { [LOG]: { rows: [], next: null, total: 0 } }),
    entry: sample("/console/log/1000", { "/api/console/events/1000": rows[0] }),
    signed: sample("/console/log/998", {
      "/api/console/events/998": suspended,
      [`/api/console/changes/${CHANGE}`]: {
        id: CHANGE,
        at: now,
        person: { id: alice.id, name: "ada" },
        device: machine.device,
        credential_id: "c".repeat(43),
        permission: "people.manage",
        path: "/api/console/people/us_AAAAAAAAAAAAAAAAAAAAAA/suspend",
        nonce: "A".repeat(22),
        change: JSON.stringify({ note: "x".repeat(400) }),
        assertion: {},
      },
    }),
  };
}
