import { authorizationDetailsSchema, issuerSchema } from "@nearside/shared/claims.ts";
import * as v from "valibot";
import { texts } from "../texts/settings.ts";

// A profile says for whom and with which server a login is, and what is asked for if the command line says nothing.

export const profileNameSchema = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._-]{0,31}$/));
export const userNameSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(128), v.regex(/^\P{Cc}+$/u));
/** The form of RFC 6749 appendix A.1. */
export const clientIdSchema = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,128}$/));
/** The form of RFC 6749 §3.3, in which nothing can move a terminal's cursor. */
export const scopeSchema = v.pipe(
  v.string(),
  v.maxLength(1024),
  v.regex(/^([\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*)?$/),
);
/** An address without a fragment (RFC 8707). */
export const resourceSchema = v.pipe(v.string(), v.maxLength(1024), v.regex(/^[\x21-\x7e]+$/), v.url());
export const browserSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(1024));

export const profileSchema = v.strictObject({
  name: profileNameSchema,
  issuer: issuerSchema,
  /** If it is left out, the profile is for any person who is enrolled there. */
  user: v.optional(userNameSchema),
  client_id: v.optional(clientIdSchema),
  scope: v.optional(scopeSchema),
  resource: v.optional(v.pipe(v.array(resourceSchema), v.maxLength(16))),
  authorization_details: v.optional(authorizationDetailsSchema),
  /** `readBrowserCommand` reads it. */
  browser: v.optional(browserSchema),
});
export type Profile = v.InferOutput<typeof profileSchema>;

/** Describes a profile for people, line by line. */
export function describeProfile(profile: Profile): string[] {
  const { issuer, user, client_id, scope, resource, authorization_details: details, browser } = profile;
  return [
    user === undefined ? texts.profile.anybody({ issuer }) : texts.profile.at({ user, issuer }),
    ...(client_id === undefined ? [] : [texts.profile.client({ name: client_id })]),
    ...(scope === undefined || scope === "" ? [] : [texts.profile.scope({ scope })]),
    ...(resource ?? []).map((one) => texts.profile.resource({ resource: one })),
    ...(details === undefined ? [] : [texts.profile.details({ details: JSON.stringify(details) })]),
    ...(browser === undefined ? [] : [texts.profile.browser({ browser })]),
  ];
}
