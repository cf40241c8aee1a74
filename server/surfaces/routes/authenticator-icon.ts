import type { Call } from "../../platform/http/call.ts";
import { HttpError } from "../../platform/http/http-error.ts";
import type { WithMetadata } from "../../protocol/passkeys/metadata/known-metadata.ts";

/**
 * GET /pictures/authenticators/:id: a picture of an authenticator. It was made anew of what the metadata has, and its name is the
 * hash of its bytes, so whoever asks knows it already: nothing is told, and it is kept for good.
 */
export const authenticatorIcon = (services: WithMetadata) => (c: Call) => {
  const icon = services.metadata.current?.icons.get(c.req.param("id") ?? "");
  if (icon === undefined) throw new HttpError("not_found", "There is no such picture.");
  c.header("Content-Type", "image/png");
  c.header("Cache-Control", "public, max-age=31536000, immutable");
  return c.body(icon.png);
};
