import * as v from "valibot";
import { type Part, partsSchema, versionSchema } from "../statements/versions.ts";
import { entry } from "./entry.ts";
import { GET_PAGE } from "./get-page.ts";

/** The list of the parts, which a build leaves beside them and the page reads. */
export const partListSchema = v.strictObject({ version: versionSchema, parts: partsSchema });
export type PartList = v.InferOutput<typeof partListSchema>;

const nothing = v.strictObject({});

export const list = entry("GET", `${GET_PAGE}/parts.json`, nothing, partListSchema);
/** The same, signed: `nearside-versions+jwt`. */
export const statement = entry("GET", `${GET_PAGE}/versions.jwt`, nothing, null);
/** One file of the list. */
export const file = entry("GET", `${GET_PAGE}/:id`, nothing, null);

export const partUrl = (issuer: string, { file: name }: Pick<Part, "file">): string => `${issuer}${GET_PAGE}/${name}`;
