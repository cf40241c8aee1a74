import type { MachineDone } from "@nearside/shared/api/console/machines.ts";
import { type Forms, plural } from "@nearside/shared/text/amounts.ts";
import { peopleTexts } from "../../../texts/commands/people.ts";

/** Says in lines for a person what ended with something. A kind without anything has no line. */
export function whatEnded({ logins, enrolments, credentials }: MachineDone["ended"]): readonly string[] {
  const lines = [
    counted(logins, peopleTexts.ended.logins),
    counted(enrolments, peopleTexts.ended.enrolments),
    counted(credentials, peopleTexts.ended.credentials),
  ].filter((line) => line !== undefined);
  if (credentials === 0) return lines;
  return [...lines, peopleTexts.ended.statusList];
}

const counted = (count: number, forms: Forms): string | undefined => (count === 0 ? undefined : plural(count, forms));
