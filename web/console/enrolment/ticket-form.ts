import type { MakeTicketsChange } from "@nearside/shared/api/console/tickets.ts";
import { getPage } from "@nearside/shared/api/get-page.ts";
import { ticketTexts as texts } from "../../texts/console/tickets.tsx";
import type { FormValues } from "../form/form-values.ts";

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Splits text at blanks, line ends, commas and semicolons. */
export const listed = (typed: string): readonly string[] =>
  typed
    .split(/[\s,;]+/)
    .map((one) => one.trim())
    .filter((one) => one !== "");

/**
 * Gives the change that the form's fields describe. The contract's schema finds what is wrong with it.
 *
 * @param group the group whose members they are for, if the page was opened for one
 */
export const ticketsChangeOf =
  (group: string | null) =>
  (values: FormValues): Record<keyof MakeTicketsChange, unknown> => ({
    for: group === null ? { kind: "names", names: listed(text(values["for.names"])) } : { kind: "group", group },
    seconds: Number(text(values["seconds"])),
    uses: values["uses"],
    demands: {
      key_storage: values["demands.key_storage"],
      device_bound: values["demands.device_bound"],
      attested: values["demands.attested"],
      aaguids: listed(text(values["demands.aaguids"]).toLowerCase()),
    },
    note: text(values["note"]).trim() === "" ? null : text(values["note"]),
  });

/** Says how many of the people are told by mail that there is a ticket; undefined if none of them is. */
export function mailedInWords(tickets: readonly { readonly mailed: boolean }[]): string | undefined {
  const mailed = tickets.filter((one) => one.mailed).length;
  return mailed === 0 ? undefined : texts.made.mailed(mailed, tickets.length);
}

/** Matches characters that a spreadsheet takes for the beginning of a formula (threat: formulas in CSV). */
const FORMULA = /^[=+\-@\t\r]/;

const cell = (value: string): string => {
  const guarded = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n']/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
};

/** Writes the tickets as a file, for a mail merge. This is the only moment at which they can be read. */
export const ticketsAsCsv = (
  tickets: readonly {
    readonly user: { readonly name: string; readonly display_name: string };
    readonly ticket: string;
    readonly expires_at: number;
  }[],
  issuer: string,
): string =>
  [
    ["name", "full_name", "ticket", "expires_at", "get", "command"],
    ...tickets.map(({ user, ticket, expires_at }) => [
      user.name,
      user.display_name,
      ticket,
      new Date(expires_at).toISOString(),
      getPage(issuer),
      `nearside enroll ${issuer}`,
    ]),
  ]
    .map((row) => `${row.map(cell).join(",")}\r\n`)
    .join("");

/** Gives the address of the page that makes tickets for those people. */
export const ticketsFor = (people: readonly { readonly name: string }[]): string =>
  `/console/enrolment/tickets/new?${new URLSearchParams({ names: people.map(({ name }) => name).join(",") })}`;
