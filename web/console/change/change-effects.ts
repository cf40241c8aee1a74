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
  /** What the route answers once it is made. */
  readonly answer: v.GenericSchema<unknown, Answer>;
}

/** What is under way in that state, and the event it ends in; nothing where the person is to act. Never rejects. */
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
    // protocol §8: the passkey signs path and change, so that one touch is good for this change alone
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
