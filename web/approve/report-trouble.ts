import type { BrowserTrouble } from "@nearside/shared/api/browser-trouble.ts";
import type { Clock } from "../clock.ts";
import { sendTrouble } from "../data/login-requests.ts";
import type { Post } from "../data/post.ts";
import type { ApprovalState } from "./state.ts";

/**
 * Milliseconds for which trouble must last before it is reported. A browser that has just started brings its extension
 * a moment after the page.
 */
const LASTING = 1500;

/**
 * Reports to the terminal why this page met no command line (protocol §4.4). Nothing waits for the report or depends on
 * it.
 */
export function reportTrouble(
  state: ApprovalState,
  { requestId, post, clock }: { readonly requestId: string; readonly post: Post; readonly clock: Clock },
  signal: AbortSignal,
): void {
  const code = troubleOf(state);
  if (code === undefined) return;
  const stop = clock.after(LASTING, () => void sendTrouble(post, requestId, code, signal).catch(() => undefined));
  signal.addEventListener("abort", stop);
}

/** Gives the trouble that may be reported to the command line; undefined in a state without trouble. */
export function troubleOf(state: ApprovalState): BrowserTrouble | undefined {
  switch (state.at) {
    case "extension_missing":
    case "not_enrolled":
    case "started_elsewhere":
      return state.at;
    case "unreachable":
    case "failed":
      switch (state.problem.code) {
        case "unreachable":
        case "permission_missing":
        case "bound_set_pending":
        case "issuer_not_allowed":
        case "settings_unreadable":
          return state.problem.code;
      }
  }
  return undefined;
}
