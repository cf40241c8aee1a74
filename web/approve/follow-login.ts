import type { Standing } from "@nearside/shared/api/login-requests.ts";
import type { Clock } from "../clock.ts";
import { askStanding } from "../data/login-requests.ts";
import type { Post } from "../data/post.ts";
import { believedStandingOf } from "./reducer.ts";
import type { ApprovalState } from "./state.ts";

/**
 * Milliseconds between two requests. The server holds one open, but it answers a browser that did not meet the login at
 * once.
 */
const PAUSE = 1000;

/**
 * Asks the server, beside the state's own effect, whether the command line still waits, so that the person is not asked
 * for an approval that leads to nothing (protocol §4.6). A request that fails says nothing about the command line, and is
 * repeated.
 */
export function followLogin(
  state: ApprovalState,
  { requestId, post, clock }: { readonly requestId: string; readonly post: Post; readonly clock: Clock },
  signal: AbortSignal,
  onStanding: (standing: Standing) => void,
): void {
  const known = believedStandingOf(state);
  if (known === undefined) return;
  const believed = state.at === "waiting" ? { known, known_second: state.second.version } : { known };
  const ask = (): void => {
    askStanding(post, requestId, believed, signal)
      .then((standing) => {
        if (!signal.aborted) onStanding(standing);
        return believed.known === "approved" && standing.state === "redeemed"; // This state is final.
      })
      .catch(() => false)
      .then((isOver) => {
        if (signal.aborted || isOver) return;
        const stop = clock.after(PAUSE, ask);
        signal.addEventListener("abort", stop);
      });
  };
  ask();
}
