import type { LogRow } from "@nearside/shared/api/console/log.ts";
import { GIVEN } from "./rule-things.ts";

const HOUR = 3_600_000;
export const LOGIN_ID = `rq_${"A".repeat(22)}`;

/** The logins that were approved last, as the security log has them. */
export const RECENT = (now: number): readonly LogRow[] =>
  [LOGIN_ID, `rq_${"B".repeat(22)}`].map((subject, nth) => ({
    seq: 90 - nth,
    at: now - (nth * 3 + 1) * HOUR,
    kind: "login_approved",
    topic: "login",
    subject,
    data: {},
    person: { id: GIVEN.person.id, name: GIVEN.person.name },
    machine: { id: null, device: GIVEN.machine.id, hostname: nth === 0 ? "fern" : GIVEN.machine.hostname },
    browser: null,
    started: null,
    actor: null,
    address: null,
  }));
