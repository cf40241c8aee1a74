import { issuerSchema } from "@nearside/shared/claims.ts";
import * as v from "valibot";
import { Problem } from "../problems/problem.ts";
import { texts } from "../texts/server.ts";

/**
 * Reads the issuer that a person typed into the one text by which it is pinned (protocol §2): an origin without a path.
 * `login.example.com` is taken for https; http only reaches this very machine.
 *
 * @throws Problem `usage`
 */
export function readIssuer(typed: string): string {
  const trimmed = typed.trim();
  const withScheme = /^[a-z]+:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  let url: URL;
  try {
    url = new URL(withScheme);
  } catch (cause) {
    throw new Problem("usage", texts.issuerForm, { cause });
  }
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "" || url.username !== "" || url.password !== "")
    throw new Problem("usage", texts.issuerOrigin);
  if (!v.is(issuerSchema, url.origin)) throw new Problem("usage", texts.issuerHttps);
  return url.origin;
}
