import * as v from "valibot";
import { read } from "./entry.ts";

// GET /api/console/search: the few people, machines, programs and logins that a text names, for the search across the
// console. Kinds that the person's role does not include are empty.

/** The least characters that are searched for. */
export const LEAST_TYPED = 2;
/** The most results of each kind. */
export const MOST_OF_EACH_KIND = 6;

const searchQuerySchema = v.strictObject({
  /** A name, a part of one, an id, or the link to approve a login. Less than {@link LEAST_TYPED} characters find nothing. */
  q: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(200)), ""),
});

const searchAnswerSchema = v.strictObject({
  people: v.array(v.strictObject({ id: v.string(), name: v.string(), display_name: v.string() })),
  /** `id`: of the bound set. The hostname is the machine's own claim. */
  machines: v.array(v.strictObject({ id: v.string(), hostname: v.string(), owner: v.string() })),
  programs: v.array(v.strictObject({ id: v.string(), name: v.string() })),
  /** `rq_…`; `at` in epoch milliseconds. */
  logins: v.array(v.strictObject({ id: v.string(), person: v.string(), program: v.string(), at: v.number() })),
});
export type SearchAnswer = v.InferOutput<typeof searchAnswerSchema>;

export const searchApi = {
  find: read("/api/console/search", "account", searchQuerySchema, searchAnswerSchema),
};
