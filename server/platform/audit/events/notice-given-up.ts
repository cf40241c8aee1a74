import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/**
 * Somebody could not be told by mail of what concerns them, and is not told of it any more; the subject is the user's id.
 * `refused`: the mail server takes none for that address; `too_late`: for days it took none at all.
 */
export const noticeGivenUp = defineEvent(
  "notice_given_up",
  1,
  v.strictObject({ notice: v.string(), reason: v.picklist(["refused", "too_late"]), tries: v.number() }),
);
