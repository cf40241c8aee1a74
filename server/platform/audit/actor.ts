import { PERMISSIONS, type Permission } from "@nearside/shared/roles.ts";
import * as v from "valibot";

/** Who makes a change: whoever has the server's own shell, or a person in the console by a touch of a passkey. */
export type Actor =
  | { readonly kind: "server_shell" }
  | {
      readonly kind: "person";
      readonly userId: string;
      readonly deviceJkt: string;
      /** `ch_…`: the change that the passkey signed, kept in `console_changes`. */
      readonly changeId: string;
      /** By which the route was opened to them. */
      readonly permission: Permission;
    };

/**
 * Whoever used a break-glass code (protocol §9): for a ticket and the machine that it lets in, and for nothing else. So it is no
 * {@link Actor}, and no other change takes it.
 */
export interface ByBreakGlass {
  readonly kind: "break_glass";
  /** `bg_…` */
  readonly useId: string;
}

/** In the console nobody else makes changes. */
export type PersonActor = Extract<Actor, { kind: "person" }>;

export const SERVER_SHELL: Actor = { kind: "server_shell" };

/** As an event's data says it: by which door. Who came in by the console stands beside the data (see `EventAbout`). */
export const bySchema = v.picklist(["server_shell", "console"]);
export function byOf(actor: Actor): v.InferOutput<typeof bySchema>;
export function byOf(actor: Actor | ByBreakGlass): v.InferOutput<typeof bySchema> | "break_glass";
export function byOf({ kind }: Actor | ByBreakGlass): v.InferOutput<typeof bySchema> | "break_glass" {
  return kind === "person" ? "console" : kind;
}

/** As it is kept where a change goes on after it was made. */
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
