import { SERVER_SHELL } from "../../audit/actor.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import { revokeBrowser } from "../../revocation/revoke-browser.ts";
import { revokeMachine } from "../../revocation/revoke-machine.ts";
import { revokePasskey } from "../../revocation/revoke-passkey.ts";
import { suspendUser } from "../../revocation/revoke-user.ts";
import type { Revoke, RevokeAnswer } from "../revocation-messages.ts";

const REVOKE = { user: suspendUser, machine: revokeMachine, browser: revokeBrowser, passkey: revokePasskey } as const;

/** An administrator takes something away, and what rests on it with it (threat R16). */
export const revokeRoute =
  (ground: Ground) =>
  async (c: Call, { what, id, note }: Revoke): Promise<Response> => {
    const revocation = await REVOKE[what](ground, id, { note, by: SERVER_SHELL });
    if (revocation.state !== "revoked") return c.json({ state: revocation.state } satisfies RevokeAnswer);
    const { logins, enrolments, families } = revocation.ended;
    const ended = { logins: logins.length, enrolments: enrolments.length, credentials: families.length };
    return c.json({ state: "revoked", ended } satisfies RevokeAnswer);
  };
