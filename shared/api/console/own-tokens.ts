import * as v from "valibot";
import { emptyBodySchema } from "../login-requests.ts";
import { change, read } from "./entry.ts";
import { listAnswerSchema, listQuerySchema } from "./list.ts";

// GET /api/console/account/tokens · POST …/tokens/:id/end · …/tokens/end-all

export const ownTokensQuerySchema = v.strictObject({
  ...listQuerySchema(["created_at", "expires_at"], {}).entries,
  order: v.optional(v.picklist(["asc", "desc"]), "desc"),
});
export type OwnTokensQuery = v.InferOutput<typeof ownTokensQuerySchema>;

/** What one login gave, while it stands: every token of it ends together. Times in epoch milliseconds. */
export const ownTokenSchema = v.strictObject({
  /** `tf_…` */
  id: v.string(),
  /** `rq_…` */
  login: v.string(),
  client: v.strictObject({ id: v.string(), name: v.string() }),
  scope: v.string(),
  resource: v.array(v.string()),
  /** `id`: of the bound set. Set aside, its tokens do not count until it is released. */
  machine: v.strictObject({ id: v.string(), hostname: v.string(), is_set_aside: v.boolean() }),
  created_at: v.number(),
  expires_at: v.number(),
  /** Access tokens that are still good, the newest first. `actor`: the API that acts by it; null: the program itself. */
  access_tokens: v.array(
    v.strictObject({ actor: v.nullable(v.string()), created_at: v.number(), expires_at: v.number() }),
  ),
  /** How many there are, those that are not listed too. */
  access_tokens_total: v.number(),
});
export type OwnToken = v.InferOutput<typeof ownTokenSchema>;

/** How many were ended. */
export const endedTokensSchema = v.strictObject({ credentials: v.number() });

const AT = "/api/console/account/tokens";

export const ownTokensApi = {
  list: read(AT, "account", ownTokensQuerySchema, listAnswerSchema(ownTokenSchema)),
  end: change(`${AT}/:id/end`, "account", emptyBodySchema, endedTokensSchema),
  endAll: change(`${AT}/end-all`, "account", emptyBodySchema, endedTokensSchema),
};
