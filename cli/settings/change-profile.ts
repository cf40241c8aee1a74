import { authorizationDetailsSchema } from "@nearside/shared/claims.ts";
import * as v from "valibot";
import { parseJson } from "../parse-json.ts";
import { Problem } from "../problems/problem.ts";
import { readIssuer } from "../server/issuer.ts";
import { scopeWords } from "../server/scope-words.ts";
import { texts } from "../texts/settings.ts";
import { type Profile, profileSchema } from "./profile.ts";

/** The fields that a person typed. An empty text takes a field away. */
export interface ProfileFields {
  readonly issuer?: string;
  readonly user?: string;
  readonly clientId?: string;
  readonly scope?: string;
  readonly resource?: readonly string[];
  readonly authorizationDetails?: string;
  readonly browser?: string;
}

type Changes = { readonly [Name in keyof Omit<Profile, "name">]?: Profile[Name] | "" };

/** @throws Problem `usage` */
export function readProfileFields(typed: ProfileFields): Changes {
  const { issuer, user, clientId, scope, resource, authorizationDetails, browser } = typed;
  const resources = resource?.filter((one) => one !== "");
  return {
    ...(issuer !== undefined && { issuer: readIssuer(issuer) }),
    ...(user !== undefined && { user }),
    ...(clientId !== undefined && { client_id: clientId }),
    ...(scope !== undefined && { scope: scopeWords(scope).join(" ") }),
    ...(resources !== undefined && { resource: resources.length === 0 ? "" : resources }),
    ...(authorizationDetails !== undefined && { authorization_details: detailsOf(authorizationDetails) }),
    ...(browser !== undefined && { browser }),
  };
}

/** @throws Problem `usage`, which names the field */
export function withFields(profile: Profile, changes: Changes): Profile {
  const changed = Object.entries({ ...profile, ...changes }).filter(([, value]) => value !== "" && value !== undefined);
  const read = v.safeParse(profileSchema, Object.fromEntries(changed), { abortEarly: true });
  if (read.success) return read.output;
  const field = v.getDotPath(read.issues[0])?.split(".")[0] ?? "name";
  throw new Problem(
    "usage",
    field === "name" ? texts.profileName : texts.badOption({ option: field.replaceAll("_", "-") }),
  );
}

const detailsOf = (text: string): NonNullable<Profile["authorization_details"]> | "" =>
  text === "" ? "" : readDetails(text);

/** Reads `--authorization-details` as typed (RFC 9396). @throws Problem `usage` */
export function readDetails(text: string): v.InferOutput<typeof authorizationDetailsSchema> {
  const details = v.safeParse(authorizationDetailsSchema, parseJson(text));
  if (details.success) return details.output;
  throw new Problem("usage", texts.detailsForm);
}
