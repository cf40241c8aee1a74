import type { Client, CommandLineClient } from "../../platform/config/clients/client.ts";
import { OauthError } from "../../platform/http/oauth-error.ts";
import type { Trx } from "../../platform/store/database.ts";
import { takeTurn } from "../../platform/store/take-turn.ts";
import { listRegistered } from "../../register/clients/client-store.ts";
import type { Register } from "../../register/clients/find-client.ts";
import { oauthTexts } from "../../texts/oauth.ts";
import { claimsTrust, looksLike } from "./client-name.ts";

/** The programs that people know by name: the operator's own, and those an administrator vouches for. */
async function knownByName({ config, db }: Register): Promise<readonly CommandLineClient[]> {
  const registered = await listRegistered(db);
  const active = registered.filter(({ state }) => state === "active").map(({ client }) => client);
  return [
    ...config.clients,
    ...active.filter((client) => client.kind === "command_line").filter((one) => one.verified),
  ];
}

/**
 * Demands that the name is a program's own, claims nothing, and is not one by which people know another: people read it at an approval.
 * The name stays free until this transaction ends: every other change of a name waits for its turn. Call this before any other lock is taken.
 *
 * @throws OauthError `invalid_client_metadata`
 */
export async function demandOwnName(
  register: Register & { readonly db: Trx },
  client: Pick<Client, "kind" | "name"> & { readonly id?: string },
): Promise<void> {
  if (client.kind !== "command_line") return;
  if (claimsTrust(client.name))
    throw new OauthError("invalid_client_metadata", oauthTexts.registration.claimsVerified, { field: "client_name" });
  await takeTurn(register.db, "client_names");
  const wellKnown = await knownByName(register);
  if (wellKnown.some(({ id, name }) => id !== client.id && looksLike(name, client.name)))
    throw new OauthError("invalid_client_metadata", oauthTexts.registration.nameOfOther, { field: "client_name" });
}
