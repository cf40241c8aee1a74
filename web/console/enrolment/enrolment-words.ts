import type { EnrolmentDetail, EnrolmentRow, ShownState } from "@nearside/shared/api/console/enrolments.ts";
import type { TicketRow, TicketState } from "@nearside/shared/api/console/tickets.ts";
import type { TicketDemands } from "@nearside/shared/api/ticket-demands.ts";
import { KEY_STORAGE_PLACES, keyStorageSchema } from "@nearside/shared/proof/key-storage.ts";
import * as v from "valibot";
import { enrolmentTexts as texts } from "../../texts/console/enrolment.tsx";
import { ticketTexts } from "../../texts/console/tickets.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import type { BadgeWords } from "../ui/badge.tsx";

export const ENROLMENT_STATES: Readonly<Record<ShownState, BadgeWords>> = {
  pending: { title: texts.states.pending, tone: "wait" },
  open: { title: texts.states.open, tone: "plain" },
  active: { title: texts.states.active, tone: "near" },
  refused: { title: texts.states.refused, tone: "alert" },
  expired: { title: texts.states.expired, tone: "plain" },
};

export const TICKET_STATES: Readonly<Record<TicketState, BadgeWords>> = {
  open: { title: ticketTexts.states.open, tone: "near" },
  used: { title: ticketTexts.states.used, tone: "plain" },
  expired: { title: ticketTexts.states.expired, tone: "plain" },
  revoked: { title: ticketTexts.states.revoked, tone: "plain" },
};

/**
 * Gives the badge for a ticket. While a machine is half through an enrolment with it, that matters more than the
 * ticket's state.
 */
export const ticketWords = ({ state, begun }: Pick<TicketRow, "state" | "begun">): BadgeWords =>
  begun.length > 0 && state !== "revoked" ? { title: ticketTexts.states.begun, tone: "wait" } : TICKET_STATES[state];

/** Says where a machine keeps its key, and who vouches for that. */
export function keyWords({ key_storage, key_proven }: EnrolmentRow["machine"]): string {
  const place = v.safeParse(keyStorageSchema, key_storage);
  const where = place.success ? KEY_STORAGE_PLACES[place.output] : makeVisible(key_storage);
  return key_proven ? texts.key.proven(where) : texts.key.reported(where);
}

/** Says whether a passkey stays on the device where it was made. */
export function copyWords({ synced, backed_up }: NonNullable<EnrolmentRow["passkey"]>): string {
  if (!synced) return texts.passkey.deviceBound;
  return backed_up ? texts.passkey.copied : texts.passkey.mayBeCopied;
}

/** Says who made a ticket. Plain text. */
export function makerWords({ origin, made_by }: Pick<TicketRow, "origin" | "made_by">): string {
  if (made_by !== null) return makeVisible(made_by.name);
  if (origin === "break_glass") return ticketTexts.maker.breakGlass;
  return origin === "first_start" ? ticketTexts.maker.firstStart : ticketTexts.maker.shell;
}

/** Lists what a ticket demands of the new machine. */
export function demandWords({ key_storage, device_bound, attested, aaguids }: TicketDemands): string {
  const demands = [
    ...(key_storage === "tpm" ? [texts.demands.tpm] : []),
    ...(key_storage === "keyring" ? [texts.demands.keyring] : []),
    ...(device_bound ? [texts.demands.deviceBound] : []),
    ...(attested ? [texts.demands.attested] : []),
    ...(aaguids.length === 0 ? [] : [texts.demands.models(aaguids.length)]),
  ];
  return demands.length === 0 ? texts.demands.none : demands.join("; ");
}

/** Says who admitted an enrolment. Plain text. */
export function confirmedWords({ by, person }: NonNullable<EnrolmentDetail["confirmed"]>): string {
  if (person !== null) return makeVisible(person.name);
  if (by === "break_glass") return texts.confirmedBy.breakGlass;
  return by === "bootstrap_ticket" ? texts.confirmedBy.firstStart : texts.confirmedBy.shell;
}

/** The lifetimes of a ticket that can be chosen. The values are seconds. */
export const TICKET_LIVES = [
  { value: "900", title: ticketTexts.lives.minutes(15) },
  { value: "3600", title: ticketTexts.lives.hours(1) },
  { value: "28800", title: ticketTexts.lives.hours(8) },
  { value: "86400", title: ticketTexts.lives.days(1) },
  { value: "259200", title: ticketTexts.lives.days(3) },
  { value: "604800", title: ticketTexts.lives.days(7) },
] as const;
