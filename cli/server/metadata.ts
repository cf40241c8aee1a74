import { metadataSchema } from "@nearside/shared/oauth/metadata.ts";
import type * as v from "valibot";
import { Problem } from "../problems/problem.ts";
import { texts } from "../texts/server.ts";
import type { Http, HttpAnswer } from "./http.ts";
import { readAnswer } from "./read-answer.ts";
import { ServerRefusal } from "./server-refusal.ts";

export type Metadata = v.InferOutput<typeof metadataSchema>;

const TIMEOUT = 10_000;

const ENDPOINTS = ["jwks_uri", "device_authorization_endpoint", "token_endpoint", "revocation_endpoint"] as const;

/** The address of a server's metadata (RFC 8414 §3). */
export const metadataUrl = (issuer: string): string => `${issuer}/.well-known/oauth-authorization-server`;

/** Fetches the server's own description (RFC 8414 §3). @throws Problem `wrong_issuer`, `no_nearside_server`, … */
export async function fetchMetadata(issuer: string, http: Http): Promise<Metadata> {
  return readMetadata(await http.send({ method: "GET", url: metadataUrl(issuer), timeout: TIMEOUT }), issuer);
}

/**
 * Reads the description. It must be that issuer's (RFC 8414 §3.3), and every endpoint must lie at its origin: tokens and
 * statements go to the pinned issuer and nowhere else.
 *
 * @throws Problem `wrong_issuer`, `no_nearside_server`, …
 */
export function readMetadata(answer: HttpAnswer, issuer: string): Metadata {
  const metadata = demandMetadata(answer, issuer);
  if (metadata.issuer !== issuer) throw new Problem("wrong_issuer", "(issuer of the metadata)");
  for (const name of ENDPOINTS) {
    const endpoint = metadata[name];
    if (endpoint === undefined) continue;
    if (!URL.canParse(endpoint) || new URL(endpoint).origin !== issuer) throw new Problem("wrong_issuer", `(${name})`);
  }
  return metadata;
}

/** Every Nearside server has a description, and each of its errors has a code. Any other answer comes from somebody else. */
function demandMetadata(answer: HttpAnswer, issuer: string): Metadata {
  try {
    return readAnswer(answer, metadataSchema);
  } catch (cause) {
    const isOther =
      cause instanceof ServerRefusal ? cause.error === "" && cause.code === "server_refused" : cause instanceof Problem;
    if (!isOther) throw cause;
    throw new Problem("no_nearside_server", texts.otherAt({ issuer, status: String(answer.status) }), { cause });
  }
}
