import { ENDPOINTS } from "@nearside/shared/oauth/endpoints.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { type Call, idOf } from "../../platform/http/call.ts";
import { HttpError } from "../../platform/http/http-error.ts";
import { answerWith, type PublicDocument } from "../../platform/http/public-document.ts";
import { get, type Route } from "../../platform/http/route.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import { ICON_PATH } from "../../protocol/passkeys/describe-authenticator.ts";
import type { WithMetadata } from "../../protocol/passkeys/metadata/active-metadata.ts";
import { metadataOf } from "../../protocol/tokens/server-metadata.ts";
import { oauthTexts } from "../../texts/oauth.ts";

// Metadata, keys, and pictures of authenticators are public: every client may read them, from any origin.

/**
 * The metadata changes only when the server is started again, and clients ask for it before each login, so an old one does no harm
 * for five minutes.
 */
export const METADATA_CACHED = "public, max-age=300";

/**
 * One minute: our own clients wait as long before they ask again for a key that they do not know (protocol §2), so no cache in
 * between makes them wait longer. A new key is published far longer before it signs.
 */
const KEYS_CACHED = "public, max-age=60";

/**
 * The documents that are the same for everybody, by their path: the metadata (RFC 8414 §3, OpenID Connect Discovery 1.0 §4) and
 * the public keys (RFC 7517 §5), by which extensions too verify what the server signed (protocol §3.3).
 */
export function documentsOf({ config, keys }: WithConfig & WithKeys): ReadonlyMap<string, PublicDocument> {
  const text = JSON.stringify(metadataOf(config));
  const metadata = { type: "application/json", cacheControl: METADATA_CACHED, text: () => text };
  return new Map<string, PublicDocument>([
    ["/.well-known/oauth-authorization-server", metadata],
    ["/.well-known/openid-configuration", metadata],
    [ENDPOINTS.jwks_uri, { type: "application/jwk-set+json", cacheControl: KEYS_CACHED, text: () => keys.jwksText }],
  ]);
}

export const documentRoutes = (services: WithConfig & WithKeys): readonly Route[] =>
  [...documentsOf(services)].map(([path, document]) => get(path, "requests", answerWith(document)));

/** GET /pictures/authenticators/:id. */
export const pictureRoutes = (services: WithMetadata): readonly Route[] => [
  get(`${ICON_PATH}:id`, "requests", (c) => answerIcon(services, c)),
];

/**
 * Answers with a picture that the server made again from the metadata. Its id is the hash of its bytes, so it tells nothing to a
 * client that knows the id, and may be cached for good.
 */
function answerIcon({ metadata }: WithMetadata, c: Call): Response {
  const icon = metadata.current?.icons.get(idOf(c));
  if (icon === undefined) throw new HttpError("not_found", oauthTexts.noPicture);
  c.header("Content-Type", "image/png");
  c.header("Cache-Control", "public, max-age=31536000, immutable");
  return c.body(icon.png);
}
