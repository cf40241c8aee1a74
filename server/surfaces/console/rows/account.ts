import { type OwnAccount, ownAccountApi } from "@nearside/shared/api/console/own-account.ts";
import { keyStorageSchema } from "@nearside/shared/proof/key-storage.ts";
import * as v from "valibot";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { countForeignLogins } from "../../../protocol/login/view/foreign-logins.ts";
import { describeAuthenticator } from "../../../protocol/passkeys/describe-authenticator.ts";
import type { WithMetadata } from "../../../protocol/passkeys/metadata/active-metadata.ts";
import { countOwnTokens } from "../../../protocol/tokens/own-tokens.ts";
import { usableMachines } from "../../../register/machines/usable-machines.ts";
import { listOwnSessions } from "../../../register/sessions/own-sessions.ts";
import type { ConsoleRoute, ConsoleRows } from "../console-rows.ts";
import type { SignedIn } from "../demand-session.ts";

const LATELY_DAYS = 30;
const DAY_MS = 86_400_000;

export const accountRows = (
  services: WithClock & WithConfig & WithDb & WithMetadata,
  { serveSession }: ConsoleRows,
): readonly ConsoleRoute[] => [
  serveSession(ownAccountApi.view, async ({ who }) => {
    const { db } = services;
    const { user, session } = who;
    const person = await db.selectFrom("users").select("email").where("id", "=", user.id).executeTakeFirst();
    const sessions = await listOwnSessions(services, user.id, session.hash);
    return {
      user: { name: user.name, display_name: user.display_name, email: person?.email ?? null, role: user.role },
      here: await hereOf(services, who),
      counts: {
        machines: (await usableMachines(db, user.id)).length,
        tokens: await countOwnTokens(services, user.id),
        sessions: sessions.filter(({ state }) => state === "active").length,
        foreign_logins: await countForeignLogins(db, user.id, services.clock() - LATELY_DAYS * DAY_MS),
      },
      lately_days: LATELY_DAYS,
    };
  }),
];

/** Finds the machine, browser and passkey of this session. All three are active, or nobody would be signed in. */
async function hereOf(
  services: WithClock & WithDb & WithMetadata,
  { party, session }: SignedIn,
): Promise<OwnAccount["here"]> {
  const here = await services.db
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
    authenticator: describeAuthenticator(services, here),
    address: session.address,
    signed_in_at: session.created_at,
  };
}
