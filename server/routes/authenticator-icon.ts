import type { Ground } from "../ground.ts";
import { HttpError } from "../http/http-error.ts";
import type { Call } from "../http/route.ts";

/**
 * GET /pictures/authenticators/:id: a picture of an authenticator. It was made anew of what the metadata has, and its name is the
 * hash of its bytes, so whoever asks knows it already: nothing is told, and it is kept for good.
 */
export const authenticatorIcon = (ground: Ground) => (c: Call) => {
  const icon = ground.metadata.current?.icons.get(c.req.param("id") ?? "");
  if (icon === undefined) throw new HttpError("not_found", "There is no such picture.");
  c.header("Content-Type", "image/png");
  c.header("Cache-Control", "public, max-age=31536000, immutable");
  return c.body(icon.png);
};
