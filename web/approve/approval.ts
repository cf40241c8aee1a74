import { createMachine, type Machine } from "../machine.ts";
import { type ApprovalParts, approvalEffect } from "./effects.ts";
import { followLogin } from "./follow-login.ts";
import { reduceApproval } from "./reducer.ts";
import type { ApprovalEvent, ApprovalState } from "./state.ts";

export type Approval = Machine<ApprovalState, ApprovalEvent>;

/** Starts the page's machine. From here on the page moves by itself until the person is asked. */
export function startApproval(parts: ApprovalParts): Approval {
  const approval: Approval = createMachine<ApprovalState, ApprovalEvent>({
    initial: { at: "opening" },
    reduce: reduceApproval,
    effect: (state, signal) => {
      followLogin(state, parts, signal, (standing) => approval.send({ type: "followed", standing }));
      return approvalEffect(state, parts, signal);
    },
  });
  parts.extension.onReady(() => approval.send({ type: "extension_ready" }));
  return approval;
}
