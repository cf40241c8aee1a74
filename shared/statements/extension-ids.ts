import * as v from "valibot";
import { issuerSchema, secondsSchema } from "../claims.ts";
import { defineStatement } from "./statement.ts";

/** An extension's id in Chromium. */
export const chromiumIdSchema = v.pipe(v.string(), v.regex(/^[a-p]{32}$/));

/** A server has one id of its extension, and for a while those of keys that it has retired. It says no more than these. */
export const MOST_IDS = 8;

/**
 * "My extension has these ids in Chromium", by the server (protocol §4.2, "Native messaging"). A keeper's native host admits them beside
 * the one that every build has.
 */
export const extensionIds = defineStatement(
  "nearside-extension-ids+jwt",
  "kid",
  v.strictObject({
    iss: issuerSchema,
    iat: secondsSchema,
    exp: secondsSchema,
    /** The one that new machines get comes first. */
    chromium: v.pipe(v.array(chromiumIdSchema), v.minLength(1), v.maxLength(MOST_IDS)),
  }),
);
