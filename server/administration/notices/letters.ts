import { getPage } from "@nearside/shared/api/get-page.ts";
import { ROLE_NAMES, type Role, roleSchema } from "@nearside/shared/roles.ts";
import * as v from "valibot";
import { letters } from "../../texts/letters.ts";
import { mailTexts } from "../../texts/mail.ts";
import { NO_ROLE, type Notice, type NoticeKind } from "./notice.ts";

/** Each notice says what happened and what to do. `write-letter.ts` adds the facts. Those of a letter that was gathered are of the first one. */
export const letterOf = ({ kind, facts, count }: Notice, issuer: string) =>
  (letters satisfies Readonly<Record<NoticeKind, unknown>>)[kind]({
    name: facts.person.name,
    issuer,
    count,
    until: facts.until === undefined ? undefined : timeInLetters(facts.until),
    role: { from: roleName(facts.role?.from), to: roleName(facts.role?.to) },
    isNew: facts.role?.from === NO_ROLE,
    by: facts.by ?? mailTexts.somebody,
    starter: facts.started?.name ?? mailTexts.somebody,
    recovery: facts.recovery,
    page: getPage(issuer),
  });

/** Names a role as the console does. A role of an old version has no name. */
function roleName(role: string | undefined): string {
  const present: Role | undefined = v.is(roleSchema, role) ? role : undefined;
  return present === undefined ? mailTexts.otherRole : ROLE_NAMES[present];
}

/** `2026-11-24 12:00:05 UTC`. @param at epoch milliseconds */
export const timeInLetters = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
