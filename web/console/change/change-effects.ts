import { touchAnswerSchema } from "@nearside/shared/api/console/change.ts";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { changeChallenge } from "@nearside/shared/statements/console-change.ts";
import type * as v from "valibot";
import type { AskPasskey } from "../../bridge/ask-passkey.ts";
import { problemOf } from "../problem.ts";
import type { ConsoleHttp } from "../wire/http.ts";
import type { ChangeEvent, ChangeState } from "./change-state.ts";

interface ChangeParts<Answer> {
  readonly http: ConsoleHttp;
  readonly askPasskey: AskPasskey;
  /** The schema of the route's answer once the change is made. */
  readonly answer: v.GenericSchema<unknown, Answer>;
}

/**
 * Runs the one effect of a state. It never rejects.
 *
 * @returns the event that it ends in; undefined in states where the person is to act
 */
export function changeEffect<Change, Answer>(
  state: ChangeState<Change, Answer>,
  parts: ChangeParts<Answer>,
  signal: AbortSignal,
): Promise<ChangeEvent<Change, Answer>> | undefined {
  return underWay(state, parts, signal)?.catch((cause: unknown) => ({ type: "failed", problem: problemOf(cause) }));
}

function underWay<Change, Answer>(
  state: ChangeState<Change, Answer>,
  { http, askPasskey, answer }: ChangeParts<Answer>,
  signal: AbortSignal,
): Promise<ChangeEvent<Change, Answer>> | undefined {
  switch (state.at) {
    case "preparing":
      return http
        .post("/api/console/touch", {}, touchAnswerSchema, signal)
        .then((touch) => ({ type: "prepared", touch }));
    // protocol §8: The passkey signs path and change, so that one touch is good for this change alone.
    case "touching": {
      const { order, touch } = state;
      return changeChallenge(touch.nonce, order.path, JSON.stringify(order.change))
        .then((challenge) => askPasskey({ ...touch.options, challenge: encodeBase64url(challenge) }, signal))
        .then((assertion) => ({ type: "touched", touch: { nonce: touch.nonce, assertion } }));
    }
    case "sending": {
      const { order, touch } = state;
      const body = touch === undefined ? order.change : { change: order.change, touch };
      return http.post(order.path, body, answer, signal).then((made) => ({ type: "made", answer: made }));
    }
    default:
      return undefined;
  }
}
