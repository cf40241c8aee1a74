import type { BrowserTrouble } from "@nearside/shared/api/browser-trouble.ts";
import type { Clock } from "../clock.ts";
import type { Post } from "../data/post.ts";
import { tellServer } from "../data/trouble.ts";
import type { ApprovalState } from "./state.ts";

/**
 * Milliseconds. A browser that has just started brings its extension a moment after the page: what is over by then is no
 * trouble that anybody needs to hear of.
 */
const LASTING = 1500;

/** Lets the terminal know what this page shows: why nobody was met (protocol §4.4). Nothing here waits for it or hangs on it. */
export function tellTrouble(
  state: ApprovalState,
  { requestId, post, clock }: { readonly requestId: string; readonly post: Post; readonly clock: Clock },
  signal: AbortSignal,
): void {
  const code = troubleOf(state);
  if (code === undefined) return;
  const stop = clock.after(LASTING, () => void tellServer(post, requestId, code, signal).catch(() => undefined));
  signal.addEventListener("abort", stop);
}

/** What of that state the command line can be told. */
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
