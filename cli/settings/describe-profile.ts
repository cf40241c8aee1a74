import type { Profile } from "./profile.ts";

/** A profile for people, line by line. */
export function describeProfile(profile: Profile): string[] {
  const { issuer, user, client_id, scope, resource, authorization_details: details, browser } = profile;
  return [
    `${user ?? "whoever is enrolled"} at ${issuer}`,
    ...(client_id === undefined ? [] : [`program   ${client_id}`]),
    ...(scope === undefined || scope === "" ? [] : [`scope     ${scope}`]),
    ...(resource ?? []).map((one) => `resource  ${one}`),
    ...(details === undefined ? [] : [`details   ${JSON.stringify(details)}`]),
    ...(browser === undefined ? [] : [`browser   ${browser}`]),
  ];
}
