import { GET_PAGE } from "@nearside/shared/api/get-page.ts";
import { enrolmentIdSchema, requestIdSchema } from "@nearside/shared/ids.ts";
import * as v from "valibot";

export type Route =
  | { readonly page: "approve"; readonly requestId: string }
  | { readonly page: "enroll"; readonly enrolmentId: string }
  | { readonly page: "authorize" }
  | { readonly page: "console" }
  | { readonly page: "get" }
  | { readonly page: "front" }
  | { readonly page: "nowhere" };

/**
 * Tells which page a path names. An id in any other than its one form names no page. The console has a table of pages
 * of its own.
 */
export function routeOf(path: string): Route {
  if (path === "/") return { page: "front" };
  if (path === GET_PAGE) return { page: "get" };
  const [, page, id, ...rest] = path.split("/");
  if (rest.length === 0 && page === "approve" && v.is(requestIdSchema, id)) return { page: "approve", requestId: id };
  if (rest.length === 0 && page === "enroll" && v.is(enrolmentIdSchema, id)) return { page: "enroll", enrolmentId: id };
  if (rest.length === 0 && page === "authorize" && id === undefined) return { page: "authorize" };
  if (page === "console" || page === "account" || page === "approvals") return { page: "console" };
  return { page: "nowhere" };
}
