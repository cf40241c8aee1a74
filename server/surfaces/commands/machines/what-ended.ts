import type { MachineDone } from "@nearside/shared/api/console/machines.ts";

/** Says in lines for a person what ended with something. A kind without anything has no line. */
export function whatEnded({ logins, enrolments, credentials }: MachineDone["ended"]): readonly string[] {
  const lines = [
    counted(logins, "open login was refused", "open logins were refused"),
    counted(enrolments, "enrolment that waited was ended", "enrolments that waited were ended"),
    counted(credentials, "credential was ended with all its tokens", "credentials were ended with all their tokens"),
  ].filter((line) => line !== undefined);
  if (credentials === 0) return lines;
  return [...lines, "An API that reads the status list or asks the server refuses those tokens within half a minute."];
}

const counted = (count: number, one: string, many: string): string | undefined =>
  count === 0 ? undefined : `${count} ${count === 1 ? one : many}.`;
