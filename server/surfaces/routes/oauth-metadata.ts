import type { WithConfig } from "../../platform/config/config.ts";
import type { PublicDocument } from "../../platform/http/public-document.ts";
import { metadataOf } from "../../protocol/tokens/metadata.ts";

/** It changes where the server is started anew, and clients ask before each login: so long an old one does no harm. */
const CACHED = "public, max-age=300";

/** GET /.well-known/oauth-authorization-server (RFC 8414 §3) and …/openid-configuration. Public, and any origin may read it. */
export function oauthMetadata({ config }: WithConfig): PublicDocument {
  const metadata = JSON.stringify(metadataOf(config));
  return { type: "application/json", cacheControl: CACHED, text: () => metadata };
}
