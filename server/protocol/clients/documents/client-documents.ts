import { mayDescribe } from "../../../platform/config/client-metadata-settings.ts";
import type { CommandLineClient } from "../../../platform/config/clients/client.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithBudgets } from "../../../platform/limits/budgets.ts";
import { spend, spendOfAddress } from "../../../platform/limits/spend.ts";
import type { WithLog } from "../../../platform/log/log.ts";
import { fetchOutside } from "../../../platform/outside/fetch-outside.ts";
import { OutsideRefused } from "../../../platform/outside/outside-refused.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithStopping } from "../../../platform/surroundings.ts";
import { findRegistered } from "../../../register/clients/client-store.ts";
import { logTexts } from "../../../texts/log.ts";
import { DocumentRefused } from "./document-refused.ts";
import { readDocument } from "./read-document.ts";

/** Bytes (draft-ietf-oauth-client-id-metadata-document §6.6). */
const MOST_DOCUMENT = 5 * 1024;
const FETCH_MS = 5_000;
/** Seconds for which a description counts: as its server says, within these; five minutes where that says nothing. */
const CACHED = { least: 60, usual: 300, most: 3600 } as const;
/** Descriptions that are kept in memory of programs that are known here, and as many of others. The oldest goes first. */
const MOST_KEPT = 256;

export type DescribedClient = CommandLineClient & { readonly document: string; readonly fetchedAt: number };

interface Kept {
  readonly answer: Promise<DescribedClient>;
  /** Epoch milliseconds. */
  readonly until: number;
}

type Asking = WithBudgets & WithClock & WithConfig & WithDb & WithLog & WithStopping;

export interface WithClientDocuments {
  readonly clientDocuments: ClientDocuments;
}

/** Programs that describe themselves at the address that is their id (protocol §6.1), each fetched once in a while. */
export class ClientDocuments {
  /** Two of them, so that programs of which nobody here has heard never push out one that people use. */
  readonly #known = new Map<string, Kept>();
  readonly #others = new Map<string, Kept>();

  /**
   * Reads what the program says of itself.
   *
   * @param from the address of the client that names it, whose budget a fetch is charged to unless the program is known here
   * @throws DocumentRefused; RateLimited
   */
  async read(services: Asking, id: string, from: string): Promise<DescribedClient> {
    if (!mayDescribe(services.config, id)) throw new DocumentRefused("not_allowed");
    const now = services.clock();
    const before = this.#find(id, now);
    if (before !== undefined) return before.answer;
    const isKnown = (await findRegistered(services.db, id))?.state === "active";
    if (isKnown) await spend(services, "known_documents", id);
    else {
      await spendOfAddress(services, "client_documents", from);
      await spend(services, "client_documents_in_all", "all");
    }
    const meanwhile = this.#find(id, now); // somebody else asked while the budgets were looked at
    if (meanwhile !== undefined) return meanwhile.answer;
    const fetched = fetchDocument(services, id);
    const answer = fetched.then(({ client }): DescribedClient => ({ ...client, fetchedAt: now }));
    const kept = isKnown ? this.#known : this.#others;
    keep(kept, id, { answer, until: Number.POSITIVE_INFINITY }); // everybody who asks meanwhile waits for the same answer
    try {
      const client = await answer;
      const { seconds } = await fetched;
      keep(kept, id, { answer, until: now + seconds * 1000 });
      return client;
    } catch (err) {
      kept.delete(id); // no failure is kept (§5.2 there): the budgets say how often it is tried
      services.log.warn({ err, client: id }, logTexts.clients.document);
      throw err;
    }
  }

  /** Forgets what is kept of the program: another process has read a newer description, so this one asks again. */
  forget(id: string): void {
    this.#known.delete(id);
    this.#others.delete(id);
  }

  #find(id: string, now: number): Kept | undefined {
    return [this.#known.get(id), this.#others.get(id)].find((kept) => kept !== undefined && kept.until > now);
  }
}

function keep(all: Map<string, Kept>, id: string, kept: Kept): void {
  all.delete(id);
  all.set(id, kept);
  for (const oldest of all.keys()) {
    if (all.size <= MOST_KEPT) break;
    all.delete(oldest);
  }
}

async function fetchDocument({ config, stopping }: WithConfig & WithStopping, id: string) {
  const { headers, body } = await fetchOutside(id, {
    privateAddresses: config.clientMetadata.ownNetwork,
    bytes: MOST_DOCUMENT,
    patience: FETCH_MS,
    redirects: 0, // the id is the address itself, and no other one
    accept: "application/json",
    stopping,
  }).catch((cause: unknown) => {
    throw cause instanceof OutsideRefused ? new DocumentRefused(cause.code, { cause }) : cause;
  });
  const type = headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (type !== "application/json" && !/^application\/[\w.-]+\+json$/.test(type))
    throw new DocumentRefused("unexpected_answer");
  return {
    client: await readDocument(id, body.toString("utf8"), config),
    seconds: secondsOf(headers["cache-control"]),
  };
}

/** RFC 9111 §5.2.2, within our bounds. */
function secondsOf(cacheControl = ""): number {
  if (/\bno-(?:store|cache)\b/i.test(cacheControl)) return CACHED.least;
  const [, age] = /\bmax-age=([0-9]{1,9})\b/i.exec(cacheControl) ?? [];
  return age === undefined ? CACHED.usual : Math.min(CACHED.most, Math.max(CACHED.least, Number(age)));
}
