import type { Call } from "../../../platform/http/call.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { describeAuthenticator } from "../../../protocol/passkeys/describe-authenticator.ts";
import type { WithMetadata } from "../../../protocol/passkeys/metadata/known-metadata.ts";
import type { EnrolmentIn } from "../../../register/enrolments/enrolment.ts";
import { findPendingEnrolments } from "../../../register/enrolments/enrolment-store.ts";
import { findUsers } from "../../../register/people/users.ts";
import type { ListPendingAnswer, PendingEnrolment } from "../messages.ts";

/** The machines and browsers that wait for an administrator, the oldest first (protocol §3.5, §3.7). */
export const listPendingRoute =
  (services: WithClock & WithDb & WithMetadata) =>
  async (c: Call): Promise<Response> => {
    const pending = await findPendingEnrolments(services.db);
    const users = await findUsers(
      services.db,
      pending.map(({ userId }) => userId),
    );
    const answer: ListPendingAnswer = {
      now: services.clock(),
      enrolments: pending.map((enrolment) => describe(services, enrolment, users.get(enrolment.userId))),
    };
    return c.json(answer);
  };

function describe(
  services: WithClock & WithMetadata,
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
      model: describeAuthenticator(services, passkey).name,
      attestation_verdict: passkey.attestation_verdict,
      synced: passkey.backup_eligible,
    },
    asked_at: createdAt,
  };
}
