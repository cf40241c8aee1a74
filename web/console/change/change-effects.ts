import { touchApi } from "@nearside/shared/api/console/change.ts";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { changeChallenge } from "@nearside/shared/statements/challenges.ts";
import type { AskPasskey } from "../../bridge/ask-passkey.ts";
import { problemOf } from "../problem.ts";
import type { ConsoleHttp } from "../wire/http.ts";
import type { ChangeEvent, ChangeState, Changing } from "./change-state.ts";

interface ChangeParts {
  readonly http: ConsoleHttp;
  readonly askPasskey: AskPasskey;
}

/**
 * Runs the one effect of a state. It never rejects.
 *
 * @returns the event that it ends in; undefined in states where the person is to act
 */
export function changeEffect<E extends Changing>(
  state: ChangeState<E>,
  parts: ChangeParts,
  signal: AbortSignal,
): Promise<ChangeEvent<E>> | undefined {
  return underWay(state, parts, signal)?.catch((cause: unknown) => ({ type: "failed", problem: problemOf(cause) }));
}

function underWay<E extends Changing>(
  state: ChangeState<E>,
  { http, askPasskey }: ChangeParts,
  signal: AbortSignal,
): Promise<ChangeEvent<E>> | undefined {
  switch (state.at) {
    case "preparing":
      return http.post(touchApi.prepare, {}, signal).then((touch) => ({ type: "prepared", touch }));
    // protocol §8: The passkey signs path and change, so that one touch is valid for this change alone.
    case "touching": {
      const { order, touch } = state;
      return changeChallenge(touch.nonce, order.to.address, JSON.stringify(order.change))
        .then((challenge) => askPasskey({ ...touch.options, challenge: encodeBase64url(challenge) }, signal))
        .then((assertion) => ({ type: "touched", touch: { nonce: touch.nonce, assertion } }));
    }
    case "sending": {
      const { order, touch } = state;
      const { to, change } = order;
      const sent = touch === undefined ? http.post(to, change, signal) : http.change(to, change, touch, signal);
      return sent.then((answer) => ({ type: "made", answer }));
    }
    default:
      return undefined;
  }
}
