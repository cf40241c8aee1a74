import type { Client, CommandLineClient } from "../../platform/config/clients/client.ts";
import { OauthError } from "../../platform/http/oauth-error.ts";
import type { Trx } from "../../platform/store/database.ts";
import { takeTurn } from "../../platform/store/take-turn.ts";
import { listRegistered } from "../../register/clients/client-store.ts";
import type { Register } from "../../register/clients/find-client.ts";
import { claimsTrust, looksLike } from "./client-name.ts";

/** The programs that people know by name: the operator's own, and those an administrator vouches for. */
async function knownByName({ config, db }: Register): Promise<readonly CommandLineClient[]> {
  const registered = await listRegistered(db);
  const inForce = registered.filter(({ state }) => state === "active").map(({ client }) => client);
  return [
    ...config.clients,
    ...inForce.filter((client) => client.kind === "command_line").filter((one) => one.verified),
  ];
}

/**
 * Demands that the name is a program's own, claims nothing, and is not one by which people know another: people read it at an approval.
 * It stays so until this transaction ends: anybody else who would have a name waits for a turn. Before any other lock.
 *
 * @throws OauthError `invalid_client_metadata`
 */
export async function demandOwnName(
  register: Register & { readonly db: Trx },
  asked: Pick<Client, "kind" | "name"> & { readonly id?: string },
): Promise<void> {
  if (asked.kind !== "command_line") return;
  if (claimsTrust(asked.name))
    throw new OauthError(
      "invalid_client_metadata",
      "client_name says that the program is verified, official or the like. That is for an administrator to say; leave the word out.",
    );
  await takeTurn(register.db, "client_names");
  const known = await knownByName(register);
  if (known.some(({ id, name }) => id !== asked.id && looksLike(name, asked.name)))
    throw new OauthError(
      "invalid_client_metadata",
      "client_name is the name of another program here, or looks like it, versions and words such as new or pro aside. Give it another name.",
    );
}
