import * as v from "valibot";
import { type Part, partsSchema, versionSchema } from "../statements/versions.ts";
import { entry } from "./entry.ts";

/** The page that says how this server's version of the parts comes onto a machine. Every invitation and every hint names it. */
export const GET_PAGE = "/get";

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
export const getPage = (issuer: string): string => `${issuer}${GET_PAGE}`;
