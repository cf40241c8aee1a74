import { at } from "@nearside/shared/api/entry.ts";
import * as requestApi from "@nearside/shared/api/request-api.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { coAnswer } from "@nearside/shared/statements/co-answer.ts";
import { coQuestion } from "@nearside/shared/statements/co-question.ts";
import type { Request } from "@nearside/shared/statements/request.ts";
import type { Connection } from "../server/connection.ts";
import { readDone } from "../server/read-answer.ts";
import type { AnswerQuestion } from "./login-display.ts";

/** Milliseconds. */
const TIMEOUT = 10_000;

/**
 * Answers what a second approver asks, by the session key of the login that waits (protocol §11). The answer names the question by
 * its hash: it is valid for no other.
 */
export const questionAnswerer =
  (connection: Connection, request: Request, session: Signer): NonNullable<AnswerQuestion> =>
  async (question, answer) => {
    const { hash } = await coQuestion.read(question.co_question);
    const iat = connection.clock.seconds();
    const co_answer = await coAnswer.sign(session, { request: request.hash, question: hash, answer, iat });
    const sent = await connection.http.send({
      method: "POST",
      url: `${connection.issuer}${at(requestApi.answer, request.claims.jti).address}`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ co_answer }),
      timeout: TIMEOUT,
    });
    readDone(sent);
  };
