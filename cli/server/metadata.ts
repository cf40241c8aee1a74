import { metadataSchema } from "@nearside/shared/oauth/metadata.ts";
import type * as v from "valibot";
import { Problem } from "../problem.ts";
import type { Http } from "./http.ts";
import { readAnswer } from "./read-answer.ts";

export type Metadata = v.InferOutput<typeof metadataSchema>;

const TIMEOUT = 10_000;

/**
 * The server's own description (RFC 8414 §3). It must be that issuer's (§3.3), and every endpoint must lie at its
 * origin: tokens and statements go to the pinned issuer and nowhere else.
 *
 * @throws Problem `wrong_issuer`, `server_malformed`, …
 */
export async function fetchMetadata(issuer: string, http: Http): Promise<Metadata> {
  const url = `${issuer}/.well-known/oauth-authorization-server`;
  const metadata = readAnswer(await http.send({ method: "GET", url, timeout: TIMEOUT }), metadataSchema);
  if (metadata.issuer !== issuer) throw new Problem("wrong_issuer", "(issuer of the metadata)");
  for (const name of ["jwks_uri", "device_authorization_endpoint", "token_endpoint"] as const) {
    const endpoint = metadata[name];
    if (!URL.canParse(endpoint) || new URL(endpoint).origin !== issuer) throw new Problem("wrong_issuer", `(${name})`);
  }
  return metadata;
}
