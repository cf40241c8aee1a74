import { authorizationDetailsSchema } from "@nearside/shared/claims.ts";
import * as v from "valibot";
import { parseJson } from "../parse-json.ts";
import { Problem } from "../problems/problem.ts";

/** `--authorization-details`, as typed (RFC 9396). @throws Problem `usage` */
export function readDetails(text: string): v.InferOutput<typeof authorizationDetailsSchema> {
  const details = v.safeParse(authorizationDetailsSchema, parseJson(text));
  if (details.success) return details.output;
  throw new Problem("usage", "--authorization-details takes a JSON list of objects, each with a type (RFC 9396).");
}
