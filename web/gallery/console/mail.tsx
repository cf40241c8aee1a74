import type { MailState } from "@nearside/shared/api/console/mail.ts";
import { mailApi } from "@nearside/shared/api/console/mail.ts";
import type { ReactNode } from "react";
import type { Clock } from "../../clock.ts";
import { ConsoleProblem } from "../../console/problem.ts";
import { NEVER, SampleConsole } from "./sample-console.tsx";

const HOUR = 3_600_000;

function stateOf(now: number, more: Partial<MailState> = {}): MailState {
  return {
    server: { host: "smtp.acme.example", port: 587, tls: "starttls", from: "nearside@acme.example" },
    waiting: { count: 0, since: null },
    sent: { count: 1284, last: now - HOUR },
    given_up: { count: 0, last: null },
    last_failure: null,
    without_address: 0,
    ...more,
  };
}

export function mailSamples(clock: Clock): Record<string, ReactNode> {
  const now = clock.now();
  const none = { count: 0, last: null };
  const sample = (answer: unknown) => (
    <SampleConsole clock={clock} path="/console/mail" as="auditor" answers={{ [mailApi.state.path]: answer }} />
  );
  return {
    well: sample(stateOf(now)),
    none: sample(stateOf(now, { server: null, sent: none, without_address: 1 })),
    away: sample(
      stateOf(now, {
        server: {
          host: `${"mail-exchanger.".repeat(8)}department.of.long.names.acme.example`,
          port: 465,
          tls: "implicit",
          from: `${"nearside-".repeat(6)}notices@department.of.long.names.acme.example`,
        },
        waiting: { count: 48_211, since: now - 49 * HOUR },
        sent: none,
        given_up: { count: 12, last: now - 2 * HOUR },
        last_failure: {
          at: now - 60_000,
          said: `the mail server refused the recipient: 550 5.1.1 <\u202Eecila@acme.example>: ${"User unknown in virtual mailbox table ".repeat(6)}`,
        },
        without_address: 3120,
      }),
    ),
    loading: sample(NEVER),
    failed: sample(new ConsoleProblem("server_failed")),
  };
}
