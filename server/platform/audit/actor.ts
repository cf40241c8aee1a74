import { PERMISSIONS, type Permission } from "@nearside/shared/roles.ts";
import * as v from "valibot";

/** The author of a change: a person at the server's own shell, or a person in the console with the touch of a passkey. */
export type Actor =
  | { readonly kind: "server_shell" }
  | {
      readonly kind: "person";
      readonly userId: string;
      readonly deviceJkt: string;
      /** `ch_…`: the change that the passkey signed, stored in `console_changes`. */
      readonly changeId: string;
      /** The permission that opened the route to them. */
      readonly permission: Permission;
    };

/**
 * A person who used a break-glass code (protocol §9). Such a use makes one ticket and confirms the machine enrolled with it, and
 * nothing else. It is therefore no {@link Actor}, and no other change accepts it.
 */
export interface ByBreakGlass {
  readonly kind: "break_glass";
  /** `bg_…` */
  readonly useId: string;
}

/** Changes in the console are made by people only. */
export type PersonActor = Extract<Actor, { kind: "person" }>;

export const SERVER_SHELL: Actor = { kind: "server_shell" };

/** An event's data names the way in. The person who came in by the console is named beside the data (see `EventAbout`). */
export const bySchema = v.picklist(["server_shell", "console"]);
export function byOf(actor: Actor): v.InferOutput<typeof bySchema>;
export function byOf(actor: Actor | ByBreakGlass): v.InferOutput<typeof bySchema> | "break_glass";
export function byOf({ kind }: Actor | ByBreakGlass): v.InferOutput<typeof bySchema> | "break_glass" {
  return kind === "person" ? "console" : kind;
}

/** Schema of an actor, as it is stored with a change that continues after it was made. */
export const actorSchema: v.GenericSchema<unknown, Actor> = v.variant("kind", [
  v.strictObject({ kind: v.literal("server_shell") }),
  v.strictObject({
    kind: v.literal("person"),
    userId: v.string(),
    deviceJkt: v.string(),
    changeId: v.string(),
    permission: v.custom<Permission>((name) => typeof name === "string" && Object.hasOwn(PERMISSIONS, name)),
  }),
]);
