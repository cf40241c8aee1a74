import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

const texts = v.array(v.string());

/** The built-in command line may ask for these from now on, or no more; the subject is its id. */
export const clientAllowanceChanged = defineEvent(
  "client_allowance_changed",
  1,
  v.strictObject({ how: v.picklist(["allow", "take_back"]), scopes: texts, resources: texts, by: bySchema }),
);
