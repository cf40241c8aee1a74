import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import type { Call } from "../../../platform/http/call.ts";
import { revokeBrowser } from "../../../protocol/revocation/revoke-browser.ts";
import { revokeMachine } from "../../../protocol/revocation/revoke-machine.ts";
import { revokePasskey } from "../../../protocol/revocation/revoke-passkey.ts";
import { suspendUser } from "../../../protocol/revocation/revoke-user.ts";
import type { Services } from "../../services.ts";
import type { Revoke, RevokeAnswer } from "../revocation-messages.ts";

const REVOKE = { user: suspendUser, machine: revokeMachine, browser: revokeBrowser, passkey: revokePasskey } as const;

/** An administrator takes something away, and what rests on it with it (threat R16). */
export const revokeRoute =
  (services: Services) =>
  async (c: Call, { what, id, note }: Revoke): Promise<Response> => {
    const revocation = await REVOKE[what](services, id, { note, by: SERVER_SHELL });
    if (revocation.state !== "revoked") return c.json({ state: revocation.state } satisfies RevokeAnswer);
    const { logins, enrolments, families } = revocation.ended;
    const ended = { logins: logins.length, enrolments: enrolments.length, credentials: families.length };
    return c.json({ state: "revoked", ended } satisfies RevokeAnswer);
  };
