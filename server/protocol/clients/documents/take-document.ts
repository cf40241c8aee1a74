import { refuse } from "@nearside/shared/chain/refusal.ts";
import { hostOfClient } from "@nearside/shared/oauth/client-address.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { clientDescribed } from "../../../platform/audit/events/clients.ts";
import type { Client } from "../../../platform/config/clients/client.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { OauthError } from "../../../platform/http/oauth-error.ts";
import type { WithBudgets } from "../../../platform/limits/budgets.ts";
import type { WithLog } from "../../../platform/log/log.ts";
import type { Trx, WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithStopping } from "../../../platform/surroundings.ts";
import { findRegistered, insertClient, replaceDescription } from "../../../register/clients/client-store.ts";
import { demandOwnName } from "../own-name.ts";
import type { DescribedClient, WithClientDocuments } from "./client-documents.ts";
import { DocumentRefused } from "./document-refused.ts";

type Reading = WithBudgets & WithClientDocuments & WithClock & WithConfig & WithDb & WithLog & WithStopping;

/**
 * Reads what a program says of itself, once a browser of an enrolled machine asks for it (protocol §6.1). Nothing is stored yet.
 *
 * @param document the hash of the description by which the program was sent here
 * @throws Refused `client_unknown` if it says something else by now
 */
export async function readAsked(
  services: Reading,
  id: string,
  document: string,
  from: string,
): Promise<DescribedClient> {
  const client = await services.clientDocuments.read(services, id, from).catch((cause: unknown) => {
    if (cause instanceof DocumentRefused) return undefined;
    throw cause;
  });
  if (client === undefined) return refuse("client_unknown", "client_id");
  const before = await findRegistered(services.db, id);
  if (before !== undefined && isOvertaken(client, before.client)) {
    services.clientDocuments.forget(id); // the next one who asks gets the newer one
    return refuse("client_unknown", "client_id");
  }
  return client.document === document ? client : refuse("client_unknown", "client_id");
}

/**
 * Stores what a program said of itself, in the transaction that stores the request, so that a request that is refused leaves nothing of
 * what a stranger named. A description that has changed takes the place of the one before, for which no login continues. A description
 * that this process kept from before replaces no newer one: two processes would swap theirs forever.
 *
 * @throws Refused `client_unknown` if the program was removed, or has a name that is another's
 */
export async function storeDescription(
  { clock, config }: WithClock & WithConfig,
  trx: Trx,
  client: DescribedClient,
): Promise<void> {
  const { id, document } = client;
  const before = await findRegistered(trx, id);
  if (before?.state === "active" && isSame(before.client, document) && !isNewer(client, before.client)) return;
  try {
    await demandOwnName({ config, db: trx }, client); // everybody who stores a description takes this turn
  } catch (cause) {
    if (cause instanceof OauthError) refuse("client_unknown", "client_id");
    throw cause;
  }
  const now = clock();
  const kept = await findRegistered(trx, id);
  if (kept?.state === "revoked") return refuse("client_unknown", "client_id");
  if (kept !== undefined && isOvertaken(client, kept.client)) return refuse("client_unknown", "client_id");
  const isKept = kept !== undefined && isSame(kept.client, document);
  if (isKept && !isNewer(client, kept.client)) return;
  if (kept === undefined) await insertClient(trx, client, { ticketHash: null, at: now, by: "description" });
  else if (!(await replaceDescription(trx, client))) refuse("client_unknown", "client_id");
  if (isKept) return; // only its time is a later one
  const earlier = kept?.client.kind === "command_line" ? (kept.client.document ?? null) : null;
  const { name, redirectUris } = client;
  const said = { host: hostOfClient(id) ?? "", name, redirect_uris: [...redirectUris], document, before: earlier };
  await append(trx, clientDescribed(now, id, said));
}

const isSame = (stored: Client, document: string): boolean => "document" in stored && stored.document === document;

const isNewer = (read: DescribedClient, stored: Client): boolean =>
  read.fetchedAt > ("fetchedAt" in stored ? (stored.fetchedAt ?? 0) : 0);

/** True if what is stored is another description than that, and was not read before it. */
const isOvertaken = (read: DescribedClient, stored: Client): boolean =>
  !isSame(stored, read.document) && !isNewer(read, stored);
