import type { PublicDocument } from "../../platform/http/public-document.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";

/**
 * Seconds. As long as our own clients wait before they ask again for a key that they do not know (protocol §2), so that no
 * cache between makes them wait longer. A new key is published far longer before it signs.
 */
const MAX_AGE = 60;

/** GET /oauth/jwks (RFC 7517 §5). Public, and any origin may read it: extensions verify what the server signed (protocol §3.3). */
export const oauthJwks = ({ keys }: WithKeys): PublicDocument => ({
  type: "application/jwk-set+json",
  cacheControl: `public, max-age=${MAX_AGE}`,
  text: () => keys.jwksText,
});
