import type { Ground } from "../ground.ts";
import type { Call } from "../http/route.ts";
import { metadataOf } from "../oauth/metadata.ts";

/** GET /.well-known/oauth-authorization-server (RFC 8414 §3). Public, and any origin may read it. */
export const oauthMetadata = ({ config }: Pick<Ground, "config">) => {
  const metadata = metadataOf(config);
  return (c: Call) => {
    c.header("Access-Control-Allow-Origin", "*");
    return c.json(metadata);
  };
};
