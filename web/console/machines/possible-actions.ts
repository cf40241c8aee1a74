import type { MachineAction, MachineState } from "@nearside/shared/api/console/machines.ts";

/** True if the action can't be undone: the hostname has to be typed first. */
export const isFinal = (action: MachineAction): boolean => FINAL.has(action);

const FINAL: ReadonlySet<MachineAction> = new Set(["re_enrol", "lost", "revoke"]);

/** Lists the actions that are possible in a state, in the order of the buttons. */
export function actionsFor(state: MachineState): readonly MachineAction[] {
  switch (state) {
    case "active":
      return ["quarantine", "re_enrol", "lost", "revoke"];
    case "quarantined":
      return ["release", "re_enrol", "lost", "revoke"];
    case "pending":
      return ["revoke"];
    case "revoked":
      return [];
  }
}
