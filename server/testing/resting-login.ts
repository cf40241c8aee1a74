import { approveAnswerSchema, decisionAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { metLogin, type RedeemedLogin } from "./log-in.ts";
import { askForDecision, poll } from "./login-steps.ts";
import type { Machine } from "./machine.ts";
import { type LongForm, postJson } from "./send.ts";
import type { TestServer } from "./test-server.ts";

/** The rule by which an approval of the last ten minutes is enough. */
export const STANDS = '@id("again") @title("Again soon") @stand("10m") permit (principal, action, resource);';

/** A login that rests on an earlier approval: met anew, and nothing touched (protocol §4.5). Throws where none stands. */
export async function restingLogin(server: TestServer, machine: Machine, form: LongForm = {}): Promise<RedeemedLogin> {
  const login = await metLogin(server, machine, form);
  const answer = (await askForDecision(server, machine, login)).as(decisionAnswerSchema);
  if (answer.state !== "stands") throw new Error(`a touch is asked for: ${answer.state}`);
  const body = { decision: answer.decision, assertion: null };
  const path = `/api/requests/${login.id}/approve`;
  (await postJson(server, path, body, { browser: machine.browser })).as(approveAnswerSchema);
  return { ...login, tokens: (await poll(server, login)).as(tokenAnswerSchema) };
}
