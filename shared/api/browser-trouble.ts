import * as v from "valibot";

// The reason for which a browser did not meet the command line. Its approval page tells the server, and the server
// tells the command line (protocol §4.4). Every person who has the link can claim it, so it is shown as a claim and nothing
// follows from it.

/** The page itself finds `extension_missing`; the others are refusals of chain/refusal.ts. */
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

/** Counts the codes of later versions too. */
const MOST_CODES = 16;
const listSchema = v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.maxLength(MOST_CODES));

interface ReportedTroubles {
  /** The number of all codes, unknown ones included, which the next poll sends as `known_trouble`. At most 16. */
  readonly count: number;
  readonly codes: readonly BrowserTrouble[];
}

/**
 * Reads the codes that the server passes on.
 *
 * @param value the member `trouble` of an `authorization_pending`, which may be anything: a value that is no list of
 * codes counts as none
 */
export function readTroubles(value: unknown): ReportedTroubles {
  const list = v.safeParse(listSchema, value);
  if (!list.success) return { count: 0, codes: [] };
  const codes = list.output.filter((code) => v.is(browserTroubleSchema, code));
  return { count: list.output.length, codes };
}
