import type { RefusalCode } from "@nearside/shared/chain/refusal.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { type Beside, WireRefusal } from "../../platform/wire-error.ts";

/** The reason for which an existing ticket may not be used by the device key that shows it, as the log has it. */
export type TicketReason = "other_user" | "user_inactive" | "used" | "expired" | "revoked" | "other_device";

/**
 * The code that the command line gets for each reason. Only a person who shows the right ticket hears more than `ticket_invalid`: it has
 * 160 random bits, so a guesser learns nothing (threat R17).
 */
const CODE_OF = {
  other_user: "ticket_foreign",
  user_inactive: "user_inactive",
  used: "ticket_used",
  expired: "ticket_expired",
  revoked: "ticket_revoked",
  other_device: "ticket_begun",
} as const satisfies Readonly<Record<TicketReason, RefusalCode>>;

type TicketCode = "ticket_invalid" | (typeof CODE_OF)[TicketReason];
const CODES: ReadonlySet<string> = new Set<TicketCode>(["ticket_invalid", ...Object.values(CODE_OF)]);

/** The use of a ticket: the name that the machine gives itself, and the time at which its enrolment began. */
export interface StartedEnrolment {
  readonly hostname: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A ticket was refused. `begun` is set with `ticket_begun` alone, in seconds, so that no clocks need agree. */
export class TicketRefused extends WireRefusal<TicketCode> {
  readonly begun: { readonly hostname: string; readonly seconds_ago: number } | undefined;

  constructor(reason: TicketReason | "unknown", begun: StartedEnrolment | undefined, now: number) {
    super(reason === "unknown" ? "ticket_invalid" : CODE_OF[reason], "ticket");
    this.begun = begun && { hostname: begun.hostname, seconds_ago: Math.floor((now - begun.at) / 1000) };
  }

  override get beside(): Beside {
    return this.begun === undefined ? {} : { begun: this.begun };
  }
}

/** True if a ticket was refused for itself, and not for what its machine is. */
export const isTicketRefusal = (error: unknown): error is Refused => error instanceof Refused && CODES.has(error.code);
