import * as v from "valibot";
import { offboardingDocumentSchema } from "../../evidence/offboarding-document.ts";
import { roleSchema } from "../../roles.ts";
import { countsSchema, heldSchema, shownSchema } from "../../statements/offboarding.ts";
import { fieldTexts } from "../../texts/fields.ts";
import { emptyBodySchema } from "../login-requests.ts";
import { ask, change, read } from "./entry.ts";
import { personStateSchema } from "./people.ts";

// GET /api/console/people/:id/offboarding/preview · POST …/offboard · GET …/offboarding

/** An administrator's note on it, for the log of events and the report. */
export const noteSchema = v.nullable(
  v.pipe(
    v.string(fieldTexts.text),
    v.minLength(1, fieldTexts.empty),
    v.maxLength(256, fieldTexts.characters({ most: 256 })),
    v.check((value) => !/\p{C}/u.test(value), fieldTexts.control),
  ),
);

const personSchema = v.strictObject({ id: v.string(), name: v.string(), display_name: v.string() });

/**
 * The things that would end, and the part that the confirmation sends back. Long lists are cut: `shown.counts` has
 * their lengths.
 */
export const offboardingPreviewSchema = v.strictObject({
  user: v.strictObject({ ...personSchema.entries, role: roleSchema, state: personStateSchema }),
  will_end: heldSchema,
  shown: shownSchema,
});
export type OffboardingPreviewAnswer = v.InferOutput<typeof offboardingPreviewSchema>;

export const offboardSchema = v.strictObject({ note: noteSchema, shown: v.nullable(shownSchema) });

/** `as_shown`: true where exactly the things ended that had been shown; null where none were shown. */
export const offboardAnswerSchema = v.strictObject({
  user: personSchema,
  counts: countsSchema,
  as_shown: v.nullable(v.boolean()),
  document: offboardingDocumentSchema,
});
export type OffboardAnswer = v.InferOutput<typeof offboardAnswerSchema>;

/** The report about a person who has left. */
export const offboardingAnswerSchema = v.strictObject({ user: personSchema, document: offboardingDocumentSchema });
export type OffboardingAnswer = v.InferOutput<typeof offboardingAnswerSchema>;

const AT = "/api/console/people/:id";

export const offboardingApi = {
  preview: ask(`${AT}/offboarding/preview`, "people.manage", emptyBodySchema, offboardingPreviewSchema),
  offboard: change(`${AT}/offboard`, "people.manage", offboardSchema, offboardAnswerSchema, {
    errors: ["conflict", "last_owner"],
  }),
  report: read(`${AT}/offboarding`, "people.read", emptyBodySchema, offboardingAnswerSchema),
};
