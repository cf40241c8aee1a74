import { userNameSchema } from "@nearside/shared/api/console/names.ts";
import {
  noteSchema,
  offboardAnswerSchema,
  offboardingPreviewSchema,
} from "@nearside/shared/api/console/offboarding.ts";
import { offboardingDocumentSchema } from "@nearside/shared/evidence/offboarding-document.ts";
import { shownSchema } from "@nearside/shared/statements/offboarding.ts";
import * as v from "valibot";

// What `nearside-server offboard` and `report` say to the running server.

export const PREVIEW_OFFBOARDING_PATH = "/offboardings/preview";
export const nameUserSchema = v.strictObject({ user: userNameSchema });
export const previewOffboardingAnswerSchema = v.variant("state", [
  v.strictObject({ state: v.literal("shown"), preview: offboardingPreviewSchema }),
  v.strictObject({ state: v.literal("unknown") }),
]);
export type PreviewOffboardingAnswer = v.InferOutput<typeof previewOffboardingAnswerSchema>;

export const OFFBOARD_PATH = "/offboardings";
export const offboardUserSchema = v.strictObject({ user: userNameSchema, note: noteSchema, shown: shownSchema });
export const offboardUserAnswerSchema = v.variant("state", [
  v.strictObject({ state: v.literal("offboarded"), offboarded: offboardAnswerSchema }),
  v.strictObject({ state: v.picklist(["unknown", "already"]) }),
]);
export type OffboardUserAnswer = v.InferOutput<typeof offboardUserAnswerSchema>;

export const FIND_OFFBOARDING_PATH = "/offboardings/find";
export const findOffboardingAnswerSchema = v.variant("state", [
  v.strictObject({ state: v.literal("found"), document: offboardingDocumentSchema }),
  /** There is nobody of that name; or they have not left. */
  v.strictObject({ state: v.picklist(["unknown", "not_offboarded"]) }),
]);
export type FindOffboardingAnswer = v.InferOutput<typeof findOffboardingAnswerSchema>;
