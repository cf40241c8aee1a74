import type { EnrolmentDetail, EnrolmentRow, ShownState } from "@nearside/shared/api/console/enrolments.ts";
import type { TicketRow, TicketState } from "@nearside/shared/api/console/tickets.ts";
import type { TicketDemands } from "@nearside/shared/api/ticket-demands.ts";
import { type KeyStorage, keyStorageSchema } from "@nearside/shared/proof/key-storage.ts";
import * as v from "valibot";
import { makeVisible } from "../../ui/make-visible.ts";
import type { BadgeWords } from "../ui/badge.tsx";

export const ENROLMENT_STATES: Readonly<Record<ShownState, BadgeWords>> = {
  pending: { title: "Waits to be let in", tone: "wait" },
  open: { title: "Under way", tone: "plain" },
  active: { title: "Let in", tone: "near" },
  refused: { title: "Refused", tone: "alert" },
  expired: { title: "Expired", tone: "plain" },
};

export const TICKET_STATES: Readonly<Record<TicketState, BadgeWords>> = {
  open: { title: "Can be used", tone: "wait" },
  used: { title: "Used up", tone: "near" },
  expired: { title: "Over", tone: "plain" },
  revoked: { title: "Taken back", tone: "alert" },
};

/**
 * Gives the badge for a ticket. While a machine is half through an enrolment with it, that matters more than the
 * ticket's state.
 */
export const ticketWords = ({ state, begun }: Pick<TicketRow, "state" | "begun">): BadgeWords =>
  begun.length > 0 && state !== "revoked" ? { title: "Begun", tone: "wait" } : TICKET_STATES[state];

const KEY_PLACES: Readonly<Record<KeyStorage, string>> = {
  tpm: "in its TPM",
  keyring: "in its keyring",
  file: "in a file",
};

/** Says where a machine keeps its key, and who vouches for that. */
export function keyWords({ key_storage, key_proven }: EnrolmentRow["machine"]): string {
  const place = v.safeParse(keyStorageSchema, key_storage);
  const where = place.success ? KEY_PLACES[place.output] : makeVisible(key_storage);
  return `${where}, ${key_proven ? "proven" : "as the machine says"}`;
}

/** Says whether a passkey stays on the device where it was made. */
export function copyWords({ synced, backed_up }: NonNullable<EnrolmentRow["passkey"]>): string {
  if (!synced) return "stays on its device";
  return backed_up ? "is copied to other devices" : "may be copied to other devices";
}

/** Says who made a ticket. Plain text. */
export function makerWords({ origin, made_by }: Pick<TicketRow, "origin" | "made_by">): string {
  if (made_by !== null) return makeVisible(made_by.name);
  if (origin === "break_glass") return "whoever used a break-glass code";
  return origin === "first_start" ? "the server, at its first start" : "somebody at the server's shell";
}

/** Names each thing that a ticket demands of the new machine. */
export function demandWords({ key_storage, device_bound, attested, aaguids }: TicketDemands): readonly string[] {
  return [
    ...(key_storage === "tpm" ? ["key in a TPM, proven"] : []),
    ...(key_storage === "keyring" ? ["key in the keyring or a TPM"] : []),
    ...(device_bound ? ["passkey that can't be copied"] : []),
    ...(attested ? ["authenticator that proves its make"] : []),
    ...(aaguids.length === 0
      ? []
      : [aaguids.length === 1 ? "one make of authenticator" : `one of ${aaguids.length} makes`]),
  ];
}

/** Says who let an enrolment in. Plain text. */
export function confirmedWords({ by, person }: NonNullable<EnrolmentDetail["confirmed"]>): string {
  if (person !== null) return makeVisible(person.name);
  if (by === "break_glass") return "whoever used a break-glass code";
  return by === "bootstrap_ticket" ? "the ticket of the server's first start" : "somebody at the server's shell";
}

/** The lifetimes of a ticket that can be chosen. The values are seconds. */
export const TICKET_LIVES = [
  { value: "900", title: "15 minutes" },
  { value: "3600", title: "1 hour" },
  { value: "28800", title: "8 hours" },
  { value: "86400", title: "1 day" },
  { value: "259200", title: "3 days" },
  { value: "604800", title: "7 days" },
] as const;
