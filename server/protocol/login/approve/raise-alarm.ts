import type { Decision } from "@nearside/shared/statements/decision.ts";
import { aboutMachine } from "../../../platform/audit/event-listeners.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { loginAlarm } from "../../../platform/audit/events/second-approvers.ts";
import type { Trx } from "../../../platform/store/database.ts";
import type { Login } from "../../../register/logins/login.ts";

/** A rule has owners and administrators told of this login, in the transaction of its approval (`@alarm`). */
export const raiseAlarm = (trx: Trx, now: number, login: Login, { claims }: Decision): Promise<void> =>
  append(
    trx,
    loginAlarm(now, login.id, { rules: claims.rules.decided_by ?? [], justification: claims.justification }),
    aboutMachine(login),
  );
