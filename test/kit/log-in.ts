import { approveAnswerSchema, localityAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { type TokenAnswer, tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { approve, decided, type LoginMet, meetLogin, type OpenLogin, poll, startedLogin } from "./login-steps.ts";
import type { Machine } from "./machine.ts";
import type { LongForm, Reached } from "./send.ts";

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
  const answer = await approve(server, machine, login, await decided(server, machine, login));
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
