import type { Ground } from "../ground.ts";
import type { Call } from "../http/route.ts";

/** GET /oauth/jwks (RFC 7517 §5). Public, and any origin may read it: extensions verify what the server signed (protocol §3.3). */
export const oauthJwks =
  ({ keys }: Pick<Ground, "keys">) =>
  (c: Call) => {
    c.header("Access-Control-Allow-Origin", "*");
    c.header("Content-Type", "application/jwk-set+json");
    return c.body(JSON.stringify(keys.jwks));
  };
