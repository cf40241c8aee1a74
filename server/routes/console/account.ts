import type { OwnAccount } from "@nearside/shared/api/console/own-account.ts";
import { keyStorageSchema } from "@nearside/shared/proof/key-storage.ts";
import * as v from "valibot";
import { describeAuthenticator } from "../../authenticators/describe-authenticator.ts";
import type { ConsoleCall } from "../../console/console-route.ts";
import type { SignedIn } from "../../console/demand-session.ts";
import { listOwnSessions } from "../../console/own-sessions.ts";
import { usableMachines } from "../../directory/usable-machines.ts";
import type { Ground } from "../../ground.ts";
import { countForeignLogins } from "../../login/foreign-logins.ts";
import { countOwnTokens } from "../../oauth/own-tokens.ts";

const LATELY_DAYS = 30;
const DAY_MS = 86_400_000;

/** GET /api/console/account. */
export const ownAccountRoute =
  (ground: Ground) =>
  async ({ c, who }: ConsoleCall) => {
    const { db } = ground;
    const { user, session } = who;
    const person = await db.selectFrom("users").select("email").where("id", "=", user.id).executeTakeFirst();
    const sessions = await listOwnSessions(ground, user.id, session.hash);
    return c.json({
      user: { name: user.name, display_name: user.display_name, email: person?.email ?? null, role: user.role },
      here: await hereOf(ground, who),
      counts: {
        machines: (await usableMachines(db, user.id)).length,
        tokens: await countOwnTokens(ground, user.id),
        sessions: sessions.filter(({ state }) => state === "in_force").length,
        foreign_logins: await countForeignLogins(db, user.id, ground.clock() - LATELY_DAYS * DAY_MS),
      },
      lately_days: LATELY_DAYS,
    } satisfies OwnAccount);
  };

/** The machine, browser and passkey of this session: they stand, or nobody would be signed in. */
async function hereOf(ground: Ground, { party, session }: SignedIn): Promise<OwnAccount["here"]> {
  const here = await ground.db
    .selectFrom("devices")
    .innerJoin("extensions", "extensions.bound_set_id", "devices.bound_set_id")
    .innerJoin("passkeys", "passkeys.bound_set_id", "devices.bound_set_id")
    .select(["devices.hostname", "devices.os", "devices.key_storage", "extensions.browser"])
    .select(["passkeys.aaguid", "passkeys.attestation_verdict"])
    .where("devices.bound_set_id", "=", party.id)
    .where("extensions.jkt", "=", session.extension_jkt)
    .where("passkeys.credential_id", "=", session.credential_id)
    .executeTakeFirstOrThrow();
  return {
    machine: party.id,
    hostname: here.hostname,
    os: here.os,
    key_storage: v.parse(keyStorageSchema, here.key_storage),
    browser: here.browser,
    authenticator: describeAuthenticator(ground, here),
    address: session.address,
    signed_in_at: session.created_at,
  };
}
