import { STATUS_LIST_CONTENT_TYPE } from "@nearside/shared/oauth/status-list.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { Call } from "../../platform/http/call.ts";
import { HttpError } from "../../platform/http/http-error.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { KEPT_MS, StatusLists } from "../../protocol/tokens/status-lists.ts";

/**
 * GET /oauth/status/:id (draft-ietf-oauth-status-list §8): which of a list's tokens were ended. Public, and any origin may read
 * it: a bit says nothing of whose token it is.
 */
export const oauthStatus = (services: WithClock & WithConfig & WithDb & WithKeys) => {
  const lists = new StatusLists(services);
  return async (c: Call) => {
    // §8.4 there: an answer to it would be taken for what was so then
    if (c.req.query("time") !== undefined)
      throw new HttpError("not_implemented", "Status lists are kept for no other time than now.");
    const list = await lists.find(c.req.param("id") ?? "");
    if (list === undefined)
      throw new HttpError("not_found", "There is no such status list, or none of its tokens is left.");
    c.header("Access-Control-Allow-Origin", "*");
    c.header("ETag", list.etag);
    // no longer than this server gives out the same text: whoever reads it may go by it for its `ttl` from then on
    const left = Math.max(0, Math.ceil((list.madeAt + KEPT_MS - services.clock()) / 1000));
    c.header("Cache-Control", `public, max-age=${left}`);
    if (c.req.header("If-None-Match") === list.etag) return c.body(null, 304);
    c.header("Content-Type", STATUS_LIST_CONTENT_TYPE);
    return c.body(list.jws);
  };
};
