import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import * as v from "valibot";
import type { Answer } from "../../test/kit/answer.ts";
import { type Headers, postJson } from "../../test/kit/send.ts";
import { SERVER_SHELL } from "../platform/audit/actor.ts";
import { makeClientTicket, type NewClientTicket } from "../protocol/clients/client-tickets.ts";
import { registerAs } from "../protocol/clients/register-client.ts";
import type { TestServer } from "./test-server.ts";

// These functions register clients (RFC 7591).

export const DAY = 86_400;

/** Makes an initial access token, for one command line unless the test says otherwise. */
export const newClientTicket = async (
  { services }: TestServer,
  {
    allows,
    ...changed
  }: Partial<Omit<NewClientTicket, "allows">> & {
    readonly allows?: Partial<NewClientTicket["allows"]>;
  } = {},
): Promise<string> => {
  const permission = {
    kinds: ["command_line" as const],
    scopes: ["read", "write"],
    resources: [],
    detailTypes: null,
    ...allows,
  };
  const request = { allows: permission, uses: 1, life: DAY, ...changed };
  return (await makeClientTicket(services, request, SERVER_SHELL)).ticket;
};

/** This is good metadata of a command line. */
export const COMMAND_LINE = {
  client_name: "Acme deploy",
  token_endpoint_auth_method: "none",
  grant_types: [DEVICE_CODE_GRANT, "refresh_token"],
  response_types: [],
  redirect_uris: ["http://127.0.0.1/callback"],
  scope: "read",
} as const;

export const register = (
  server: TestServer,
  ticket: string | undefined,
  metadata: unknown = COMMAND_LINE,
): Promise<Answer> => {
  const headers: Headers = ticket === undefined ? {} : { authorization: `Bearer ${ticket}` };
  return postJson(server, "/oauth/register", metadata, { headers });
};

const idSchema = v.looseObject({ client_id: v.string() });

/** @returns the id of a command line that was registered */
export async function registeredCommandLine(server: TestServer, metadata: unknown = COMMAND_LINE): Promise<string> {
  const answer = await register(server, await newClientTicket(server), metadata);
  return answer.as(idSchema).client_id;
}

/** @returns the id of a program that only knows a redirect (protocol §6) */
export async function registeredProgram(
  { services }: TestServer,
  executables: readonly string[] = [],
): Promise<string> {
  const metadata = {
    ...COMMAND_LINE,
    grant_types: ["authorization_code"],
    response_types: ["code"],
    nearside_executables: executables,
    scope: "openid read",
  };
  return (await registerAs(services, metadata, SERVER_SHELL)).client_id;
}
