import * as v from "valibot";

// Why a browser did not meet the command line, as its approval page says it to the server and the server to the command
// line (protocol §4.4). Hearsay of whoever has the link: it is shown as that, and nothing follows from it.

/** `extension_missing` is the page's own word; the others are refusals of chain/refusal.ts. */
export const browserTroubleSchema = v.picklist([
  "extension_missing",
  "not_enrolled",
  "bound_set_pending",
  "started_elsewhere",
  "permission_missing",
  "unreachable",
  "issuer_not_allowed",
  "settings_unreadable",
]);
export type BrowserTrouble = v.InferOutput<typeof browserTroubleSchema>;

/** POST /api/requests/{request id}/trouble → `{}`. */
export const troubleBodySchema = v.strictObject({ code: browserTroubleSchema });

/** Of the codes of a later version too. */
const MOST_CODES = 16;
const listSchema = v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.maxLength(MOST_CODES));

interface ToldTroubles {
  /** How many there are, unknown ones too: what the next poll says in `known_trouble`. At most 16. */
  readonly count: number;
  readonly codes: readonly BrowserTrouble[];
}

/** @param said the member `trouble` of an `authorization_pending`: anything. What is not a list of codes is none. */
export function readTroubles(said: unknown): ToldTroubles {
  const list = v.safeParse(listSchema, said);
  if (!list.success) return { count: 0, codes: [] };
  const codes = list.output.filter((code) => v.is(browserTroubleSchema, code));
  return { count: list.output.length, codes };
}
