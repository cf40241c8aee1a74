import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { AUTHORIZATION_CODE_GRANT } from "@nearside/shared/oauth/authorization-code.ts";
import * as v from "valibot";
import type { CommandLineClient } from "../../../platform/config/clients/client.ts";
import { keptRedirectUriSchema } from "../../../platform/config/clients/redirect-uri.ts";
import { LIFETIMES } from "../../../platform/config/clients/token-lifetimes.ts";
import type { Config } from "../../../platform/config/config.ts";
import { claimsTrust, clientNameSchema } from "../client-name.ts";
import { DocumentRefused } from "./document-refused.ts";

const texts = v.pipe(v.array(v.pipe(v.string(), v.maxLength(1024))), v.maxLength(32));
const absent = v.optional(v.never());

/**
 * A description (draft-ietf-oauth-client-id-metadata-document §4, RFC 7591 §2). Other members are ignored, and so is what people would be
 * shown of a program without being verified, beside its name.
 */
const documentSchema = v.object({
  client_id: v.string(),
  client_name: clientNameSchema,
  redirect_uris: texts,
  grant_types: v.optional(texts),
  /** A program on a person's computer keeps no secret, and this server keeps no secret for it. */
  token_endpoint_auth_method: v.optional(v.literal("none")),
  client_secret: absent,
  client_secret_expires_at: absent,
  /** Counts as part of the description, though no such program signs by it. */
  jwks: v.optional(v.unknown()),
  jwks_uri: v.optional(v.pipe(v.string(), v.maxLength(1024))),
});

/**
 * Reads what a program says of itself. What it may ask for is the operator's to say, and what is no address of this computer is left out.
 *
 * @param id the address from which the text came
 * @throws DocumentRefused `malformed`
 */
export async function readDocument(
  id: string,
  text: string,
  { clientMetadata: { scopes, resources } }: Pick<Config, "clientMetadata">,
): Promise<CommandLineClient & { readonly document: string }> {
  const parsed = v.safeParse(documentSchema, jsonIn(text));
  if (!parsed.success) throw new DocumentRefused("malformed", { cause: v.flatten(parsed.issues) });
  const { client_id, client_name: name, redirect_uris, grant_types, jwks, jwks_uri } = parsed.output;
  const redirectUris = redirect_uris.filter((uri) => v.is(keptRedirectUriSchema, uri));
  const isOwn = client_id === id; // §4.1 there: as texts, so that no address speaks for another
  const mayRedirect = grant_types?.includes(AUTHORIZATION_CODE_GRANT) ?? true;
  if (!isOwn || !mayRedirect || redirectUris.length === 0 || claimsTrust(name)) throw new DocumentRefused("malformed");
  const counts = JSON.stringify([name, redirectUris, jwks ?? null, jwks_uri ?? null]);
  return {
    kind: "command_line",
    id,
    name,
    source: "described",
    verified: false,
    scopes,
    resources,
    detailTypes: [],
    accessTokenSeconds: LIFETIMES.access_token,
    refreshTokenSeconds: LIFETIMES.refresh_token,
    redirectUris,
    redirectGrant: { executables: [] },
    document: await sha256Base64url(counts),
  };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DocumentRefused("malformed", { cause });
  }
}
