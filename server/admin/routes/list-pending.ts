import { describeAuthenticator } from "../../authenticators/describe-authenticator.ts";
import { findUsers } from "../../directory/users.ts";
import type { EnrolmentIn } from "../../enrolment/enrolment.ts";
import { findPendingEnrolments } from "../../enrolment/enrolment-store.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import type { ListPendingAnswer, PendingEnrolment } from "../messages.ts";

/** The machines and browsers that wait for an administrator, the oldest first (protocol §3.5, §3.7). */
export const listPendingRoute =
  (ground: Ground) =>
  async (c: Call): Promise<Response> => {
    const pending = await findPendingEnrolments(ground.db);
    const users = await findUsers(
      ground.db,
      pending.map(({ userId }) => userId),
    );
    const answer: ListPendingAnswer = {
      now: ground.clock(),
      enrolments: pending.map((enrolment) => describe(ground, enrolment, users.get(enrolment.userId))),
    };
    return c.json(answer);
  };

function describe(
  ground: Ground,
  { id, kind, machine, meeting, passkey, createdAt }: EnrolmentIn<"pending">,
  user: { readonly name: string; readonly display_name: string } | undefined,
): PendingEnrolment {
  if (user === undefined) throw new Error("a pending enrolment lacks its user");
  return {
    id,
    kind,
    user: { name: user.name, display_name: user.display_name },
    machine: {
      hostname: machine.hostname,
      os: machine.os,
      account: machine.account,
      key_storage: machine.keyStorage,
    },
    browser: meeting.browser,
    passkey: {
      aaguid: passkey.aaguid,
      model: describeAuthenticator(ground, passkey).name,
      attestation_verdict: passkey.attestation_verdict,
      synced: passkey.backup_eligible,
    },
    asked_at: createdAt,
  };
}
