import type { Ground } from "../ground.ts";
import type { Call } from "../http/route.ts";
import { metadataOf } from "../oauth/metadata.ts";

/** It changes where the server is started anew, and clients ask before each login: so long an old one does no harm. */
const CACHED = "public, max-age=300";

/** GET /.well-known/oauth-authorization-server (RFC 8414 §3) and …/openid-configuration. Public, and any origin may read it. */
export const oauthMetadata = ({ config }: Pick<Ground, "config">) => {
  const metadata = JSON.stringify(metadataOf(config));
  return (c: Call) => {
    c.header("Access-Control-Allow-Origin", "*");
    c.header("Cache-Control", CACHED);
    c.header("Content-Type", "application/json");
    return c.body(metadata);
  };
};
