import type { FormValues } from "../form/form-values.ts";

export type ClientKind = "command_line" | "resource_server";

/** The lines of a field that have anything. */
export const linesOf = (typed: unknown): string[] =>
  typeof typed === "string"
    ? typed
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== "")
    : [];

/** Metadata of RFC 7591 §2 from what stands in the form; what is empty is left out. */
export function metadataOf(kind: ClientKind, values: FormValues): Record<string, unknown> {
  const name = typeof values["client_name"] === "string" ? values["client_name"].trim() : "";
  const resources = linesOf(values["nearside_resources"]);
  const common = { client_name: name, ...(resources.length === 0 ? {} : { nearside_resources: resources }) };
  if (kind === "resource_server")
    return { ...common, token_endpoint_auth_method: "private_key_jwt", jwks: jsonIn(values["jwks"]) };
  const scopes = linesOf(values["scope"]).flatMap((line) => line.split(/ +/));
  const redirects = linesOf(values["redirect_uris"]);
  return {
    ...common,
    token_endpoint_auth_method: "none",
    ...(scopes.length === 0 ? {} : { scope: scopes.join(" ") }),
    ...(redirects.length === 0 ? {} : { redirect_uris: redirects }),
  };
}

/** What is no JSON is sent as it is typed: the server says beside the field what it should be. */
function jsonIn(typed: unknown): unknown {
  if (typeof typed !== "string") return typed;
  try {
    return JSON.parse(typed);
  } catch {
    return typed;
  }
}
