import type { OffboardingPreviewAnswer } from "@nearside/shared/api/console/offboarding.ts";
import { ENDED_KINDS, type EndedCounts, type EndedKind } from "@nearside/shared/statements/offboarding.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";

const MAX_SHOWN = 80;
const shown = (text: string): string => neutralise(text, MAX_SHOWN);

const NAMES: Readonly<Record<EndedKind, readonly [one: string, many: string]>> = {
  machines: ["machine", "machines"],
  browsers: ["browser", "browsers"],
  passkeys: ["passkey", "passkeys"],
  sessions: ["session of the console", "sessions of the console"],
  logins: ["open login", "open logins"],
  enrolments: ["enrolment under way", "enrolments under way"],
  tickets: ["unused ticket", "unused tickets"],
  client_tickets: ["ticket to register programs", "tickets to register programs"],
  credentials: ["credential, with its refresh token", "credentials, with their refresh tokens"],
  access_tokens: ["access token still valid", "access tokens still valid"],
  groups: ["membership of a group", "memberships of groups"],
  roles: ["role", "roles"],
};

/** Says in lines for a person how much there is of each kind. A kind without anything has no line. */
export const showCounts = (counts: EndedCounts): readonly string[] =>
  ENDED_KINDS.filter((kind) => counts[kind] > 0).map((kind) => {
    const [one, many] = NAMES[kind];
    return `  ${String(counts[kind]).padStart(5)} ${counts[kind] === 1 ? one : many}`;
  });

export const nothingEnds = (counts: EndedCounts): boolean => ENDED_KINDS.every((kind) => counts[kind] === 0);

/** Shows what would end with a person. Machine and browser wrote some of it, so it is neutralised (threat B7). */
export function showPreview({ user, will_end, shown: { counts } }: OffboardingPreviewAnswer): readonly string[] {
  const who = `${shown(user.name)} (${shown(user.display_name)}, ${user.id})`;
  if (nothingEnds(counts)) return [`${who} has nothing that would end. The name stays theirs for good.`];
  const machines = will_end.machines.map(
    ({ id, hostname, was }) => `        ${id}  ${shown(hostname)}${was === "active" ? "" : `, ${was}`}`,
  );
  const groups = will_end.groups.map(({ name }) => `        in the group ${shown(name)}`);
  const roles = will_end.roles.map(({ id }) => `        is ${id}`);
  return [`With ${who} this would end, for good:`, ...showCounts(counts), ...machines, ...groups, ...roles];
}
