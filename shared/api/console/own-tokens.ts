import * as v from "valibot";
import { emptyBodySchema } from "../login-requests.ts";
import { change, read } from "./entry.ts";
import { listAnswerSchema, listQuerySchema } from "./list.ts";

// GET /api/console/account/tokens · POST …/tokens/:id/end · …/tokens/end-all

const ownTokensQuerySchema = v.strictObject({
  ...listQuerySchema(["created_at", "expires_at"], {}).entries,
  order: v.optional(v.picklist(["asc", "desc"]), "desc"),
});
export type OwnTokensQuery = v.InferOutput<typeof ownTokensQuerySchema>;

/** The tokens of one login: all of them end together. Times in epoch milliseconds. */
export const ownTokenSchema = v.strictObject({
  /** `tf_…` */
  id: v.string(),
  /** `rq_…` */
  login: v.string(),
  client: v.strictObject({ id: v.string(), name: v.string() }),
  scope: v.string(),
  resource: v.array(v.string()),
  /** `id`: of the bound set. While it is quarantined, its tokens are not accepted. */
  machine: v.strictObject({ id: v.string(), hostname: v.string(), is_quarantined: v.boolean() }),
  created_at: v.number(),
  expires_at: v.number(),
  /**
   * Access tokens that are still valid, the newest first. `actor`: the API that acts by it; null for the program
   * itself.
   */
  access_tokens: v.array(
    v.strictObject({ actor: v.nullable(v.string()), created_at: v.number(), expires_at: v.number() }),
  ),
  /** The number of all of them, those that are not listed included. */
  access_tokens_total: v.number(),
});
export type OwnToken = v.InferOutput<typeof ownTokenSchema>;

/** The number of tokens that were ended. */
export const endedTokensSchema = v.strictObject({ credentials: v.number() });

const AT = "/api/console/account/tokens";

export const ownTokensApi = {
  list: read(AT, "account", ownTokensQuerySchema, listAnswerSchema(ownTokenSchema)),
  end: change(`${AT}/:id/end`, "account", emptyBodySchema, endedTokensSchema, { errors: ["conflict"] }),
  endAll: change(`${AT}/end-all`, "account", emptyBodySchema, endedTokensSchema),
};
