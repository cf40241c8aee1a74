import type { Standing } from "@nearside/shared/api/login-requests.ts";
import type { Clock } from "../clock.ts";
import { askStanding } from "../data/login-standing.ts";
import type { Post } from "../data/post.ts";
import { knownOf } from "./reducer.ts";
import type { ApprovalState } from "./state.ts";

/** Milliseconds between two questions: the server holds one open, but a browser that did not meet it answers at once. */
const PAUSE = 1000;

/**
 * Beside what goes on in that state: asks the server whether the command line still waits, so that the person is not asked for a yes
 * that nobody would hear (protocol §4.6). A question that fails says nothing of the command line, and is asked again.
 */
export function followLogin(
  state: ApprovalState,
  { requestId, post, clock }: { readonly requestId: string; readonly post: Post; readonly clock: Clock },
  signal: AbortSignal,
  tell: (standing: Standing) => void,
): void {
  const known = knownOf(state);
  if (known === undefined) return;
  const ask = (): void => {
    askStanding(post, requestId, known, signal)
      .then((standing) => {
        if (!signal.aborted) tell(standing);
        return known === "approved" && standing.state === "redeemed"; // nothing is to come
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
