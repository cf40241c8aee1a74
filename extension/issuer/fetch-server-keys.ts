import { refuse } from "@nearside/shared/chain/refusal.ts";
import { metadataSchema, type ServerKey, serverKeysOf } from "@nearside/shared/oauth/metadata.ts";
import * as v from "valibot";
import { fetchJson } from "../wire/fetch-json.ts";

/** Bytes. */
const LIMIT = 65_536;
/** Seconds. */
const ANSWER_WITHIN = 10;

/**
 * The issuer's keys, where its metadata says they are (RFC 8414 §3). Both documents allow any origin: they are read
 * before the person grants anything.
 *
 * @throws Refused `unreachable`; `wrong_issuer` where the metadata is another's or points elsewhere (RFC 8414 §3.3)
 */
export async function fetchServerKeys(issuer: string): Promise<readonly ServerKey[]> {
  const metadata = v.safeParse(metadataSchema, await read(`${issuer}/.well-known/oauth-authorization-server`));
  if (!metadata.success) return refuse("unreachable", "metadata");
  const { jwks_uri } = metadata.output;
  if (metadata.output.issuer !== issuer || !jwks_uri.startsWith(`${issuer}/`)) refuse("wrong_issuer", "metadata");
  try {
    return serverKeysOf(await read(jwks_uri));
  } catch (cause) {
    return refuse("unreachable", "jwks", { cause });
  }
}

async function read(url: string): Promise<unknown> {
  try {
    const { status, body } = await fetchJson(url, { method: "GET", limit: LIMIT, within: ANSWER_WITHIN });
    return status === 200 ? body : undefined;
  } catch (cause) {
    return refuse("unreachable", "issuer", { cause });
  }
}
