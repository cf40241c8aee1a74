import { approveAnswerSchema, decidedAnswerSchema, localityAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { type TokenAnswer, tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { approve, type LoginMet, meetLogin, type OpenLogin, poll, startedLogin } from "./login-steps.ts";
import type { Machine } from "./machine.ts";
import { type LongForm, postJson, type Reached } from "./send.ts";

// Whole logins, for tests that begin where a login has come that far.

export interface MetLogin extends OpenLogin {
  readonly met: LoginMet;
}

export async function metLogin(server: Reached, machine: Machine, form: LongForm = {}): Promise<MetLogin> {
  const login = await startedLogin(server, machine, form);
  const met = await meetLogin(server, machine, login);
  met.answer.as(localityAnswerSchema);
  return { ...login, met };
}

export async function approvedLogin(server: Reached, machine: Machine, form: LongForm = {}): Promise<MetLogin> {
  const login = await metLogin(server, machine, form);
  const answer = await approve(server, machine, login, login.met.answer.as(decidedAnswerSchema));
  answer.as(approveAnswerSchema);
  return login;
}

export interface RedeemedLogin extends MetLogin {
  readonly tokens: TokenAnswer;
}

export async function redeemedLogin(server: Reached, machine: Machine, form: LongForm = {}): Promise<RedeemedLogin> {
  const login = await approvedLogin(server, machine, form);
  return { ...login, tokens: (await poll(server, login)).as(tokenAnswerSchema) };
}

/** A login that rests on an earlier approval: met again, and nothing touched (protocol §4.5). @throws Error if a touch is asked for */
export async function restingLogin(server: Reached, machine: Machine, form: LongForm = {}): Promise<RedeemedLogin> {
  const login = await metLogin(server, machine, form);
  const answer = login.met.answer.as(localityAnswerSchema);
  if (answer.state !== "stands") throw new Error(`a touch is asked for: ${answer.state}`);
  const body = { decision: answer.decision, assertion: null };
  const path = `/api/requests/${login.id}/approve`;
  (await postJson(server, path, body, { browser: machine.browser })).as(approveAnswerSchema);
  return { ...login, tokens: (await poll(server, login)).as(tokenAnswerSchema) };
}
