import * as v from "valibot";
import type { Client } from "../../platform/config/clients/client.ts";

/** The limits of a registration. */
export interface Permission {
  readonly kinds: readonly Client["kind"][];
  /** The scopes that a command line may have at most; null allows any. */
  readonly scopes: readonly string[] | null;
  /** The resources that a client of either kind may have at most; null allows any. */
  readonly resources: readonly string[] | null;
  /** The types of details (RFC 9396) that a command line may ask for at most; null allows any. */
  readonly detailTypes: readonly string[] | null;
  /** True if a command line's tokens may live longer than the default. */
  readonly longLife: boolean;
  /** True if a program may log in by a redirect, for a token without a key (protocol §6). */
  readonly redirects: boolean;
  /** True if a resource server may ask for tokens in people's names. */
  readonly exchange: boolean;
}

/** The permission of an administrator. A person at the server's own shell could write the configuration file as well. */
export const EVERYTHING: Permission = {
  kinds: ["command_line", "resource_server"],
  scopes: null,
  resources: null,
  detailTypes: null,
  longLife: true,
  redirects: true,
  exchange: true,
};

/** The permission of a client ticket. It never includes exchange, a longer life or logins by a redirect: only an administrator allows those. */
export const ticketPermissionSchema = v.strictObject({
  kinds: v.array(v.picklist(["command_line", "resource_server"])),
  scopes: v.array(v.string()),
  resources: v.array(v.string()),
  /** Null allows any type. Tickets from before this member existed have no limit either. */
  detailTypes: v.optional(v.nullable(v.array(v.string())), null),
});
export type TicketPermission = v.InferOutput<typeof ticketPermissionSchema>;

export const permissionOf = (ticket: TicketPermission): Permission => ({
  ...ticket,
  longLife: false,
  redirects: false,
  exchange: false,
});
